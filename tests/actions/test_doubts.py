"""The clock guard: what is entered while the PC clock cannot be right says so."""

from datetime import timedelta

import pytest

from desk.base.clock import SystemClock
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.time.doubts import Doubt, doubt_of
from tests.builders import register, step


@pytest.fixture
def case_no(branch):
    return register(branch.desk("chen"))


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def test_a_clock_turned_back_is_named_and_marks_what_is_entered(branch, case_no):
    branch.clock.moment += timedelta(days=3)
    step(branch.desk("chen"), case_no, "note", text="一。")
    branch.clock.moment -= timedelta(days=2)
    assert branch.desk().time_doubt() is Doubt.BEHIND
    step(branch.desk("chen"), case_no, "note", text="二。")
    (doubt,) = facts_of(branch, case_no)["doubts"]
    assert doubt["why"] == "behind"
    assert (doubt["at"], doubt["latest"]) == ("2026-11-21T10:00:00", "2026-11-23T10:00:00")


def test_time_stamps_of_acts_never_go_back(branch, case_no):
    branch.clock.moment += timedelta(days=3)
    step(branch.desk("chen"), case_no, "note", text="一。")
    branch.clock.moment -= timedelta(days=30)
    newer = register(branch.desk("chen"), received_at="2026-10-20 09:00")
    told = read_case(branch.store, branch.desk().reckoning, newer).story[0]
    assert told.at.isoformat() == "2026-11-23T10:00:00"
    assert verify(branch.store, branch.desk().reckoning) == []


def test_a_clock_that_goes_on_is_in_no_doubt(branch, case_no):
    branch.clock.moment += timedelta(days=400)
    step(branch.desk("chen"), case_no, "note", text="一。")
    assert branch.desk().time_doubt() is None
    assert "doubts" not in facts_of(branch, case_no)


@pytest.mark.parametrize(
    ("behind", "leap", "doubt"),
    [
        (timedelta(minutes=5), timedelta(0), None),
        (timedelta(minutes=5, seconds=1), timedelta(0), Doubt.BEHIND),
        (timedelta(0), timedelta(minutes=5), None),
        (timedelta(0), timedelta(minutes=6), Doubt.LEAPT),
        (timedelta(0), timedelta(minutes=-6), Doubt.LEAPT),
    ],
)
def test_five_minutes_are_forgiven(branch, behind, leap, doubt):
    now = branch.clock.now()
    assert doubt_of(now - behind, now, leap) is doubt


def test_the_system_clock_that_nobody_set_has_not_leapt():
    assert abs(SystemClock().leap()) < timedelta(seconds=5)
