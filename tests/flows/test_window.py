"""Stories through real windows, at a real encrypted home."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from desk.actions.take_step import TakeStep
from desk.reads.case_file import read_case
from desk.rules.case.life import Action
from desk.rules.query import known_keys
from tests.builders import INTAKE, register
from tests.conftest import PASSWORD
from tests.flows.conftest import signed_in
from tests.ui.hands import choose, press, write
from ui.base.page_id import PageId
from ui.dialogs.step_dialog import StepDialog
from ui.pages.case_page import CasePage
from ui.pages.intake_page import IntakePage
from ui.pages.queue_page import QueuePage


def test_a_wrong_password_is_told_and_the_right_one_opens_the_queue(desk, qtbot):
    page = desk.page
    page.findChild(QComboBox, "login").setCurrentText("director")
    password = page.findChild(QLineEdit, "password")
    qtbot.keyClicks(password, "not the password")
    qtbot.keyClick(password, Qt.Key.Key_Return)
    problem = page.findChild(QWidget, "problem")
    qtbot.waitUntil(lambda: "not right" in problem.text())
    qtbot.keyClicks(password, PASSWORD)
    press(qtbot, page, "enter")
    qtbot.waitUntil(lambda: desk.seat is not None)
    assert isinstance(desk.seat.pane.page(PageId.QUEUE), QueuePage)


def test_a_complaint_goes_from_the_form_to_the_next_step(desk, branch, qtbot):
    pane = signed_in(desk, branch, qtbot)
    pane.show_page(PageId.INTAKE)
    page = pane.page(PageId.INTAKE)
    press(qtbot, page, "register")
    problem = page.findChild(QWidget, "intake-problem")
    qtbot.waitUntil(lambda: "3 fields" in problem.text())
    choose(page, "channel", "phone")
    write(page.findChild(QWidget, "complainant.name"), "张三")
    write(page.findChild(QWidget, "facts"), INTAKE["facts"])
    press(qtbot, page, "register")
    case_page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(case_page, "_case", None) is not None)
    press(qtbot, case_page, "next-step")
    dialog = case_page.findChild(StepDialog)
    choose(dialog, "handler", "chen")
    press(qtbot, dialog, "take-step")
    qtbot.waitUntil(lambda: case_page._case.state.value == "to_investigate")
    case = read_case(branch.store, branch.desk().reckoning, "TS-0101-20261120-A001")
    assert (case.facts["handler"], case.facts["complainant.name"]) == ("chen", "张三")


def test_a_refused_step_keeps_the_dialog_and_says_why(desk, branch, qtbot):
    case_no = register(branch.desk(), complained_staff=["陈立"])
    pane = signed_in(desk, branch, qtbot)
    desk.seat.hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
    press(qtbot, page, "next-step")
    dialog = page.findChild(StepDialog)
    choose(dialog, "handler", "chen")
    press(qtbot, dialog, "take-step")
    problem = dialog.findChild(QWidget, "problem handler")
    qtbot.waitUntil(lambda: "陈立" in problem.text())
    assert dialog.isVisible()
    dialog.reject()


def test_the_queue_follows_a_change_and_keeps_the_selected_case(desk, branch, qtbot):
    first = register(branch.desk())
    register(branch.desk())
    pane = signed_in(desk, branch, qtbot)
    page = pane.page(PageId.QUEUE)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.setCurrentIndex(page.model.index(1, 0))
    kept = page._current_id()
    with qtbot.waitSignal(page.model.complete):
        desk.seat.hub.send(_note(first))
    qtbot.waitUntil(lambda: page._current_id() == kept)


def _note(case_no):
    return TakeStep(case_no=case_no, action=Action.NOTE, given={"text": "电话核对。"})


def test_searching_shows_only_what_fits_and_escape_shows_all(desk, branch, qtbot):
    register(branch.desk(), facts="理财到期收益与宣传不符。")
    register(branch.desk())
    pane = signed_in(desk, branch, qtbot)
    page = pane.page(PageId.QUEUE)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    search = pane.findChild(QLineEdit, "search")
    search.setFocus()
    with qtbot.waitSignal(page.model.complete):
        write(search, "理财")
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert page.model.rowCount() == 1
    qtbot.waitUntil(page.table.hasFocus)
    with qtbot.waitSignal(page.model.complete):
        qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


@pytest.fixture
def searching(desk, branch, qtbot):
    """A queue of two cases; return its page, the search box and what is under it."""
    register(branch.desk(), amount="20000")
    register(branch.desk(), amount="100")
    pane = signed_in(desk, branch, qtbot)
    page, box = pane.page(PageId.QUEUE), pane.findChild(QLineEdit, "search")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    return page, box, pane.findChild(QWidget, "search-hint")


def test_what_is_not_understood_is_said_under_the_box_while_typing_goes_on(searching, desk, qtbot):
    page, box, hint = searching
    asked, refused = [], []
    box.searched.connect(asked.append)
    desk.seat.hub.refused.connect(refused.append)
    write(box, "金额>")
    qtbot.waitUntil(hint.isVisible)
    assert "“金额>”" in hint.text()
    assert box.accessibleDescription() == hint.text()
    assert hint.geometry().top() > box.geometry().bottom()
    assert hint.width() == box.width()
    assert (page.model.rowCount(), asked, refused) == (2, [], [])  # what was found stays
    with qtbot.waitSignal(page.model.complete):
        qtbot.keyClicks(box, "10000")
        assert hint.isVisible()  # no flicker while somebody types on
    assert page.model.rowCount() == 1
    assert not hint.isVisible()
    assert box.accessibleDescription() == ""


def test_what_is_not_understood_is_said_on_enter_and_goes_with_escape(searching, qtbot):
    page, box, hint = searching
    write(box, "部们:零售")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert hint.isVisible()
    assert "“部们”" in hint.text()
    assert page.model.rowCount() == 2
    with qtbot.waitSignal(page.model.complete):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not hint.isVisible()


def test_the_search_box_lists_its_conditions(desk, branch, qtbot):
    search = signed_in(desk, branch, qtbot).findChild(QLineEdit, "search")
    assert known_keys()
    for key in known_keys():
        assert key in search.toolTip()


def test_what_is_typed_is_kept_while_typing(desk, branch, qtbot):
    pane = signed_in(desk, branch, qtbot)
    pane.show_page(PageId.INTAKE)
    write(pane.page(PageId.INTAKE).findChild(QWidget, "facts"), "客户来电，话说到一半")
    qtbot.waitUntil(lambda: (desk.seat.reader.draft("intake") or {}).get("facts") is not None)
    again = IntakePage(desk.seat.hub)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again._values().get("facts") == "客户来电，话说到一半")


def test_an_auditor_sees_cases_but_no_way_to_change_them(desk, branch, qtbot):
    case_no = register(branch.desk())
    pane = signed_in(desk, branch, qtbot, "he")
    assert pane.findChild(QPushButton, "new-case") is None
    desk.seat.hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
    assert isinstance(page, CasePage)
    assert not page.findChild(QPushButton, "next-step").isEnabled()
