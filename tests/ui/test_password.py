"""The password once more: asked in the window, and then the step goes on."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from desk.actions.take_step import TakeStep
from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.rules.case.life import Action
from desk.rules.people.confirming import Confirmation
from tests.builders import register, walk
from ui.dialogs.password_dialog import PasswordDialog
from ui.window import MainPane

RIGHT = "four words that fit"


class Wrong(Refusal):
    text = "That is not the password."


def check(password):
    if password != RIGHT:
        raise Wrong


@pytest.fixture
def pane(qtbot, hub, layout, branch):
    """The window of a director who signed in an hour ago."""
    hub.reader.office.confirmation = Confirmation(check, branch.clock.now())
    branch.clock.moment += timedelta(hours=1)
    pane = MainPane(hub, layout, is_training=False)
    qtbot.addWidget(pane)
    pane.show()
    return pane


@pytest.fixture
def close(branch):
    """The wish to close a case that may be closed."""
    case_no = register(branch.desk("chen"))
    walk(branch, case_no, "follow-up")
    return TakeStep(case_no=case_no, action=Action.CLOSE)


def asked(qtbot, pane):
    qtbot.waitUntil(lambda: pane.findChild(PasswordDialog) is not None)
    return pane.findChild(PasswordDialog)


def enter(qtbot, dialog, password):
    dialog.findChild(QLineEdit, "password-again").setText(password)
    qtbot.mouseClick(dialog.findChild(QPushButton, "password-ok"), Qt.MouseButton.LeftButton)


def state_of(branch, wish):
    return read_case(branch.store, branch.desk().reckoning, wish.case_no).facts["state"]


def test_a_grave_step_goes_on_after_the_right_password(qtbot, hub, pane, branch, close):
    done = []
    hub.send(close, done.append)
    enter(qtbot, asked(qtbot, pane), RIGHT)
    qtbot.waitUntil(lambda: bool(done))
    assert state_of(branch, close) == "closed"


def test_a_wrong_password_is_told_and_may_be_typed_again(qtbot, hub, pane, branch, close):
    done = []
    hub.send(close, done.append)
    dialog = asked(qtbot, pane)
    enter(qtbot, dialog, "wrong")
    qtbot.waitUntil(lambda: dialog.problems.line.text() == "That is not the password.")
    assert state_of(branch, close) == "to_follow_up"
    enter(qtbot, dialog, RIGHT)
    qtbot.waitUntil(lambda: bool(done))


def test_who_gives_up_is_told_that_nothing_was_done(qtbot, hub, pane, branch, close):
    refused = []
    hub.send(close, refused=refused.append)
    asked(qtbot, pane).reject()
    assert len(refused) == 1
    assert state_of(branch, close) == "to_follow_up"
