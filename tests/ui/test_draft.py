"""Drafts: what was typed is there again, whatever the form, until it is saved or thrown away."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desk.rules.case.life import Action
from tests.builders import register
from tests.ui.hands import press, write
from ui.base.draft import Draft
from ui.dialogs.bulk_dialog import BulkDialog
from ui.dialogs.handover_dialog import HandoverDialog
from ui.dialogs.repeat_dialog import RepeatDialog
from ui.dialogs.step_dialog import StepDialog

DIALOGS = {
    "a step": (lambda hub, case: StepDialog(hub, case, Action.NOTE), "text"),
    "a repeat": (RepeatDialog, "reason"),
    "a handover": (lambda hub, _case: HandoverDialog(hub), "reason"),
    "many cases": (lambda hub, case: BulkDialog(hub, [case.case_no]), "department"),
}


@pytest.fixture
def case(hub, branch):
    return hub.reader.case(register(branch.desk()))


@pytest.mark.parametrize("name", DIALOGS)
def test_what_was_typed_is_there_when_the_dialog_is_opened_again(qtbot, hub, case, name):
    make, part = DIALOGS[name]
    dialog = make(hub, case)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog._draft.kept):
        write(dialog.findChild(QWidget, part), "还没写完")
    dialog.reject()
    again = make(hub, case)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again._form.values().get(part) == "还没写完")


def test_what_was_saved_is_no_draft_any_more(qtbot, hub, case):
    dialog = StepDialog(hub, case, Action.NOTE)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog._draft.kept):
        write(dialog.findChild(QWidget, "text"), "记一笔。")
    with qtbot.waitSignal(dialog.taken):
        press(qtbot, dialog, "take-step")
    qtbot.waitUntil(lambda: hub.reader.draft(f"step/{case.case_no}/note") is None)


def test_typing_on_does_not_put_it_off_and_leaving_keeps_what_waits(qtbot, hub):
    owner, typed = QObject(), {"text": "一"}
    draft = Draft(hub, "any", lambda: typed, owner)
    draft.touch()
    assert draft._timer.isActive()
    left = draft._timer.remainingTime()
    draft.touch()
    assert draft._timer.remainingTime() <= left
    hub.leaving.emit()
    qtbot.waitUntil(lambda: hub.reader.draft("any") == typed)
    draft.forget()
    qtbot.waitUntil(lambda: hub.reader.draft("any") is None)
