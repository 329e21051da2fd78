"""What each role sees of each sort of case in the window: the table by hand, on every widget.

``PAGES`` names how each page is looked at; a page of the window without a row fails a test.
"""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QWidget,
)

from desk.actions import look_up
from desk.base.errors import Refusal
from desk.reads.audit_log import audit_lines
from desk.reads.audit_search import AuditQuery, read_audit
from desk.rules.case.life import Action
from desk.rules.people.rights import Right, Role
from desk.rules.query import QueueFilter
from tests.builders import register, step, walk
from tests.cli.test_doors import LOGIN
from tests.flows.conftest import signed_in
from tests.sorts_of_cases import NOTHING, NUMBER, SEEN, SORTS, of_each_sort
from tests.ui.hands import press, write
from ui.base.page_id import PageId
from ui.dialogs.open_archived_dialog import OpenArchivedDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.repeat_dialog import RepeatDialog
from ui.dialogs.step_dialog import StepDialog

CASES = {PageId.QUEUE, PageId.CASE, PageId.OWED, PageId.AUDIT, PageId.RETENTION, PageId.EXCHANGE}
CASES |= {PageId.INTAKE, PageId.REPORT, PageId.LEDGER, PageId.REGISTERS}
NO_CASES = {PageId.SETTINGS, PageId.PEOPLE, PageId.KEEPING, PageId.CALENDAR}
ROLES = {  # Qt's places of what a table tells
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
}


def texts_of(top):
    """Return all that ``top`` and what is in it can tell, shown or not: texts, tips, tables."""
    told = []
    for one in (top, *top.findChildren(QWidget)):
        told += [one.toolTip(), one.accessibleName(), one.accessibleDescription()]
        told += [one.windowTitle(), one.statusTip(), one.whatsThis()]
        if isinstance(one, QLabel | QLineEdit):
            told.append(one.text())
        elif isinstance(one, QPlainTextEdit):
            told.append(one.toPlainText())
        elif isinstance(one, QComboBox):
            told += [one.itemText(place) for place in range(one.count())]
        elif isinstance(one, QTabWidget):
            told += [one.tabText(place) for place in range(one.count())]
        elif isinstance(one, QAbstractItemView) and one.model() is not None:
            model = one.model()
            told += [
                str(model.index(row, column).data(role) or "")
                for row in range(min(model.rowCount(), 50))
                for column in range(model.columnCount())
                for role in ROLES
            ]
        elif hasattr(one, "text") and callable(one.text):
            told.append(str(one.text()))
    return "\n".join(told)


def settled(desk, qtbot):
    """Let all questions of the window be answered."""
    done = []
    for _ in range(2):  # what an answer asks for in its turn
        for _ in range(2):  # both readers
            desk.seat.hub.tasks.read(desk.window, lambda: None, lambda _: done.append(1))
        desk.seat.hub.tasks.write(desk.window, lambda: None, lambda _: done.append(1), done.append)
    qtbot.waitUntil(lambda: len(done) == 6)
    QApplication.processEvents()


def test_every_page_is_looked_at_or_has_no_cases():
    pages = {one for one in PageId if one.name not in {"SIGN_IN", "LOCK", "NEW_HOME", "BUSY"}}
    assert pages == CASES | NO_CASES


class Look:
    """Looks at all that the window tells, as somebody signed in."""

    def __init__(self, desk, branch, qtbot, role):
        self.desk, self.qtbot = desk, qtbot
        self.told = of_each_sort(branch)
        self.most = dict(zip(SORTS, SEEN[role], strict=True))
        self.pane = signed_in(desk, branch, qtbot, LOGIN[role])
        QApplication.clipboard().clear()

    def at(self, where, least=NOTHING):
        """Look; where a case was asked for by its number, that number (``least``) is no news."""
        settled(self.desk, self.qtbot)
        text = texts_of(self.desk.window) + QApplication.clipboard().text()
        for sort, one in self.told.items():
            assert one.level(text) <= max(self.most[sort], least), (where, sort)

    def at_pages(self):
        names = {one.objectName() for one in self.pane.findChildren(QWidget)}
        for page in CASES - {PageId.CASE}:
            if f"nav-{page}" in names:
                self.pane.show_page(page)
                self.at(page)

    def at_searches(self):
        queue = self.pane.page(PageId.QUEUE)
        self.pane.show_page(PageId.QUEUE)
        for words in (
            "",
            "年费争议",
            "诸葛",
            "收到:2026",
            *(one.phone for one in self.told.values()),
        ):
            queue.show_words(words)
            self.at(words)

    def at_case(self, sort, one):
        self.desk.seat.hub.open_case(one.no)
        self.at(sort, NUMBER)
        if self.most[sort] == NOTHING:
            return
        page = self.pane.page(PageId.CASE)
        self.qtbot.waitUntil(lambda: page._case is not None and page._case.case_no == one.no)
        self.at(sort, NUMBER)
        assert one.level(texts_of(page)) == self.most[sort], sort
        if sort == "own" and self.desk.seat.reader.office.acting.may(Right.RECORD):
            case = self.desk.seat.reader.case(one.no)
            for dialog in (
                StepDialog(self.desk.seat.hub, case, Action.AMEND, page),
                RepeatDialog(self.desk.seat.hub, case, page),
            ):
                dialog.open()
                self.at((sort, type(dialog).__name__), NUMBER)
                dialog.reject()


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.SUPERVISOR, Role.AUDITOR])
def test_no_page_tells_more_than_the_table_says(desk, branch, qtbot, role):
    look = Look(desk, branch, qtbot, role)
    look.at_pages()
    look.at_searches()
    for sort, one in look.told.items():
        look.at_case(sort, one)


