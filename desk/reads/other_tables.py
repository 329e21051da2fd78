"""What a report counts apart: other parties' complaints, and cases that are no complaints.

The figures of consumers' complaints say nothing of them (domain.md 2, R1); each case is counted in
one table (`desk.rules.case.ways.counted_in`), so that all tables together count all cases.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

import peewee as pw

from desk.reads.figure_values import Balance, OtherTable
from desk.rules.case.ways import COMPLAINT, is_other_kind
from desk.rules.reports.periods import Period
from desk.rules.reports.recount import ASIDE, Went
from desk.store.db import PreparedQuery, Store
from desk.store.tables import IS_OPEN, CaseRow

_COUNT: Final = pw.fn.count(CaseRow.id)
_IS_APART: Final = CaseRow.counted_in != COMPLAINT
_TABLE: Final = CaseRow.counted_in
_PAST: Final = pw.fn.coalesce(CaseRow.received_on, "")
_WAITING: Final = PreparedQuery(
    lambda day: (
        CaseRow.select(_TABLE, _COUNT)
        .where(IS_OPEN, _IS_APART, CaseRow.due_at >= "", day > _PAST)
        .group_by(_TABLE)
    ),
    arguments=1,
)
_LATER: Final = PreparedQuery(
    lambda ended, received: (
        CaseRow.select(_TABLE, _COUNT)
        .where(CaseRow.closed_on >= ended, _IS_APART, received > _PAST)
        .group_by(_TABLE)
    ),
    arguments=2,
)
_RECEIVED: Final = PreparedQuery(
    lambda first, last: (
        CaseRow.select(_TABLE, _COUNT)
        .where(CaseRow.received_on.between(first, last), _IS_APART)
        .group_by(_TABLE)
    ),
    arguments=2,
)
_ANSWERED: Final = PreparedQuery(
    lambda first, last: (
        CaseRow.select(_TABLE, _COUNT)
        .where(
            CaseRow.received_on.between(first, last),
            _IS_APART,
            (CaseRow.answered_at > "") | (CaseRow.handed_at > ""),
        )
        .group_by(_TABLE)
    ),
    arguments=2,
)
_ENDED: Final = PreparedQuery(
    lambda first, last: (
        CaseRow.select(_TABLE, CaseRow.outcome, _COUNT)
        .where(CaseRow.closed_on.between(first, last), _IS_APART)
        .group_by(_TABLE, CaseRow.outcome)
    ),
    arguments=2,
)


def other_tables(store: Store, period: Period) -> dict[str, OtherTable]:
    """Return what is counted apart in ``period``, by table: parties, then kinds.

    Args:
        store: Where from; the caller holds the snapshot.
        period: Which.
    """
    first, last = period.first.isoformat(), period.last.isoformat()
    after = date.fromordinal(period.last.toordinal() + 1).isoformat()
    opening, at_end = _open(store, first), _open(store, after)
    received: Counter[str] = Counter(dict(store.ask_all(_RECEIVED, first, last)))
    answered: Counter[str] = Counter(dict(store.ask_all(_ANSWERED, first, last)))
    gone: dict[str, Counter[str]] = {}
    for table, outcome, count in store.ask_all(_ENDED, first, last):
        how = ASIDE.get(outcome, Went.CLOSED).value
        gone.setdefault(table, Counter())[how] += count
    return {
        table: OtherTable(
            Balance(
                opening=opening[table],
                received=received[table],
                closed=gone.get(table, Counter())[Went.CLOSED.value],
                withdrawn=gone.get(table, Counter())[Went.WITHDRAWN.value],
                merged=gone.get(table, Counter())[Went.MERGED.value],
                open_at_end=at_end[table],
            ),
            answered[table],
        )
        for table in _ordered({*opening, *received, *gone, *at_end})
    }


def _open(store: Store, day: str) -> Counter[str]:
    """Return by table how many cases received before ``day`` were open when it began."""
    still: Counter[str] = Counter(dict(store.ask_all(_WAITING, day)))
    still.update(dict(store.ask_all(_LATER, day, day)))
    return still


def _ordered(tables: Iterable[str]) -> list[str]:
    return sorted(tables, key=lambda table: (is_other_kind(table), table))
