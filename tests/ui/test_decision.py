"""The decision in the window: asked for before the notice, begun from what the case says."""

from PySide6.QtWidgets import QPushButton

from desk.rules.case.life import Action
from tests.builders import DECISION, register, step, walk
from tests.ui.hands import press
from ui.dialogs.step_dialog import StepDialog
from ui.pages.case_page import CasePage


def executed(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="execute")
    return case_no


def next_of(qtbot, hub, case_no):
    page = CasePage(hub)
    qtbot.addWidget(page)
    page.show_case(case_no)
    qtbot.waitUntil(lambda: page._case is not None, timeout=15_000)
    return page.findChild(QPushButton, "next-step").text()


def test_the_decision_comes_before_the_notice(qtbot, hub, branch):
    case_no = executed(branch)
    assert next_of(qtbot, hub, case_no) == "Write the decision…"
    step(branch.desk("chen"), case_no, "decide", decision=DECISION)
    assert next_of(qtbot, hub, case_no) == "Notify the complainant…"


def test_the_form_of_the_decision_is_begun_and_taken_as_it_stands(qtbot, hub, branch):
    case_no = executed(branch)
    dialog = StepDialog(hub, hub.reader.case(case_no), Action.DECIDE)
    qtbot.addWidget(dialog)
    begun = dialog._form.values()
    assert begun["decision.facts_found"] == "核实属实。"
    assert "三十日内" in begun["decision.remedies"]
    with qtbot.waitSignal(dialog.taken, timeout=15_000):
        press(qtbot, dialog, "take-step")
    again = StepDialog(hub, hub.reader.case(case_no), Action.NOTIFY)
    qtbot.addWidget(again)
    assert begun.items() <= again._form.values().items()


def test_other_steps_begin_with_nothing_of_it(qtbot, hub, branch):
    dialog = StepDialog(hub, hub.reader.case(executed(branch)), Action.NOTE)
    qtbot.addWidget(dialog)
    assert dialog._form.values() == {}