def test_an_archived_case_is_opened_in_the_window_for_some_hours_and_closes_again(
    desk, branch, qtbot
):
    case_no = register(branch.desk("chen"), facts="年费争议之子")
    walk(branch, case_no)
    pane = signed_in(desk, branch, qtbot, "chen")
    desk.seat.hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: page._case is not None)
    assert "年费争议之子" not in texts_of(page)
    press(qtbot, page, "next-step")
    dialog = page.findChild(OpenArchivedDialog)
    press(qtbot, dialog, "ok")
    qtbot.waitUntil(lambda: dialog.findChild(QLabel, "problem reason").isVisible())
    write(dialog.findChild(QLineEdit, "reason"), "客户来电核对旧案")
    press(qtbot, dialog, "ok")
    qtbot.waitUntil(lambda: "年费争议之子" in texts_of(page))
    (opened,) = [one for one in page._case.story if one.kind == "case.opened"]
    assert opened.author == "chen"
    press(qtbot, page, "reveal")  # it was hers: in clear, for a reason
    asked = page.findChild(ReasonDialog)
    write(asked.findChild(QLineEdit, "reason"), "客户来电核对号码")
    press(qtbot, asked, "ok")
    qtbot.waitUntil(lambda: "13800005678" in texts_of(page))
    assert page._over.isActive()  # the hours are counted
    branch.clock.moment += timedelta(hours=1, seconds=1)
    page._over.start(0)
    qtbot.waitUntil(lambda: "年费争议之子" not in texts_of(page))
    assert "13800005678" not in texts_of(page)
    assert not page._over.isActive()
    told = [one.line.kind for one in read_audit(branch.store, AuditQuery(case_no=case_no))]
    assert {"case.opened", "audit.revealed"} <= set(told)


def test_what_was_shown_in_clear_is_hidden_when_the_case_is_archived_meanwhile(desk, branch, qtbot):
    case_no = register(branch.desk("chen"))
    walk(branch, case_no, "close")
    pane = signed_in(desk, branch, qtbot, "chen")
    desk.seat.hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: page._case is not None)
    press(qtbot, page, "reveal")
    asked = page.findChild(ReasonDialog)
    write(asked.findChild(QLineEdit, "reason"), "客户来电核对号码")
    press(qtbot, asked, "ok")
    qtbot.waitUntil(lambda: "13800005678" in texts_of(page))
    step(branch.desk("li"), case_no, "archive")
    page.start()
    qtbot.waitUntil(lambda: "13800005678" not in texts_of(page))
    assert not page._revealed.of(case_no)


def test_a_colleague_s_whole_number_is_found_in_the_window_and_that_is_on_record(
    desk, branch, qtbot
):
    register(branch.desk("zhou"))
    pane = signed_in(desk, branch, qtbot, "chen")
    page, box = pane.page(PageId.QUEUE), pane.findChild(QLineEdit, "search")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    with qtbot.waitSignal(page.model.complete):
        write(box, "13800005678")
        qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    (line,) = audit_lines(branch.store, "audit.looked-up")
    assert (line.by, line.told["fields"]) == ("chen", ["complainant.phone"])


def test_whoever_searches_too_often_is_told_so_in_the_window(desk, branch, qtbot, monkeypatch):
    register(branch.desk("zhou"))
    pane = signed_in(desk, branch, qtbot, "chen")
    page = pane.page(PageId.QUEUE)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    monkeypatch.setattr(look_up, "limit", lambda _name: 0)
    told = []
    desk.seat.hub.refused.connect(told.append)
    page.show_words("13800005678")
    qtbot.waitUntil(lambda: bool(told))
    assert "searched 0 times today" in told[0]
    assert page.model.rowCount() == 0


def test_a_draft_is_nobody_else_s_on_the_same_computer(desk, branch, qtbot):
    signed_in(desk, branch, qtbot, "chen")
    desk.seat.reader.keep_draft("intake", {"complainant.name": "诸葛孔明"})
    for login in ("zhou", "li", "director", "he"):
        reader = type(desk.seat.reader)(branch.desk(login))
        for form in ("intake", "../chen/intake", "chen/intake"):
            assert reader.draft(form) is None
    with pytest.raises(Refusal):
        type(desk.seat.reader)(branch.desk("xu")).queue_ids(QueueFilter())
    assert desk.seat.reader.draft("intake") == {"complainant.name": "诸葛孔明"}
