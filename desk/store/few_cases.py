"""Conditions that find few cases by an index, where the engine else walks through all of them."""

from typing import Any, Final

import peewee as pw

from desk.store.tables import IS_OPEN, OWING, CaseRow

# Every case has some end; told of it, the engine takes the index of the queued ones.
OPEN_BY_INDEX: Final[pw.Expression] = IS_OPEN & (CaseRow.due_at >= "")


def with_entries(name: str) -> Any:
    """Return the condition that a case has entries ``name``, open or over.

    Args:
        name: One of the kinds of entries that ``OWING`` asks for; of others the cases that are
            over are not found.
    """
    entries = CaseRow.entries.contains(f'"{name}"')
    still = CaseRow.select(CaseRow.id).where(OPEN_BY_INDEX, entries)
    return CaseRow.id.in_(still + CaseRow.select(CaseRow.id).where(pw.SQL(OWING), entries))
