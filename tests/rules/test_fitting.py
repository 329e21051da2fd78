"""Which form fits which case: the table is written by hand from domain.md 9.4."""

import pytest

from desk.rules.forms.fitting import FormDoesNotFit, misfit, need_fit
from desk.rules.forms.form_templates import known_forms

NEW = {"state": "to_investigate", "received_at": "2026-11-19T09:00:00", "channel": "phone"}
TOLD = {
    **NEW,
    "state": "to_follow_up",
    "investigation": "属实。",
    "investigated_at": "2026-11-19T12:00:00",
    "approved_at": "2026-11-19T13:00:00",
    "notified_at": "2026-11-20T09:00:00",
    "outcome": "agreed",
    "liable": False,
}
CLOSED = {**TOLD, "state": "closed", "closed_at": "2026-11-20T10:00:00"}
LEFT = {**NEW, "state": "closed", "closed_at": "2026-11-20T10:00:00"}
ALWAYS = "F01 F05 F06 F10 F15 F24"
# The forms that fit beside those that always do.
FITTING = {
    "new": (NEW, "F02 F03 F04 F07 F08 F09 F11 F14 F19"),
    "told": (TOLD, "F02 F11 F12 F13 F14 F17 F18 F19"),
    "closed": (CLOSED, "F02 F11 F12 F13 F17 F18 F26"),
    "declined": ({**LEFT, "outcome": "declined"}, "F04 F26"),
    "withdrawn": ({**LEFT, "outcome": "withdrawn"}, "F02 F14 F26"),
    "merged": ({**LEFT, "outcome": "merged", "forwarded_by": "nfra"}, "F02 F26"),
    "from the regulator": ({**CLOSED, "forwarded_by": "nfra"}, "F02 F11 F12 F13 F17 F18 F25 F26"),
    "from a court": ({**CLOSED, "forwarded_by": "court"}, "F02 F11 F12 F13 F17 F18 F26"),
    "nineteen came": (
        {**NEW, "channel": "visit", "people_count": 19},
        "F02 F03 F04 F07 F08 F09 F11 F14 F16 F19",
    ),
    "twenty came": (
        {**NEW, "channel": "visit", "people_count": 20},
        "F02 F03 F04 F07 F08 F09 F11 F14 F16 F19 F20",
    ),
    "one person": ({**NEW, "people_count": 1}, "F02 F03 F04 F07 F08 F09 F11 F14 F19"),
    "a disaster": (
        {**NEW, "sensitive": ["disaster"]},
        "F02 F03 F04 F07 F08 F09 F11 F14 F19 F20",
    ),
    "an emergency": (
        {**NEW, "emergencies": [{"id": "1"}]},
        "F02 F03 F04 F07 F08 F09 F11 F14 F19 F23",
    ),
    "systemic": (
        {**TOLD, "systemic": "systemic"},
        "F02 F11 F12 F13 F14 F17 F18 F19 F21",
    ),
    "isolated": ({**TOLD, "systemic": "isolated"}, "F02 F11 F12 F13 F14 F17 F18 F19"),
    "a rectification": (
        {**CLOSED, "rectifications": [{"id": "1"}]},
        "F02 F11 F12 F13 F17 F18 F21 F26",
    ),
    "liable": ({**TOLD, "liable": True}, "F02 F11 F12 F13 F14 F17 F18 F19 F22"),
    "held to account": (
        {**CLOSED, "accountabilities": [{"id": "1"}]},
        "F02 F11 F12 F13 F17 F18 F22 F26",
    ),
    "a letter": (
        {**NEW, "letters": [{"id": "1", "form": "F03"}]},
        "F02 F03 F04 F07 F08 F09 F11 F12 F14 F19",
    ),
}


@pytest.mark.parametrize("name", FITTING)
def test_a_form_fits_the_cases_that_call_for_it_and_no_others(name):
    facts, forms = FITTING[name]
    found = [form for form in known_forms() if not misfit(form, facts)]
    assert found == sorted({*ALWAYS.split(), *forms.split()})


def test_a_form_that_does_not_fit_says_why_and_what_to_do():
    with pytest.raises(FormDoesNotFit, match="Nobody who waits for feedback forwarded this case"):
        need_fit("F25", CLOSED)
