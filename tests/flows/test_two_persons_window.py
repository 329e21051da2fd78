"""Two persons in the window: proposed, told of, confirmed; an open session that is over."""

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desk.actions.manage_people import ChangePerson
from desk.home import accounts
from desk.reads.office_facts import read_people
from desk.reads.verify import verify
from desk.rules.people.rights import Role
from tests.builders import register
from tests.conftest import PASSWORD
from tests.flows.test_vault_window import enter, seen_words
from tests.ui.hands import press, write
from ui.base.page_id import PageId
from ui.dialogs.people_dialogs import AddPersonDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.seconds_dialog import SecondsDialog, SecondsView


def propose(desk, branch, qtbot, login):
    """Let the administrator add a person in the window."""
    pane = enter(desk, branch, qtbot, "xu")
    pane.show_page(PageId.PEOPLE)
    page = pane.page(PageId.PEOPLE)
    qtbot.waitUntil(lambda: len(page._staff.members) == 6)
    press(qtbot, page, "add-person")
    dialog = page.findChild(AddPersonDialog)
    for name, text in {
        "name": "孙宁",
        "login": login,
        "password": PASSWORD,
        "again": PASSWORD,
    }.items():
        write(dialog.findChild(QLineEdit, name), text)
    press(qtbot, dialog, "ok")
    view = page.findChild(SecondsView)
    qtbot.waitUntil(lambda: len(view._shown) == 1)
    assert not view.findChild(QPushButton, "confirm-proposal").isEnabled()
    assert login not in branch.home.vault().logins
    desk.sign_out()


def waiting(page, qtbot, count=1):
    view = page.findChild(SecondsView)
    qtbot.waitUntil(lambda: len(view._shown) == count)
    view._sheet.pick(view._shown[0].id)
    return view


def test_the_administrator_proposes_and_the_director_is_asked_at_her_next_start(
    desk, branch, qtbot
):
    register(branch.desk("chen"))
    propose(desk, branch, qtbot, "sun")
    pane = enter(desk, branch, qtbot)
    qtbot.waitUntil(lambda: pane.findChild(QPushButton, "alarm-second") is not None)
    assert "孙宁" in seen_words(desk.window)
    pane.show_page(PageId.PEOPLE)
    view = waiting(pane.page(PageId.PEOPLE), qtbot)
    press(qtbot, view, "confirm-proposal")
    qtbot.waitUntil(lambda: "sun" in branch.home.vault().logins)
    qtbot.waitUntil(lambda: pane.findChild(QPushButton, "alarm-second") is None)
    signed = branch.home.sign_in("sun", PASSWORD, branch.clock)
    assert verify(signed.office.store, signed.office.reckoning) == []
    signed.close()


def test_the_director_refuses_with_a_reason_and_nobody_comes_in(desk, branch, qtbot):
    register(branch.desk("chen"))
    propose(desk, branch, qtbot, "sun")
    pane = enter(desk, branch, qtbot)
    pane.show_page(PageId.PEOPLE)
    view = waiting(pane.page(PageId.PEOPLE), qtbot)
    press(qtbot, view, "refuse-proposal")
    dialog = view.findChild(ReasonDialog)
    write(dialog.findChild(QLineEdit, "reason"), "没有这个人。")
    press(qtbot, dialog, "ok")
    qtbot.waitUntil(lambda: view._shown == [])
    assert "sun" not in read_people(branch.store)


def test_a_supervisor_confirms_from_the_bar_what_the_only_director_proposed(desk, branch, qtbot):
    register(branch.desk("chen"))
    branch.desk().do(ChangePerson(login="zhou", facts={"role": "supervisor"}))
    pane = enter(desk, branch, qtbot, "li")
    qtbot.waitUntil(lambda: pane.findChild(QPushButton, "alarm-second") is not None)
    press(qtbot, pane, "alarm-second")
    dialog = desk.window.findChild(SecondsDialog)
    view = waiting(dialog, qtbot)
    press(qtbot, view, "confirm-proposal")
    qtbot.waitUntil(lambda: pane.findChild(QPushButton, "alarm-second") is None)
    assert read_people(branch.store)["zhou"].role == "specialist"
    dialog.accept()
    desk.sign_out()
    pane = enter(desk, branch, qtbot)
    pane.show_page(PageId.PEOPLE)
    view = waiting(pane.page(PageId.PEOPLE), qtbot)
    press(qtbot, view, "carry-out")
    qtbot.waitUntil(lambda: read_people(branch.store)["zhou"].role == "supervisor")
    qtbot.waitUntil(lambda: pane.findChild(QPushButton, "seen-raises").isVisible())
    press(qtbot, pane, "seen-raises")
    qtbot.waitUntil(lambda: pane.findChild(QPushButton, "alarm-raised") is None)


def test_a_window_whose_person_was_changed_ends_with_a_sentence_and_keeps_what_was_typed(
    desk, branch, qtbot
):
    pane = enter(desk, branch, qtbot, "li")
    pane.show_page(PageId.INTAKE)
    page = pane.page(PageId.INTAKE)
    write(page.findChild(QWidget, "complainant.name"), "赵六")
    signed = branch.home.sign_in("director", PASSWORD, branch.clock)
    accounts.change_role(signed, "li", Role.SPECIALIST)
    signed.close()
    pane.show_page(PageId.QUEUE)
    desk.seat.hub.tasks.read(desk, desk.seat.reader.queue_counts, lambda _: None)
    qtbot.waitUntil(lambda: desk.seat is None)
    assert desk.window.centralWidget() is desk.page
    qtbot.waitUntil(lambda: "sign in again" in seen_words(desk.window))
    pane = enter(desk, branch, qtbot, "li")
    assert desk.seat.reader.draft("intake")["complainant.name"] == "赵六"
