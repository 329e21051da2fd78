"""The vault in the window: it locks itself, shows each role her own, and is there once."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from desk.home import accounts
from desk.home.alarms import drill_due, last_checks, next_deep, remember
from desk.home.doctor import CheckResult
from desk.home.opening import SignedIn
from desk.reads.audit_log import audit_lines
from desk.reads.case_file import read_case
from desk.reads.verify import Finding
from desk.rules.case.life import Action
from desk.rules.people.confirming import Confirmation
from desk.rules.people.rights import NotPermitted
from desk.rules.query import QueueFilter
from tests.builders import register
from tests.conftest import NOW, PASSWORD
from tests.ui.hands import press, write
from ui.app import App
from ui.base.idle import IdleWatch
from ui.base.page_id import PageId
from ui.dialogs.people_dialogs import AddPersonDialog, DeputyDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.step_dialog import StepDialog


def enter(desk, branch, qtbot, login="director"):
    """Sign ``login`` in with her keys, as the sign-in page does, at the test's own time."""
    office = branch.desk(login)
    office.confirmation = Confirmation(
        lambda password: branch.home.keys_of(login, password, branch.clock.now()),
        branch.clock.now(),
    )
    signed = SignedIn(branch.home, office, branch.keys[login])
    office.backs_up = signed.back_up_before
    desk.sign_in(lambda: signed)
    qtbot.waitUntil(lambda: desk.seat is not None and desk.window.isActiveWindow())
    return desk.seat.pane


def grow_idle(desk, minutes):
    """Let ``minutes`` pass without a touch, on the clocks that the watch looks at."""
    watch = desk.seat.session.watch
    now = watch._clock()
    watch._clock = lambda: (now[0] + minutes * 60, now[1] + minutes * 60)


def lines(branch, kind):
    return list(audit_lines(branch.store, kind))


def seen_words(window):
    """Return every text that somebody could read in the window."""
    kinds = (QLabel, QPushButton, QLineEdit)
    widgets = [one for kind in kinds for one in window.findChildren(kind) if one.isVisible()]
    return " ".join(widget.text() for widget in widgets) + window.windowTitle()


def test_the_window_locks_itself_when_nobody_touches_it(desk, branch, qtbot):
    case_no = register(branch.desk())
    pane = enter(desk, branch, qtbot)
    desk.seat.hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
    assert case_no in seen_words(desk.window)
    grow_idle(desk, 9)
    desk.seat.session.watch.look()
    assert not desk.seat.session.curtain.is_drawn
    grow_idle(desk, 1)
    desk.seat.session.watch.look()
    assert desk.seat.session.curtain.is_drawn
    assert not pane.isVisible()
    assert case_no not in seen_words(desk.window)
    assert "张" not in seen_words(desk.window)


def test_a_key_or_a_move_of_the_mouse_keeps_the_window_open(desk, branch, qtbot):
    pane = enter(desk, branch, qtbot)
    grow_idle(desk, 9)
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_Shift)
    grow_idle(desk, 9)
    desk.seat.session.watch.look()
    assert pane.isVisible()


