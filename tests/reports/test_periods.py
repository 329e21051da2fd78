"""A quarter, a half, a year or a range is told by its own numbers, compared with its own length.

Complaints in 2026: ten on the first days of each month from January on, twelve in October, thirty
in November, nine in December. Limits by hand: mean ± 3 × its square root of the months before
(Shewhart's c-chart), so for November (9 × 10 + 12) / 10 = 10.2 and 10.2 + 9.6 = 19.8, for December
132 / 11 = 12 and 12 + 10.4 = 22.4.
"""

from datetime import date, datetime

import pytest

from desk.reads.period_report import read_report
from desk.rules.oversight.indicators import Measured, WarningLevel, warned
from desk.rules.reports.periods import period_named
from reports.commentary import draft
from reports.detail_tables import trend_chart, warnings_table
from reports.month import period_report
from reports.month_tables import balance_table
from reports.proof import unfounded
from reports.table import DASH, Column, Holds, Note, Section, Table, texts_in
from tests.reads.crowd import fill
from tests.reports.papers import making_of

LATER = datetime(2027, 1, 4, 9, 0)
RECEIVED = dict.fromkeys(range(1, 10), 10) | {10: 12, 11: 30, 12: 9}
SPIKE = "2026-11: 30 received, above the upper limit of 19.8."


def case(received, **more):
    return {
        "kind": "complaint",
        "channel": "phone",
        "facts": "年费",
        "received_at": f"{received}T09:00:00",
        "registered_at": f"{received}T09:30:00",
        "state": "planning",
        **more,
    }


@pytest.fixture
def told(branch):
    """Return how to ask for the report of a period of that year."""
    cases = [
        case(f"2026-{month:02d}-{day:02d}")
        for month, count in RECEIVED.items()
        for day in range(1, count + 1)
    ]
    fill(branch.store, cases)
    return lambda name, now=LATER: read_report(branch.store, period_named(name), now)


def words(branch, report, section):
    return draft(report, branch.desk().settings, section)


@pytest.mark.parametrize(
    "period", ["2026-11", "2026-Q4", "2026-H2", "2026", "2026-10-15..2026-12-31"]
)
def test_a_month_above_its_limit_is_named_in_every_period_it_lies_in(branch, told, period):
    report = told(period)
    assert SPIKE in words(branch, report, "warnings")
    (received, *_) = warnings_table(report.figures, report.details).rows
    assert list(map(str, received[1:4])) == ["30", "19.8", "19.8"]
    assert received[4] == "● warning"
    assert ("2026-11" in received[0]) == (period != "2026-11")


def test_a_month_is_judged_alike_whatever_the_period(told):
    judged = {}
    for period in ("2026-10", "2026-11", "2026-12", "2026-Q4", "2026-H2", "2026"):
        for month in told(period).details.trend.months:
            judged.setdefault(month.id, set()).add(month)
    assert {len(found) for found in judged.values()} == {1}
    upper = {name: str(month.limits.upper) for name, (month,) in judged.items() if month.limits}
    assert upper["2026-11"] == "19.8"
    assert upper["2026-12"] == "22.4"
    assert min(upper) == "2026-05"  # after four months


def test_months_before_the_first_day_of_data_are_not_drawn_as_nothing(told):
    rows = trend_chart(told("2026-03").details).table.rows
    assert [row[:2] for row in rows] == [("2026-01", 10), ("2026-02", 10), ("2026-03", 10)]
    assert {row[3:6] for row in rows} == {(None, None, None)}


def test_of_a_range_only_whole_months_are_judged(branch, told):
    assert words(branch, told("2026-11-05..2026-12-31"), "warnings").startswith(
        "2026-12: 9 received, within the limits (1.6 to 22.4)."
    )
    assert words(branch, told("2026-11-05..2026-11-20"), "warnings").startswith(
        "There are too few months for control limits."
    )


# by hand: this period, the one of equal length before, the one a year ago; None is not compared
COMPARED = {
    "2026-02": (10, 10, None),
    "2026-01": (10, None, None),
    "2026-Q1": (30, None, None),
    "2026-Q4": (51, 30, None),
    "2026-H2": (81, 60, None),
    "2026-10-11..2026-10-20": (2, 10, None),
    "2027-Q1": (0, 51, 30),
    "2027-01-01..2027-02-10": (0, 10 + 9, 10 + 10),  # 41 days before: 21 November to 31 December
}


@pytest.mark.parametrize("period", COMPARED)
def test_a_period_is_compared_with_its_own_length_and_never_before_the_first_day(told, period):
    figures = told(period).figures
    rows = {row[0]: row[1:] for row in balance_table(figures).rows}
    now, before, ago = COMPARED[period]
    found = rows["Received"]
    assert found[0] == now
    assert (found[1], found[3]) == (
        DASH if before is None else before,
        DASH if ago is None else ago,
    )
    assert (found[2] == DASH) == (before is None)


def test_a_year_has_one_comparison(told):
    table = balance_table(told("2026").figures)
    assert [c.heading for c in table.columns] == [
        *("Figure", "This period", "Year before", "Change on the year before"),
    ]
    assert {cell for row in table.rows for cell in row[2:]} == {DASH}
    following = balance_table(told("2027").figures)
    assert following.rows[1][1:] == (0, 141, -100)


