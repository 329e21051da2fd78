"""A row of a ledger that came in with a house clock over and nothing that says when: no record."""

from datetime import datetime

import pytest

from desk.base.clock import COUNTER_BITS, moment_of_uuid, wall
from desk.base.ids import uuid7
from desk.rules.time.case_clocks import ClockState
from tests.rules.cases_at import FACTS, RECKONING

CAME = datetime(2026, 11, 20, 10, 0)
IMPORT = uuid7(wall(CAME) >> COUNTER_BITS, bytes(10))
ROW = {
    **{name: FACTS[name] for name in ("case_no", "kind", "channel", "complainant.name", "facts")},
    "state": "to_investigate",
    "import_id": IMPORT,
}


def states(received, **more):
    facts = {**ROW, "received_at": received, "registered_at": received, **more}
    return {clock.rule.id: clock for clock in RECKONING.clocks(facts)}


def test_the_moment_of_an_import_is_in_its_id():
    assert moment_of_uuid(IMPORT) == CAME
    assert moment_of_uuid("i1") is None
    assert moment_of_uuid("0" * 32) is None


def test_what_was_over_when_the_row_came_in_is_not_on_record_and_has_no_light():
    found = states("2026-11-01T09:00:00")
    for rule in ("first-response", "investigate", "plan", "execute"):
        assert found[rule].state is ClockState.UNKNOWN, rule
        assert found[rule].light(CAME) is None
    assert found["decide"].state is ClockState.RUNNING  # the law runs on, and is over


def test_what_was_not_over_runs_on():
    found = states("2026-11-20T09:00:00")
    for rule in ("first-response", "investigate", "plan", "execute"):
        assert found[rule].state is ClockState.RUNNING, rule


@pytest.mark.parametrize(
    ("contacted", "state", "is_met"),
    [
        ("2026-11-01T15:00:00", ClockState.STOPPED, True),  # in the row, in time
        ("2026-11-05T15:00:00", ClockState.STOPPED, False),  # in the row, too late
        ("2026-11-21T15:00:00", ClockState.UNKNOWN, False),  # here, afterwards: not the first one
    ],
)
def test_a_moment_that_was_in_the_row_is_judged_and_a_later_one_is_not(contacted, state, is_met):
    clock = states("2026-11-01T09:00:00", first_contact_at=contacted)["first-response"]
    assert (clock.state, clock.is_met) == (state, is_met)


def test_a_case_that_was_registered_here_is_reckoned_as_ever():
    found = states("2026-11-01T09:00:00", import_id=None)
    assert found["investigate"].state is ClockState.RUNNING
