"""What is owed outlives the case: every duty in every way in which a case may end, by hand."""

from datetime import datetime

import pytest

from desk.rules.case.life import Action, State
from desk.rules.steps.duties import Duty, duties
from desk.rules.steps.gate import gaps
from desk.rules.steps.table import STEPS
from tests.families import each
from tests.rules.cases_at import ACTED, COUNTER, FACTS, PAID, SETTINGS

NOW = "2026-11-20T10:00:00"
HERE = {
    **FACTS,
    "investigated_at": NOW,
    "satisfaction": "satisfied",
}
# How a case is over; the handling itself, and what serves it, is over with it.
ENDS = {
    "closed": {"state": "closed", "outcome": "agreed"},
    "archived": {"state": "archived", "outcome": "agreed"},
    "merged": {"state": "closed", "outcome": "merged", "merged_into": "TS-0101-20261101-A001"},
    "withdrawn": {"state": "closed", "outcome": "withdrawn", "withdrawn_at": NOW},
}
OPEN = {"state": "to_follow_up", "closed_at": None, "outcome": "agreed"}
TALK = {"id": "c1", "at": NOW, "result": "reached", "by": "chen"}
TASK = {"id": "r1", "measure": "改流程", "owner": "chen", "due_on": "2026-12-20"}
# duty: what a case is like that owes it; whether it blocks closing; whether it outlives the case
TABLE = {
    Duty.PROMISE: (
        {"contacts": [{**TALK, "promise": "回电", "promised_on": "2026-11-23"}]},
        True,
        True,
    ),
    Duty.PROGRESS: ({"contacts": [TALK], "notified_at": None}, True, False),
    Duty.EMERGENCY_REPORT: ({"emergencies": [{**ACTED, "reason": "急"}]}, True, True),
    Duty.COUNTERSIGN: (
        {"emergencies": [{**ACTED, "reason": "急", "report": "经过", "report_by": "chen"}]},
        True,
        True,
    ),
    Duty.MAJOR_REPORT: ({"sensitive": ["disaster"]}, True, True),
    Duty.RECTIFICATION: ({"rectifications": [TASK]}, False, True),
    Duty.EFFECT: (
        {"rectifications": [{**TASK, "verified_on": "2026-11-20", "verified_by": "li"}]},
        False,
        True,
    ),
    Duty.SYSTEMIC: ({"systemic": "systemic"}, False, True),
    Duty.FEEDBACK: ({"forwarded_by": "nfra", "reply_by": "2026-11-30"}, True, True),
    Duty.HANDOVER: (
        {"transfers": [{"id": "t1", "to": "zhou", "reason": "休假", "by": "chen", "at": NOW}]},
        True,
        False,
    ),
    Duty.CO_REPORT: (
        {"co_departments": [{"department": "运管部", "liaison": "周敏"}]},
        False,
        False,
    ),
    Duty.CORRECTION: (
        {
            "corrections": [
                {"id": "k1", "by": "chen", "at": NOW, "approved_by": "li", "reason": "错"}
            ]
        },
        True,
        True,
    ),
    Duty.PAYMENT: ({"compensation": "300.00", "payments": [PAID, COUNTER]}, True, True),
    Duty.APPROVAL: (
        {
            "state": "to_approve",
            "plan": "补偿",
            "compensation": "6000.00",
            "planned_at": NOW,
            "planned_by": "chen",
        },
        False,
        False,
    ),
    Duty.DISSATISFIED: ({"satisfaction": "very_dissatisfied"}, True, False),
}


def owed(facts):
    return {one.duty: one for one in duties({**HERE, **facts}, SETTINGS)}


def test_the_table_has_every_duty():
    assert {*TABLE, Duty.UNAPPROVED, Duty.REVIEW} == set(Duty)  # these two: see below


@pytest.mark.parametrize("duty", TABLE, ids=lambda duty: duty.value)
def test_a_duty_of_an_open_case_blocks_its_closing_or_outlives_it(duty):
    facts, blocks, outlives = TABLE[duty]
    assert duty in owed({**OPEN, **facts})
    assert (len(gaps({**HERE, **OPEN, **facts})) > len(gaps({**HERE, **OPEN}))) is blocks
    assert blocks or outlives or duty in (Duty.CO_REPORT, Duty.APPROVAL)  # closed by no step there


@each(duty=TABLE.keys(), end=ENDS.keys())
def test_a_duty_is_owed_after_the_end_of_the_case_as_the_table_says(duty, end):
    facts, _, outlives = TABLE[duty]
    assert (duty in owed({**facts, **ENDS[end]})) is outlives


@each(duty=[duty for duty, row in TABLE.items() if row[2]], end=ENDS.keys())
def test_what_is_owed_by_an_ended_case_can_be_done_in_it(duty, end):
    facts, _, _ = TABLE[duty]
    step = owed({**facts, **ENDS[end]})[duty].action
    assert State(ENDS[end]["state"]) in STEPS[step].moves


@pytest.mark.parametrize("end", ENDS)
def test_a_major_complaint_that_ended_owes_its_final_report_too(end):
    first = {"id": "m1", "stage": "first", "at": NOW, "by": "chen"}
    facts = {"sensitive": ["disaster"], "closed_at": "2026-11-25T12:00:00", **ENDS[end]}
    assert owed(facts)[Duty.MAJOR_REPORT].due_at < datetime(2026, 11, 25)
    facts["major_reports"] = [first]
    assert owed(facts)[Duty.MAJOR_REPORT].due_at > datetime(2026, 11, 25, 12)
    facts["major_reports"] = [first, {**first, "id": "m2", "stage": "final"}]
    assert Duty.MAJOR_REPORT not in owed(facts)


@pytest.mark.parametrize("end", ENDS)
def test_who_forwarded_a_case_is_answered_though_he_set_no_day(end):
    facts = {"forwarded_by": "nfra", **ENDS[end]}
    assert owed(facts)[Duty.FEEDBACK].due_at.date().isoformat() == "2026-11-20"
    told = {"feedbacks": [{"id": "f1", "to": "nfra", "on": "2026-11-20"}]}
    assert Duty.FEEDBACK not in owed({**facts, **told})


def test_more_paid_than_approved_is_owed_an_approval_when_the_case_was_withdrawn():
    acted = {"emergencies": [{**ACTED, "signed_by": "director"}], "payments": [PAID]}
    found = owed({**acted, **ENDS["withdrawn"]})
    assert found[Duty.UNAPPROVED].action is Action.REOPEN
    assert Duty.UNAPPROVED not in owed({**acted, "compensation": "300.00", **ENDS["withdrawn"]})


@each(duty=TABLE.keys(), end=("closed", "archived"))
def test_an_ended_case_of_a_former_ledger_owes_nothing_that_nobody_recorded_here(duty, end):
    facts, _, _ = TABLE[duty]
    kept = {
        "contacts",
        "emergencies",
        "rectifications",
        "transfers",
        "payments",
        "corrections",
    } & facts.keys()
    is_owed = duty in owed({"import_id": "i1", **facts, **ENDS[end]})
    assert not is_owed or kept or (duty, end) == (Duty.FEEDBACK, "closed")
