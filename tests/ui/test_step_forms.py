"""The form of a step: what it changes of the case is shown as it is, what it adds is empty."""

import pytest

from desk.rules.case.fields import BY_ID, Kind
from desk.rules.steps.table import STEPS
from ui.widgets.problems import Problems
from ui.widgets.step_form import step_form

KNOWN = {
    Kind.COUNT: 3,
    Kind.MONEY: "12.00",
    Kind.DAY: "2026-11-20",
    Kind.MOMENT: "2026-11-20T09:00:00",
    Kind.YES_NO: True,
    Kind.CODES: ["x"],
    Kind.ENTRIES: [],
}


@pytest.mark.parametrize("action", STEPS)
def test_no_part_of_an_entry_is_filled_with_a_fact_of_the_same_name(hub, qtbot, action):
    step = STEPS[action]
    known = {name: KNOWN.get(field.kind, "known of the case") for name, field in BY_ID.items()}
    form = step_form(hub, step, known, Problems())
    qtbot.addWidget(form)
    values = form.all_values()
    own = {part.id for part in step.parts}
    assert {name for name in own if values[name] is not None} == set()
    unfilled = {name for name in form.names if name not in own and values[name] is None}
    assert {BY_ID[name].kind for name in unfilled} <= {Kind.ENTRIES}