def test_text_of_an_input_method_counts_as_touching(desk, branch, qtbot):
    pane = enter(desk, branch, qtbot)
    search = pane.findChild(QLineEdit, "search")
    search.setFocus()
    grow_idle(desk, 9)
    write(search, "理财")
    grow_idle(desk, 9)
    desk.seat.session.watch.look()
    assert pane.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_an_open_step_hides_too_and_comes_back_with_what_was_typed(desk, branch, qtbot):
    case_no = register(branch.desk())
    pane = enter(desk, branch, qtbot)
    desk.seat.hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
    press(qtbot, page, "next-step")
    dialog = page.findChild(StepDialog)
    write(dialog.findChild(QWidget, "department"), "客户服务部")
    desk.seat.hub.locks.emit()
    assert not dialog.isVisible()
    unlock = desk.seat.session.page.findChild(QLineEdit, "unlock-password")
    qtbot.keyClicks(unlock, "not the password")
    qtbot.keyClick(unlock, Qt.Key.Key_Return)
    problem = desk.seat.session.page.findChild(QLabel, "unlock-problem")
    qtbot.waitUntil(lambda: "not right" in problem.text())
    assert not dialog.isVisible()
    qtbot.keyClicks(unlock, PASSWORD)
    qtbot.keyClick(unlock, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog._form.values()["department"] == "客户服务部"
    dialog.reject()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_dialog_that_opens_behind_the_lock_waits_unseen(desk, branch, qtbot):
    pane = enter(desk, branch, qtbot)
    desk.seat.hub.locks.emit()
    pane._on_keys()
    dialog = pane.findChild(QWidget, "close-keys").window()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    desk.seat.session._unlock()
    assert dialog.isVisible()
    dialog.close()


def test_what_is_locked_can_be_left_to_somebody_else(desk, branch, qtbot):
    enter(desk, branch, qtbot)
    desk.seat.hub.locks.emit()
    press(qtbot, desk.seat.session.page, "sign-out")
    qtbot.waitUntil(desk.page.isVisible)
    assert desk.seat is None


def test_the_administrator_sees_no_case_and_cannot_reach_one(desk, branch, qtbot):
    case_no = register(branch.desk())
    pane = enter(desk, branch, qtbot, "xu")
    names = {button.objectName() for button in pane.findChildren(QPushButton)}
    assert {"nav-people", "nav-keeping", "nav-settings"} <= names
    assert not {f"nav-{page}" for page in (PageId.QUEUE, PageId.AUDIT, PageId.RETENTION)} & names
    assert not pane.findChild(QLineEdit, "search").isVisible()
    desk.seat.hub.open_case(case_no)
    qtbot.keyClick(pane, Qt.Key.Key_Escape)
    pane.show_page(PageId.QUEUE)
    pane.show_page(PageId.CASE)
    assert not {PageId.QUEUE, PageId.CASE} & pane._pages.keys()
    for question in (
        lambda: desk.seat.reader.case(case_no),
        lambda: desk.seat.reader.queue_rows([1]),
        lambda: desk.seat.reader.known({}),
    ):
        with pytest.raises(NotPermitted):
            question()


def test_revealing_asks_why_and_leaves_an_act(desk, branch, qtbot):
    case_no = register(branch.desk())
    pane = enter(desk, branch, qtbot)
    desk.seat.hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
    assert "13800005678" not in seen_words(desk.window)
    press(qtbot, page, "reveal")
    dialog = page.findChild(ReasonDialog)
    press(qtbot, dialog, "ok")
    qtbot.waitUntil(lambda: dialog.findChild(QLabel, "problem reason").isVisible())
    assert not lines(branch, "audit.revealed")
    write(dialog.findChild(QLineEdit, "reason"), "客户要求核对号码")
    press(qtbot, dialog, "ok")
    qtbot.waitUntil(lambda: "13800005678" in seen_words(page))
    (line,) = lines(branch, "audit.revealed")
    assert (line.by, line.told["reason"]) == ("director", "客户要求核对号码")
    desk.seat.hub.locks.emit()
    desk.seat.session._unlock()
    assert "13800005678" not in seen_words(page)


def test_amending_shows_no_number_and_changes_none_that_nobody_touched(desk, branch, qtbot):
    case_no = register(branch.desk(), contract_no="HT20250001")
    enter(desk, branch, qtbot)
    case = read_case(branch.store, branch.desk().reckoning, case_no, branch.desk().actor)
    dialog = StepDialog(desk.seat.hub, case, Action("amend"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "13800005678" not in seen_words(dialog)
    assert "HT20250001" not in seen_words(dialog)
    assert not {"complainant.phone", "complainant.name", "contract_no"} & dialog._given().keys()


def test_numbers_typed_into_the_story_are_masked_in_the_queue(desk, branch, qtbot):
    register(branch.desk(), facts="客户电话 13912345678 要求回电，卡号 6222021234567890123")
    pane = enter(desk, branch, qtbot, "chen")
    page = pane.page(PageId.QUEUE)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    (row,) = desk.seat.reader.queue_rows(
        list(next(desk.seat.reader.queue_ids(QueueFilter())))
    ).values()
    assert "13912345678" not in row.title
    assert "6222021234567890123" not in row.title


def test_a_person_is_added_and_named_deputy_in_the_window(desk, branch, qtbot):
    pane = enter(desk, branch, qtbot)
    pane.show_page(PageId.PEOPLE)
    page = pane.page(PageId.PEOPLE)
    qtbot.waitUntil(lambda: len(page._staff.members) == 6)
    press(qtbot, page, "add-person")
    dialog = page.findChild(AddPersonDialog)
    for name, text in {"name": "孙宁", "login": "sun", "password": PASSWORD}.items():
        write(dialog.findChild(QLineEdit, name), text)
    write(dialog.findChild(QLineEdit, "again"), "something else")
    press(qtbot, dialog, "ok")
    qtbot.waitUntil(lambda: dialog.findChild(QLabel, "problem again").isVisible())
    dialog.findChild(QLineEdit, "again").setText(PASSWORD)
    press(qtbot, dialog, "ok")
    qtbot.waitUntil(lambda: "sun" in branch.desk().people)
    press(qtbot, page, "add-deputy")
    deputy = page.findChild(DeputyDialog)
    for name, login in {"person": "li", "deputy": "sun"}.items():
        box = deputy.findChild(QComboBox, name)
        box.setCurrentIndex(box.findData(login))
    press(qtbot, deputy, "ok")
    qtbot.waitUntil(lambda: len(page._staff.deputies) == 1)
    assert "sun" in branch.home.vault().logins


def test_a_new_password_needs_the_own_one_after_a_while(desk, branch, qtbot):
    pane = enter(desk, branch, qtbot)
    branch.clock.moment += timedelta(minutes=6)
    asked = []
    desk.seat.hub.asks.connect(asked.append)
    pane.show_page(PageId.PEOPLE)
    desk.seat.hub.run(
        lambda: accounts.reset_password(desk.seat.reader.signed, "chen", "another four words here"),
        lambda _: None,
    )
    qtbot.waitUntil(lambda: len(asked) == 1)
    branch.home.vault().open("chen", PASSWORD)


def test_a_backup_is_made_tried_and_listed_in_the_window(desk, branch, qtbot):
    register(branch.desk())
    pane = enter(desk, branch, qtbot)
    pane.show_page(PageId.KEEPING)
    page = pane.page(PageId.KEEPING)
    press(qtbot, page, "backup-now")
    qtbot.waitUntil(lambda: len(page._files) == 1)
    press(qtbot, page, "drill")
    qtbot.waitUntil(lambda: bool(lines(branch, "audit.drill")), timeout=10_000)
    assert drill_due(branch.desk()) == (NOW + timedelta(days=90)).date()


def test_verify_says_in_a_sentence_that_all_is_well(desk, branch, qtbot):
    register(branch.desk())
    pane = enter(desk, branch, qtbot, "he")
    pane.show_page(PageId.AUDIT)
    page = pane.page(PageId.AUDIT)
    page.findChild(QWidget, "audit-tabs").setCurrentIndex(3)
    press(qtbot, page, "verify")
    said = page.findChild(QLabel, "verdict")
    qtbot.waitUntil(lambda: said.text().startswith("All is well"), timeout=10_000)
    qtbot.waitUntil(lambda: bool(lines(branch, "audit.checked")))


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_second_window_at_the_same_home_raises_the_first(desk, branch, qapp, qtbot, layout):
    enter(desk, branch, qtbot)
    second = App(qapp, layout, branch.home.folder)
    with qtbot.waitSignal(desk._place.bell.called), qtbot.waitSignal(second.sent_away):
        second.window.show()
    assert "director" in second.page.findChild(QLabel, "problem").text()
    second.window.close()
    second.stop()
    assert (branch.home.folder / "window.json").exists()


def test_a_restored_home_says_on_every_page_that_it_can_only_be_read(desk, branch, qtbot):
    office = branch.desk()
    office.frozen_since = "2026-11-20T09:00:00"
    desk.sign_in(lambda: SignedIn(branch.home, office, branch.keys["director"]))
    qtbot.waitUntil(lambda: desk.seat is not None)
    qtbot.waitUntil(lambda: "Read only" in seen_words(desk.seat.pane))
    assert desk.seat.pane.findChild(QPushButton, "alarm-frozen") is not None


def test_each_start_looks_at_one_more_part_and_what_is_bad_is_shown(branch):
    office = branch.desk()
    seen = []
    for _ in range(10):
        part = next_deep(office)
        seen.append(part)
        if part:
            remember(office, [CheckResult(part, [])])
            assert next_deep(office) is None
        branch.clock.moment += timedelta(days=1)
    assert len({part for part in seen if part}) == 8  # reports are one of them
    remember(office, [CheckResult("pages", [Finding("pages", "page 3")])])
    assert last_checks(office)["pages"].findings[0].where == "page 3"


def test_the_idle_watch_asks_for_the_minutes_anew_each_time(qapp):
    minutes = [10]
    now = [0.0]
    watch = IdleWatch(qapp, lambda: minutes[0], lambda: (now[0], now[0]))
    locked = []
    watch.idle.connect(lambda: locked.append(now[0]))
    now[0] = 300.0
    watch.look()
    minutes[0] = 5
    watch.look()
    assert locked == [300.0]
    watch.stop()
