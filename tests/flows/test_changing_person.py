"""People change at one window: nothing of the last one is left, and nothing happens twice."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from desk.store.keys.attempts import Attempts
from desk.store.keys.vault import Vault
from desk.store.record import journal
from tests.conftest import PASSWORD
from tests.flows.conftest import opened
from tests.ui.hands import press, write
from ui.app import App
from ui.base import theme
from ui.base.page_id import PageId
from ui.dialogs.my_account_dialog import AccountDialog
from ui.pages.new_home_page import NewHomePage

FORM = {
    "office_name": "城东支行",
    "office_code": "0101",
    "specialist_limit": "5000",
    "supervisor_limit": "50000",
    "name": "王敏",
    "login": "wang",
    "password": PASSWORD,
    "again": PASSWORD,
}


def enter(desk, qtbot, login):
    """Sign ``login`` in by the page, as a person does it."""
    page = desk.page
    qtbot.waitUntil(lambda: page.findChild(QComboBox, "login").count() > 0)
    page.findChild(QComboBox, "login").setCurrentText(login)
    password = page.findChild(QLineEdit, "password")
    qtbot.keyClicks(password, PASSWORD)
    qtbot.keyClick(password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.seat is not None)


def secrets(window):
    """Return every password that stands in a line of the window, seen or not."""
    return [
        line.text()
        for line in window.findChildren(QLineEdit)
        if line.echoMode() is QLineEdit.EchoMode.Password and line.text()
    ]


def test_three_people_sign_in_one_after_another_at_one_window(desk, qtbot):
    for login in ("chen", "li", "director"):
        enter(desk, qtbot, login)
        assert desk.seat.reader.office.actor.login == login
        assert not secrets(desk.window)
        assert not desk.page.findChild(QLineEdit, "password").text()
        desk.seat.hub.locks.emit()
        press(qtbot, desk.seat.session.page, "sign-out")
        qtbot.waitUntil(desk.page.isVisible)
        assert desk.page.findChild(QPushButton, "enter").isEnabled()
        assert desk.page.findChild(QPushButton, "enter").text() == "Sign in"
        assert not secrets(desk.window)


def test_what_was_refused_before_is_not_said_to_the_next_person(desk, qtbot):
    password = desk.page.findChild(QLineEdit, "password")
    desk.page.findChild(QComboBox, "login").setCurrentText("chen")
    qtbot.keyClicks(password, "not the password")
    qtbot.keyClick(password, Qt.Key.Key_Return)
    problem = desk.page.findChild(QLabel, "problem")
    qtbot.waitUntil(lambda: "not right" in problem.text())
    enter(desk, qtbot, "li")
    desk.sign_out()
    assert not problem.isVisible()


@pytest.fixture
def fresh(qapp, qtbot, layout, tmp_path):
    """The program at a folder where no home is yet, with the form of a new office."""
    app = App(qapp, layout, tmp_path / "new")
    with qtbot.waitActive(app.window):
        app.window.show()
    button = app.page.findChild(QPushButton, "new-office")
    qtbot.waitUntil(button.isVisible)
    button.click()
    yield app, app.window.centralWidget()
    app.window.close()
    app.stop()


def fill(page, **more):
    for name, text in {**FORM, **more}.items():
        page.findChild(QLineEdit, name).setText(text)


def test_after_refusals_the_new_office_has_one_director_and_one_sheet(fresh, qtbot, tmp_path):
    app, page = fresh
    assert isinstance(page, NewHomePage)
    make = page.findChild(QPushButton, "make-office")
    problem = page.findChild(QLabel, "problem")
    make.click()  # the empty form
    for wrong in (
        {"office_code": "cd-01"},
        {"office_code": "cd01"},
        *({"password": "short", "again": "short"},) * 6,
    ):
        qtbot.waitUntil(make.isEnabled)
        fill(page, **wrong)
        make.click()
    qtbot.waitUntil(make.isEnabled)
    fill(page)
    make.click()
    code = page.findChild(QLabel, "recovery-code")
    qtbot.waitUntil(lambda: bool(code.text()), timeout=30_000)
    assert not problem.isVisible()
    assert not secrets(app.window)
    out = tmp_path / "out"
    out.mkdir()
    page.sheets.emit(page._granted, out)
    qtbot.waitUntil(lambda: any("Written" in one.text() for one in page.findChildren(QLabel)))
    names = [path.name for path in out.iterdir()]
    assert len(names) == 1
    assert "0101" in names[0]
    seen = []
    app.page.show_refusal = lambda refusal: seen.append(str(refusal))
    press(qtbot, page, "code-kept")
    page.findChild(QPushButton, "code-kept").click()  # a second click in a hurry
    qtbot.waitUntil(lambda: app.seat is not None, timeout=30_000)
    assert app.window.centralWidget() is app.seat.pane
    assert seen == []
    assert Attempts.read(app._folder).tries == {}


def test_a_training_branch_says_so_and_is_not_what_opens_next_time(
    branch, qapp, qtbot, layout, monkeypatch
):
    monkeypatch.setattr(Vault, "is_training", True)
    desk = opened(App(qapp, layout, branch.home.folder), qtbot)
    qtbot.waitUntil(desk.page.findChild(QLabel, "training-home").isVisible)
    enter(desk, qtbot, "chen")
    assert layout.text("home", "none") == "none"
    assert layout.text("login", "none") == "none"
    desk.window.close()
    desk.stop()


def test_a_second_computer_takes_a_letter_of_its_own(fresh, qtbot):
    app, page = fresh
    fill(page)
    page.findChild(QComboBox, "device").setCurrentText("B")
    page.findChild(QPushButton, "make-office").click()
    kept = page.findChild(QPushButton, "code-kept")
    qtbot.waitUntil(kept.isVisible, timeout=30_000)
    kept.click()
    qtbot.waitUntil(lambda: app.seat is not None, timeout=30_000)
    assert journal.read_identity(app.seat.hub.reader.office.store).letter == "B"


@pytest.mark.parametrize("password", [PASSWORD, "not the password"])
def test_a_dialog_that_is_closed_while_the_password_is_checked_leaves_no_fault(
    desk, qtbot, password
):
    enter(desk, qtbot, "chen")
    pane = desk.seat.pane
    press(qtbot, pane, "account")
    dialog = pane.findChild(AccountDialog)
    qtbot.keyClicks(dialog.findChild(QLineEdit, "old"), password)
    for name in ("password", "again"):
        qtbot.keyClicks(dialog.findChild(QLineEdit, name), "four other words here")
    qtbot.keyClick(dialog.findChild(QLineEdit, "again"), Qt.Key.Key_Return)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: pane.findChild(AccountDialog) is None)
    done = []
    desk.seat.hub.run(lambda: None, done.append)  # after it, on the same thread
    qtbot.waitUntil(lambda: bool(done))


def test_the_next_person_is_let_in_from_the_menu_and_finds_the_draft_of_nobody(desk, qtbot):
    enter(desk, qtbot, "chen")
    desk.seat.pane.show_page(PageId.INTAKE)
    page = desk.seat.pane.page(PageId.INTAKE)
    write(page.findChild(QWidget, "complainant.name"), "张三")
    menu = desk.seat.pane.findChild(QPushButton, "person").menu()
    menu.actions()[0].trigger()
    qtbot.waitUntil(desk.page.isVisible)
    enter(desk, qtbot, "zhou")
    assert "complainant.name" not in _intake(desk)._values()
    desk.sign_out()
    enter(desk, qtbot, "chen")
    qtbot.waitUntil(lambda: _intake(desk)._values().get("complainant.name") == "张三")


def _intake(desk):
    desk.seat.pane.show_page(PageId.INTAKE)
    return desk.seat.pane.page(PageId.INTAKE)


def test_the_look_is_chosen_from_the_menu_and_kept(desk, qtbot, layout, qapp):
    before = theme.current()
    enter(desk, qtbot, "chen")
    looks = desk.seat.pane.findChild(QPushButton, "person").menu().findChildren(QMenu)[0]
    for action, name in zip(looks.actions(), ("system", "light", "dark"), strict=True):
        action.trigger()
        assert layout.text("theme") == name
        assert name == "system" or theme.current().name == name
    qapp.setStyleSheet("")
    qapp.setProperty("theme", before.name)
