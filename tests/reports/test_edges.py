"""One rule for "late", and one for the period something counts in, at every edge of a period.

A statutory limit ends at 23:59:59 of its last day (domain.md 1): what is done in that second is in
time, from 00:00:00 of the next day on it is late; and it counts in the period of its last day.
Received on 15 November the decision is due on the 30th, the last day of the month.
"""

from datetime import datetime

import pytest

from desk.reads.case_file import clock_json, read_case
from desk.reads.figure_values import Share
from desk.reads.period_report import read_report
from desk.rules.reports.periods import period_of
from reports.detail_tables import warning_values
from reports.ledger_table import ledger_table
from reports.month import period_report
from tests.builders import DECISION, register, step, walk
from tests.reports.papers import making_of, tables_of

LAST, NEXT = "2026-11-30T23:59:59", "2026-12-01T00:00:00"
NOVEMBER, DECEMBER = period_of("month", "2026-11"), period_of("month", "2026-12")
PERIODS = (
    NOVEMBER,
    period_of("range", "2026-11-16..2026-11-30"),
    period_of("range", "2025-12-01..2026-11-30"),
)
TOLD = {"decision": DECISION, "outcome": "agreed", "notice_way": "phone", "notice_proof": "录音 1"}


def at(branch, text):
    branch.clock.moment = datetime.fromisoformat(text)


@pytest.fixture
def case_no(branch):
    """A complaint of 15 November, its decision due on the last day of the month."""
    at(branch, "2026-11-15T10:00:00")
    case_no = register(branch.desk("chen"))
    walk(branch, case_no, "execute")
    return case_no


def lateness(branch, period, case_no):
    """Return what each place says of the one case: late or not; the places by name."""
    now = branch.clock.moment
    report = read_report(branch.store, period, now)
    document = period_report(report, making_of(branch.desk()))
    sheet = ledger_table(report.lines, making_of(branch.desk()))
    column = [c.heading for c in sheet.columns].index("Late")
    share = report.figures.timeliness.get("decide", Share(0, 0))
    stages = {row[0]: row[4] for row in tables_of(document)["stages"].rows}
    (late,) = (one["late"] for one in report.details.cases if one["case_no"] == case_no)
    (row,) = sheet.rows
    clocks = read_case(branch.store, branch.desk().reckoning, case_no).clocks
    clock = clock_json(next(c for c in clocks if c.rule.id == "decide"), now)
    return {
        "figures": share.of - share.met == 1,
        "stages": stages.get("Decision", 0) == 1,
        "counted": late,
        "details": report.details.overdue == 1,
        "load": sum(load.late for load in report.details.staff.values()) == 1,
        "ledger": row[column] == "yes",
        "clock": clock["light"] == "black" or clock["met"] is False,
    }


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.id)
@pytest.mark.parametrize(("moment", "is_late"), [(LAST, False), (NEXT, True)])
def test_an_open_case_is_late_everywhere_or_nowhere(branch, case_no, period, moment, is_late):
    at(branch, moment)
    found = lateness(branch, period, case_no)
    assert set(found.values()) == {is_late}, found
    report = read_report(branch.store, period, branch.clock.moment)
    assert warning_values(report.figures, report.details)["open_late"].value == int(is_late)
    if is_late:  # a report is closed from then on
        assert [(b.why, b.case_no) for b in report.blockers] == [("overdue", case_no)]


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.id)
@pytest.mark.parametrize(("told_at", "is_late"), [(LAST, False), (NEXT, True)])
def test_what_is_told_on_the_edge_is_late_everywhere_or_nowhere(
    branch, case_no, period, told_at, is_late
):
    at(branch, told_at)
    step(branch.desk("chen"), case_no, "notify", **TOLD)
    at(branch, "2026-12-20T09:00:00")
    found = lateness(branch, period, case_no)
    assert set(found.values()) == {is_late}, found
    shares = [read_report(branch.store, p, branch.clock.moment).figures for p in (period, DECEMBER)]
    assert shares[0].timeliness["decide"] == Share(int(not is_late), 1)
    assert "decide" not in shares[1].timeliness


def test_a_limit_of_the_next_period_is_judged_in_it_whenever_the_paper_is_made(branch):
    at(branch, "2026-11-16T10:00:00")
    case_no = register(branch.desk("chen"))  # due on 1 December
    walk(branch, case_no, "execute")
    at(branch, "2026-12-20T09:00:00")
    found = lateness(branch, NOVEMBER, case_no)
    assert not any(late for place, late in found.items() if place != "clock"), found
    assert set(lateness(branch, DECEMBER, case_no).values()) == {True}


@pytest.mark.parametrize(
    ("received_at", "month", "contacted", "share"),
    [
        ("2026-11-29T23:59:59", NOVEMBER, LAST, Share(1, 1)),
        ("2026-11-29T23:59:59", NOVEMBER, NEXT, Share(0, 1)),
        ("2026-11-30T00:00:00", DECEMBER, NEXT, Share(1, 1)),
        ("2026-11-30T00:00:00", DECEMBER, "2026-12-01T00:00:01", Share(0, 1)),
    ],
)
def test_hours_that_end_at_midnight_end_in_the_new_period(
    branch, received_at, month, contacted, share
):
    at(branch, received_at)
    case_no = register(branch.desk("chen"))
    walk(branch, case_no, "assign")
    at(branch, contacted)
    step(branch.desk("chen"), case_no, "contact", way="phone", result="reached", summary="已告知。")
    at(branch, "2027-01-04T09:00:00")
    other = DECEMBER if month is NOVEMBER else NOVEMBER
    figures = read_report(branch.store, month, branch.clock.moment).figures
    assert figures.timeliness["first-response"] == share
    figures = read_report(branch.store, other, branch.clock.moment).figures
    assert "first-response" not in figures.timeliness


def test_the_ledger_of_a_past_period_tells_nothing_that_came_later(branch, case_no):
    at(branch, "2026-11-29T10:00:00")
    step(branch.desk("chen"), case_no, "notify", **TOLD)
    at(branch, "2026-12-02T10:00:00")
    step(branch.desk("zhou"), case_no, "follow-up", satisfaction="satisfied", follow_up="满意。")
    step(branch.desk("li"), case_no, "close")
    (line,) = read_report(branch.store, NOVEMBER, branch.clock.moment).lines
    assert line.went == "open_at_end"
    told = {name: line.facts[name] for name in ("notified_at", "notice_way", "closed_at")}
    assert told == {"notified_at": "2026-11-29T10:00:00", "notice_way": "phone", "closed_at": None}
    assert line.facts["followed_up_at"] is line.facts["satisfaction"] is None
    assert line.facts["state"] == "to_follow_up"
