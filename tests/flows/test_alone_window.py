"""What needs the home to itself, from the window: signed out, done, signed in again."""

from datetime import datetime

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from desk.actions.hold_and_erase import ListForErasure
from desk.home.erasure import cases_on_hold
from desk.rules.case.erasure import Way
from desk.rules.query import QueueFilter
from tests.builders import register, step, walk
from tests.conftest import NOW, PASSWORD
from tests.flows.conftest import opened
from tests.ui.hands import press, write
from ui.app import App
from ui.base.page_id import PageId
from ui.dialogs.code_dialog import CodeDialog
from ui.dialogs.password_dialog import PasswordDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.recover_dialog import RecoverDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
SLOW = 20_000


@pytest.fixture
def desk(branch, qapp, qtbot, layout):
    """The program with the director signed in by her password."""
    branch.store.close()
    branch.unlock()
    found = opened(App(qapp, layout, branch.home.folder), qtbot)
    sign_in(found, qtbot)
    yield found
    found.window.close()
    found.stop()
    signed = found.seat.reader.signed if found.seat is not None else None
    if signed is not None:
        signed.close()


def sign_in(desk, qtbot, password=PASSWORD):
    desk.page.entered.emit("director", password)
    qtbot.waitUntil(lambda: desk.seat is not None, timeout=SLOW)


def agree(desk, qtbot):
    """Type the password that is asked for, and wait until somebody is signed in again."""
    before = desk.seat.reader
    dialog = desk.window.findChild(PasswordDialog)
    dialog.findChild(QLineEdit, "password-again").setText(PASSWORD)
    press(qtbot, dialog, "password-ok")
    qtbot.waitUntil(lambda: desk.seat is not None and desk.seat.reader is not before, timeout=SLOW)


def notice(desk):
    return " ".join(one.text() for one in desk.seat.pane._notice.findChildren(QLabel))


def shown(desk, name):
    desk.seat.pane.show_page(name)
    return desk.seat.pane.page(name)


def test_closing_an_account_changes_all_keys_and_work_goes_on(desk, branch, qtbot):
    hers = register(desk.seat.reader.office)
    step(desk.seat.reader.office, hers, "assign", handler="chen")
    before = branch.home.vault().generation
    page = shown(desk, PageId.PEOPLE)
    qtbot.waitUntil(lambda: len(page._staff.members) == 6)
    page._people.pick("chen")
    press(qtbot, page, "disable-person")
    agree(desk, qtbot)
    assert "chen" in notice(desk)
    assert hers in notice(desk)
    assert branch.home.vault().generation == before + 1
    assert "chen" not in branch.home.vault().logins
    page = shown(desk, PageId.PEOPLE)
    qtbot.waitUntil(lambda: bool(page._staff.members))
    assert not next(one for one in page._staff.members if one.person.login == "chen").person.active


def test_a_home_is_restored_looked_at_and_taken_back(desk, qtbot):
    register(desk.seat.reader.office)
    page = shown(desk, PageId.KEEPING)
    press(qtbot, page, "backup-now")
    qtbot.waitUntil(lambda: len(page._files) == 1, timeout=SLOW)
    later = register(desk.seat.reader.office)
    page._list.pick(str(page._files[0].path))
    press(qtbot, page, "restore")
    agree(desk, qtbot)
    assert desk.seat.reader.office.frozen_since
    assert len(list(next(desk.seat.reader.queue_ids(QueueFilter(is_all=True))))) == 1
    page = shown(desk, PageId.KEEPING)
    press(qtbot, page, "undo-restore")
    agree(desk, qtbot)
    assert not desk.seat.reader.office.frozen_since
    assert desk.seat.reader.case(later).case_no == later


def test_a_restored_home_is_confirmed_with_one_button(desk, qtbot):
    register(desk.seat.reader.office)
    page = shown(desk, PageId.KEEPING)
    press(qtbot, page, "backup-now")
    qtbot.waitUntil(lambda: len(page._files) == 1, timeout=SLOW)
    page.restore(page._files[0].path)
    agree(desk, qtbot)
    page = shown(desk, PageId.KEEPING)
    press(qtbot, page, "confirm-restore")
    qtbot.waitUntil(lambda: not desk.seat.reader.office.frozen_since)
    register(desk.seat.reader.office)


def test_a_lost_password_is_set_anew_with_the_code_on_the_sheet(desk, qtbot, tmp_path):
    page = shown(desk, PageId.PEOPLE)
    press(qtbot, page, "new-code")
    dialog = page.findChild(CodeDialog)
    press(qtbot, dialog, "make-code")
    qtbot.waitUntil(lambda: bool(dialog._code), timeout=SLOW)
    code = dialog._code
    dialog.save_to(tmp_path)
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("*.pdf"))), timeout=SLOW)
    dialog.accept()
    desk.sign_out()
    press(qtbot, desk.page, "password-lost")
    lost = desk.window.findChild(RecoverDialog)
    answers = {"code": code, "password": "four other words here", "again": "four other words here"}
    for name, text in answers.items():
        lost.findChild(QLineEdit, name).setText(text)
    lost.findChild(QLineEdit, "login").setText("director")
    press(qtbot, lost, "ok")
    qtbot.waitUntil(lambda: desk.seat is not None, timeout=SLOW)
    new = desk.window.findChild(CodeDialog)
    assert new._code not in ("", code)
    new.reject()
    state = desk.seat.pane._state
    qtbot.waitUntil(
        lambda: any("recovery code" in one.text() for one in state.findChildren(QLabel))
    )


def test_a_case_is_held_from_the_window_for_a_reason(desk, branch, qtbot):
    case_no = register(branch.desk("chen"))
    page = shown(desk, PageId.RETENTION)
    press(qtbot, page, "hold-other")
    dialog = page.findChild(ReasonDialog)
    write(dialog.findChild(QLineEdit, "case_no"), case_no.lower())
    press(qtbot, dialog, "ok")
    qtbot.waitUntil(lambda: dialog.findChild(QLabel, "problem reason").isVisible())
    write(dialog.findChild(QLineEdit, "reason"), "保全证据")
    press(qtbot, dialog, "ok")
    qtbot.waitUntil(lambda: [one.case_no for one in cases_on_hold(branch.store)] == [case_no])
    qtbot.waitUntil(lambda: len(page._found.held) == 1)


def test_erasure_is_asked_by_one_and_approved_by_another_with_a_certificate(
    desk, branch, qtbot, tmp_path
):
    branch.clock.moment = datetime(2022, 1, 5, 10, 0)
    case_no = register(branch.desk("chen"))
    walk(branch, case_no)
    branch.clock.moment = NOW
    page = shown(desk, PageId.RETENTION)
    qtbot.waitUntil(lambda: len(page._found.due) == 1)
    branch.desk("li").do(ListForErasure(case_no=case_no, way=Way.ERASE))
    page.start()
    qtbot.waitUntil(lambda: page._approvable() == [case_no])
    page.approve(tmp_path)
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("*.pdf"))), timeout=SLOW)
    qtbot.waitUntil(lambda: not page._found.due)
    assert desk.seat.reader.case(case_no).facts["erased_at"]
