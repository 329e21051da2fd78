"""Selecting cases: open ones, all, those whose clocks reach a year; and their UUIDs."""

from collections.abc import Iterable, Iterator
from typing import Final

from desk.store.db import PreparedQuery, Store
from desk.store.tables import IS_OPEN, CaseRow, ClockRow

SOME: Final = 500  # rows asked for at once
NUMBERED: Final = PreparedQuery(  # row and UUID of the case with a number
    lambda no: CaseRow.select(CaseRow.id, CaseRow.uuid).where(CaseRow.case_no == no), arguments=1
)


def has_any(store: Store) -> bool:
    """Say whether there is any case."""
    return store.row(CaseRow.select(CaseRow.id).limit(1)) is not None


def open_cases(store: Store) -> list[int]:
    """Return the rows of all open cases."""
    query = CaseRow.select(CaseRow.id).where(IS_OPEN)
    return [case_id for (case_id,) in store.rows(query)]


def all_cases(store: Store) -> list[int]:
    """Return the rows of all cases."""
    return [case_id for (case_id,) in store.rows(CaseRow.select(CaseRow.id))]


def cases_reaching(store: Store, day: str) -> list[int]:
    """Return the rows of all cases with a clock that ends on ``day`` or later."""
    query = ClockRow.select(ClockRow.case_id).where(ClockRow.due_on >= day).distinct()
    return [case_id for (case_id,) in store.rows(query)]


def cases_received_since(store: Store, day: str) -> list[int]:
    """Return the rows of all cases that were received on ``day`` or later."""
    query = CaseRow.select(CaseRow.id).where(CaseRow.received_on >= day)
    return [case_id for (case_id,) in store.rows(query)]


def uuids_of(store: Store, cases: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield row and UUID of ``cases``."""
    rows = list(cases)
    for place in range(0, len(rows), SOME):
        some = rows[place : place + SOME]
        yield from store.rows(CaseRow.select(CaseRow.id, CaseRow.uuid).where(CaseRow.id.in_(some)))
