"""The forecast: how many clocks turn, counted against the clocks themselves."""

from datetime import date, datetime, timedelta

import pytest

from desk.reads.case_file import read_case
from desk.reads.forecast import forecast, long_holiday
from tests.builders import register, step, walk


def later(branch, **much):
    branch.clock.moment += timedelta(**much)


@pytest.fixture
def cases(branch):
    """Some cases of different ages, one paused, one closed."""
    found = []
    for _ in range(5):
        found.append(register(branch.desk("chen")))
        later(branch, days=3, hours=1)
    step(branch.desk("chen"), found[1], "pause", kind="mediation", evidence="通知书")
    walk(branch, found[2], "close")
    return found


def counted(branch, cases, until):
    """Count straight from the clocks of every case."""
    now, last = branch.clock.now(), datetime.combine(until, datetime.max.time())
    clocks = [
        clock
        for case_no in cases
        for clock in read_case(branch.store, branch.desk().reckoning, case_no).clocks
        if clock.counts
    ]
    turns = [(c.marks.yellow_at, c.marks.red_at, c.marks.due_at) for c in clocks]
    return tuple(sum(now < turn[place] <= last for turn in turns) for place in range(3))


def test_what_turns_is_what_the_clocks_say(branch, cases):
    now = branch.clock.now()
    found = forecast(branch.store, now)
    assert [turning.until - now.date() for turning in found] == [
        timedelta(days) for days in (0, 1, 7)
    ]
    for turning in found:
        expected = counted(branch, cases, turning.until)
        assert (turning.yellow, turning.red, turning.black) == expected
    assert found[-1].black > 0


def test_nothing_turns_where_nothing_is(branch):
    assert {(t.yellow, t.red, t.black) for t in forecast(branch.store, branch.clock.now())} == {
        (0, 0, 0)
    }
    assert long_holiday(branch.store, branch.desk().reckoning.calendar, branch.clock.now()) is None


def test_before_national_day_the_desk_says_what_ends_while_the_office_is_closed(branch):
    branch.clock.moment = datetime(2026, 9, 24, 9)
    register(branch.desk("chen"))
    branch.clock.moment = datetime(2026, 9, 28, 9)
    holiday = long_holiday(branch.store, branch.desk().reckoning.calendar, branch.clock.now())
    assert (holiday.first, holiday.back) == (date(2026, 10, 1), date(2026, 10, 8))
    assert "国庆" in holiday.name
    assert holiday.ending == 1  # three working days from 24 September end on the 30th


def test_a_plain_weekend_is_no_long_holiday(branch):
    branch.clock.moment = datetime(2026, 11, 5, 9)
    assert long_holiday(branch.store, branch.desk().reckoning.calendar, branch.clock.now()) is None
