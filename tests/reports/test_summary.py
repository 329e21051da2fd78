"""The first page of a report: the law's limits by name, and what is to be done soonest."""

from datetime import date, datetime

import pytest

from desk.reads.period_report import read_report
from desk.rules.reports.periods import period_of
from reports.summary import summary, verdict
from reports.table import Note, Table, Tiles
from tests.builders import DECISION, register, step, walk
from tests.reports.papers import making_of

TOLD = {"outcome": "agreed", "notice_way": "phone", "notice_proof": "录音 1"}
DECEMBER = period_of("month", "2026-12")


@pytest.fixture
def december(branch):
    """A branch on 20 December with complaints of 20 November: due on 5 December (15 days)."""
    desk = branch.desk()
    late, answered, told = (register(desk, complainant={"name": name}) for name in "赵钱孙")
    walk(branch, told, until="execute")
    branch.clock.moment = datetime(2026, 12, 5, 16, 0)
    step(branch.desk("chen"), told, "notify", decision=DECISION, **TOLD)
    walk(branch, answered, until="execute")
    branch.clock.moment = datetime(2026, 12, 8, 9, 0)
    step(branch.desk("chen"), answered, "notify", decision=DECISION, **TOLD)
    branch.clock.moment = datetime(2026, 12, 20, 9, 0)
    fresh = register(branch.desk())
    return branch, late, answered, fresh


def page_of(branch):
    desk = branch.desk()
    report = read_report(branch.store, DECEMBER, branch.clock.now())
    return report, summary(report, making_of(desk))


def table(blocks, name):
    return next(b for b in blocks if isinstance(b, Table) and b.id == name)


def test_what_missed_the_law_s_limit_is_named_with_its_days(december):
    branch, late, answered, _fresh = december
    report, blocks = page_of(branch)
    rows = [(row[0], *row[4:]) for row in table(blocks, "missed").rows]
    assert rows == [
        (late, date(2026, 12, 5), "not notified yet", 15),
        (answered, date(2026, 12, 5), "2026-12-08", 3),
    ]
    assert verdict(report, branch.desk().settings).startswith(
        "2 complaints missed the statutory limit of the decision."
    )
    assert isinstance(blocks[0], Note)


def test_what_is_to_be_done_stands_by_its_day(december):
    branch, late, _answered, fresh = december
    _report, blocks = page_of(branch)
    rows = [(row[0], row[2]) for row in table(blocks, "next").rows]
    assert rows == [
        (f"Answer {late}", date(2026, 12, 5)),
        (f"Answer {fresh}", date(2027, 1, 4)),
    ]


def test_the_tiles_say_the_soonest_limit_and_who_counts_as_late(december):
    branch, *_ = december
    _report, blocks = page_of(branch)
    (tiles,) = (block.table for block in blocks if isinstance(block, Tiles))
    told = {row[0]: row[1:] for row in tiles.rows}
    assert told["Statutory limit missed"][0] == "2"
    assert told["Open at the end"][-1] == "soonest limit 2026-12-05"
