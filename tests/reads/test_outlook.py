"""The outlook from the tables: whole weeks, the calendar, what is open and who closes."""

from datetime import date, datetime, timedelta

import pytest

from desk.reads.outlook import read_outlook
from tests.builders import register, step


@pytest.fixture
def cases(branch):
    """Two complaints every Monday from 3 August 2026 on, one of the two withdrawn on Friday."""
    branch.clock.moment, found = datetime(2026, 8, 3, 9), []
    for _ in range(7):
        found += [register(branch.desk("chen")) for _ in range(2)]
        branch.clock.moment += timedelta(days=4)
        step(branch.desk("chen"), found[-1], "withdraw", remarks="客户撤回。")
        branch.clock.moment += timedelta(days=3)
    return found


def asked(branch, today, reader=None):
    calendar = branch.desk("li").reckoning.calendar
    return read_outlook(branch.store, calendar, today, reader)


@pytest.mark.usefixtures("cases")
def test_each_week_by_its_working_days_and_with_its_holiday(branch):
    found = asked(branch, date(2026, 9, 23))
    assert [week.first for week in found.weeks][:3] == [
        date(2026, 9, 21),
        date(2026, 9, 28),
        date(2026, 10, 5),
    ]
    # The first week (3 August) counts as not whole: 12 came in 30 working days and the make-up
    # day of Sunday 20 September, 31: of the week of Mid-Autumn (21 to 24 September) 4 of them.
    first = found.weeks[0]
    assert (first.received.workdays, first.holiday) == (4, "中秋节")
    assert first.received.middle == round(12 / 31 * 4, 1)
    assert "国庆" in found.weeks[1].holiday
    assert not any(week.is_provisional for week in found.weeks)


@pytest.mark.usefixtures("cases")
def test_what_is_open_and_what_is_closed(branch):
    found = asked(branch, date(2026, 9, 21))
    assert found.open_before == 7
    assert found.closed_a_day == round(7 / 31, 2)
    assert found.people == 0  # nobody handled them
    assert found.weeks[0].people is None
    assert found.weeks[0].open_at_end == pytest.approx(7 + 12 / 31 * 4 - 7 / 31 * 4, abs=0.1)


def test_cases_that_are_closed_to_somebody_do_not_count_for_her(branch, cases):
    zhou = branch.desk("zhou").actor
    step(branch.desk("director"), cases[0], "recuse", recused=["周敏"], text="系亲属。")
    assert asked(branch, date(2026, 9, 21)).open_before == 7
    assert asked(branch, date(2026, 9, 21), zhou).open_before == 6


def test_a_home_without_a_past_has_no_outlook(branch):
    found = asked(branch, date(2026, 9, 21))
    assert (found.weeks, found.open_before, found.last) == ([], 0, None)
