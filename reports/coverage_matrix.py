"""Head office's coverage matrix, printed with the consolidated report: office by day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from desk.base.words import mark, say
from desk.reads.coverage import Cover, OfficeCover
from reports.table import DASH, Column, Holds, Row, Section, Table

SIGNS: Final = {Cover.IN: "●", Cover.QUARANTINED: "◐", Cover.MISSING: "○"}
MOST_DAYS: Final = 31  # of a month; for longer periods the days have no room


def coverage_sections(offices: Sequence[OfficeCover], at: datetime) -> list[Section]:
    """Return the sections on the data basis of consolidated figures; none without branches.

    Args:
        offices: Coverage of each office, all for the same days.
        at: When it was read.
    """
    if not offices:
        return []
    found = [_section("offices", mark("Offices"), _title_of_offices(), _balances(offices))]
    if len(offices[0].days) <= MOST_DAYS:
        sheet = mark("Coverage")
        found.insert(0, _section("coverage", sheet, _title_of_days(at), _matrix(offices)))
    return found


def _section(name: str, sheet: str, title: str, table: Table) -> Section:
    return Section(name, say(sheet), title, [table], is_wide=True, is_list=True)


def _title_of_days(at: datetime) -> str:
    words = mark("What came, office by day, at {at}:  ● in   ◐ in quarantine   ○ missing")
    return say(words, at=at)


def _title_of_offices() -> str:
    return say(mark("Where the complaints came from and went, by office"))


def _matrix(offices: Sequence[OfficeCover]) -> Table:
    days = [date.fromisoformat(day) for day in offices[0].days]
    columns = [
        Column(say(mark("Office")), sheet=20, paper=34),
        Column(say(mark("Holds until")), Holds.DAY, 12, 18),
        *(Column(str(day.day), Holds.DAY, 4, 6) for day in days),
        Column(say(mark("Missing days")), Holds.COUNT, 10, 12),
    ]
    rows: list[Row] = [
        (
            f"{one.office} {one.name}",
            one.until[:10] or DASH,
            *(SIGNS[cover] for cover in one.days.values()),
            sum(cover is not Cover.IN for cover in one.days.values()),
        )
        for one in offices
    ]
    return Table("coverage", "", columns, rows, is_dense=True)


def _balances(offices: Sequence[OfficeCover]) -> Table:
    titles = (
        mark("Open at the beginning"),
        mark("Received"),
        mark("Closed"),
        mark("Withdrawn"),
        mark("Merged"),
        mark("Open at the end"),
    )
    columns = [
        Column(say(mark("Office")), sheet=28, paper=60),
        *(Column(say(title), Holds.COUNT, 12, 24) for title in titles),
    ]
    counts = [
        (
            one.balance.opening,
            one.balance.received,
            one.balance.closed,
            one.balance.withdrawn,
            one.balance.merged,
            one.balance.open_at_end,
        )
        for one in offices
    ]
    names = [f"{one.office} {one.name}" for one in offices]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    rows: list[Row] = [(name, *row) for name, row in zip(names, counts, strict=True)]
    rows.append((say(mark("All offices")), *sums))
    return Table("offices", "", columns, rows, totals=1, is_dense=True)
