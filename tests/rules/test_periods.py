"""Report periods: month, quarter and year, their neighbours, and when the report is due."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.reports.periods import NotAPeriod, month_of, period_of, submitted_by

PERIODS = {
    "month": ("month", "2026-10", "2026-10-01", "2026-10-31", "2026-09", "2025-10", "2026-10"),
    "January": ("month", "2026-01", "2026-01-01", "2026-01-31", "2025-12", "2025-01", "2026-01"),
    "December": ("month", "2026-12", "2026-12-01", "2026-12-31", "2026-11", "2025-12", "2026-12"),
    "leap February": (
        "month",
        "2024-02",
        "2024-02-01",
        "2024-02-29",
        "2024-01",
        "2023-02",
        "2024-02",
    ),
    "first quarter": (
        "quarter",
        "2026-Q1",
        "2026-01-01",
        "2026-03-31",
        "2025-Q4",
        "2025-Q1",
        "quarter 1 of 2026",
    ),
    "last quarter": (
        "quarter",
        "2026-Q4",
        "2026-10-01",
        "2026-12-31",
        "2026-Q3",
        "2025-Q4",
        "quarter 4 of 2026",
    ),
    "year": ("year", "2026", "2026-01-01", "2026-12-31", "2025", "2025", "year 2026"),
}


@pytest.mark.parametrize("row", PERIODS.values(), ids=PERIODS)
def test_a_period_knows_its_days_and_its_neighbours(row):
    kind, text, first, last, before, year_ago, title = row
    period = period_of(kind, text)
    assert (period.id, period.title) == (text, title)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.before() == period_of(kind, before)
    assert period.year_ago() == period_of(kind, year_ago)


WRONG = [
    ("month", ""),
    ("month", "2026"),
    ("month", "2026-13"),
    ("month", "2026-00"),
    ("month", "2026-1"),
    ("month", "2026-10-01"),
    ("month", " 2026-10"),
    ("month", "1989-12"),
    ("month", "2201-01"),
    ("quarter", "2026-Q5"),
    ("quarter", "2026-Q0"),
    ("quarter", "2026-3"),
    ("quarter", "2026-q3"),
    ("year", "26"),
    ("year", "2026-10"),
    ("year", "20266"),
]


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_what_names_no_period_is_refused_with_an_example(kind, text):
    with pytest.raises(NotAPeriod) as caught:
        period_of(kind, text)
    sentence = str(caught.value)
    assert f"“{text}”" in sentence
    assert kind in sentence
    example = {"month": "2026-10", "quarter": "2026-Q3", "year": "2026"}[kind]
    assert sentence.endswith(f"Write it like {example}.")


@pytest.mark.parametrize("year", ["1990", "2200"])
def test_the_first_and_the_last_year_of_the_calendar_are_years(year):
    assert period_of("year", year).id == year


@given(st.integers(1991, 2199), st.integers(1, 12))
def test_months_follow_each_other_without_a_gap(year, month):
    period = period_of("month", f"{year}-{month:02d}")
    assert period.before().last.toordinal() + 1 == period.first.toordinal()
    assert period.months == 1
    assert month_of(period.first) == month_of(period.last) == period


@given(st.integers(1991, 2199))
def test_a_year_is_its_quarters_and_a_quarter_its_months(year):
    quarters = [period_of("quarter", f"{year}-Q{number}") for number in (1, 2, 3, 4)]
    whole = period_of("year", str(year))
    assert (quarters[0].first, quarters[3].last) == (whole.first, whole.last)
    assert [quarter.months for quarter in quarters] == [3, 3, 3, 3]
    assert whole.months == 12
    for one, following in pairwise(quarters):
        assert following.before() == one


@pytest.mark.parametrize(
    ("kind", "text", "day"),
    [
        ("month", "2026-10", "2026-11-05"),
        ("month", "2026-12", "2027-01-05"),
        ("month", "2024-02", "2024-03-05"),
        ("quarter", "2026-Q3", "2026-10-05"),
        ("year", "2026", "2027-01-05"),
    ],
)
def test_the_report_is_due_by_the_fifth(kind, text, day):
    assert submitted_by(period_of(kind, text)) == date.fromisoformat(day)