@pytest.mark.parametrize(
    ("period", "sentences"),
    [
        ("2026-Q4", ["51 came in, 30 in the period before (+70.0%)."]),
        ("2026-Q2", ["30 came in, 30 in the period before (0.0%)."]),
        (
            "2026-12",
            ["9 came in, 30 in the period before (-70.0%)."],
        ),
        (
            "2026-10",
            [
                "12 came in, 10 in the period before.",  # of ten no percentage is told
                "The difference is within what chance brings.",
            ],
        ),
        ("2026-11", ["30 came in, 12 in the period before."]),
        ("2026-Q1", []),
        ("2026", []),
    ],
)
def test_a_comparison_is_told_in_words_that_know_small_numbers(branch, told, period, sentences):
    text = words(branch, told(period), "overview")
    opening = [s for s in text.split(" The stock")[:1] if s and not s.startswith("The stock")]
    assert " ".join(opening) == " ".join(sentences)


def test_a_period_that_still_runs_says_until_when(branch, told):
    def said(now):
        report = told("2026-12", now)
        making = making_of(branch.desk())
        return "counted as it stood on" in " ".join(texts_in(period_report(report, making)))

    branch.clock.moment = datetime(2026, 12, 31, 23, 59, 59)
    assert said(branch.clock.moment)
    branch.clock.moment = datetime(2027, 1, 1, 0, 0)
    assert not said(branch.clock.moment)


@pytest.mark.parametrize(
    ("length", "count", "level"),
    [
        *((1, 0, "CALM"), (1, 1, "AMBER"), (1, 3, "RED")),
        *((3, 1, "AMBER"), (3, 3, "AMBER"), (3, 9, "RED"), (12, 35, "AMBER"), (12, 36, "RED")),
    ],
)
def test_limits_of_a_month_are_for_as_many_months_as_there_are(length, count, level):
    (found,) = [
        one for one in warned(_measured(overdue=count), None, length) if one.id == "overdue"
    ]
    assert found.alarm is WarningLevel[level]
    assert found.red == 3 * length


@pytest.mark.parametrize(("of", "level"), [(0, "UNKNOWN"), (9, "FEW"), (10, "RED")])
def test_a_share_of_few_is_not_judged(of, level):
    share = Measured(value=50 if of else None, of=of)
    (found,) = [w for w in warned(_measured(satisfied_share=share), None) if w.id == "satisfied"]
    assert found.alarm is WarningLevel[level]


def _measured(**given):
    names = ("received", "overdue", "open_late", "major", "group", "systemic", "forwarded_share")
    names += ("repeated_share", "liable_share", "unit_share", "satisfied_share")
    return {
        name: one if isinstance(one := given.get(name, 0), Measured) else Measured(value=one)
        for name in names
    }


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ({"C01": 3, "C07": 3, "C10": 3}, []),
        ({"C01": 5}, ["5, 100.0 %"]),
        ({"C01": 1}, []),
        ({"C01": 1, "C07": 1}, []),
        ({"C01": 3, "C02": 2, "C07": 2, "C10": 2}, ["3, 33.3 %"]),
        ({"C01": 4, "C07": 3, "C10": 1}, ["4, 50.0 %", "3, 37.5 %"]),
        ({"C01": 2, "C02": 2, "C03": 2, "C07": 1}, ["2, 28.6 %", "2, 28.6 %", "2, 28.6 %"]),
        ({None: 20, "C01": 12}, ["12, 37.5 %"]),
        ({"C01": 1, "C02": 7}, ["7, 87.5 %"]),
    ],
)
def test_what_stands_out_is_named_with_its_equals_or_not_at_all(branch, counts, named):
    cases = [case("2026-10-05", cause=code) for code, count in counts.items() for _ in range(count)]
    fill(branch.store, cases)
    report = read_report(branch.store, period_named("2026-10"), LATER)
    text = words(branch, report, "structure")
    assert "unit" not in text  # none is stated
    assert ("No cause stands out." in text) == (not named)
    for one in named:
        assert one in text
    if named:
        assert text.partition("The main causes are ")[2].partition(" %).")[0].count(
            " %"
        ) + 1 == len(named)


def test_a_number_that_no_table_has_is_found(branch, told):
    report, making = told("2026-10"), making_of(branch.desk())
    table = Table("t", "", [Column("n", Holds.COUNT), Column("%", Holds.PERCENT)], [(1234, 50)])
    notes = ["1,234 of them, 50 %.", "By 2026-10-31.", "1233 came in.", "5 %"]
    section = Section("overview", "", "", [*map(Note, notes), Note("99", is_quiet=True), table])
    assert unfounded(section, report, making) == notes[2:]


def test_the_sentences_of_made_up_periods_are_borne_out(branch, told):
    branch.clock.moment = LATER
    making = making_of(branch.desk())
    for name in ("2026-11", "2026-Q4", "2026-H2", "2026", "2026-10-11..2026-11-20"):
        report = told(name)
        for section in period_report(report, making).sections[2:11]:
            assert unfounded(section, report, making) == []
    assert date(2026, 1, 1) == told("2026").figures.since
