"""The cases that a question tells its asker nothing of, not even by their number."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any, Final

import peewee as pw

from desk.base.clock import stamp
from desk.reads.closed_to import closed_cases
from desk.reads.told_by_search import Teller
from desk.rules.case.life import State
from desk.rules.people.rights import Person
from desk.rules.people.sight import KNOWN, archive_read_by
from desk.rules.query import QueueFilter
from desk.rules.searching import runs
from desk.store.db import Store, among
from desk.store.tables import CaseRow

SOME: Final = 2_000  # ids asked for in one statement
SEEN_COLUMNS: Final = frozenset({*KNOWN, "received_on"})  # told of every case, archived or not


def in_pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ``ids`` in pieces that one statement takes."""
    for place in range(0, len(ids), SOME):
        yield ids[place : place + SOME]


class Hidden:
    """The cases that a question tells its asker nothing of, not even by their number.

    Those closed to her for good; where the question is about more than number, kind, state and
    dates, archived ones whose content is closed to her; and those that only hidden parts answer.
    """

    def __init__(
        self,
        store: Store,
        want: QueueFilter,
        now: datetime,
        reader: Person | None,
        by_whole: Counter[str] | None,
    ) -> None:
        """Ask what is closed to ``reader``; None is the office, from which nothing is hidden.

        ``by_whole`` gets how many cases were found by the whole of a hidden value, by field id.
        """
        self._store, self._words = store, runs(want.words)
        self._closed = set[int]()
        self._archived: Any = None
        self._teller: Teller | None = None
        if reader is None:
            return
        self._closed = closed_cases(store, reader)
        if _asks_content(want):
            self._archived = _archive_hidden(archive_read_by(reader))
        counted = Counter[str]() if by_whole is None else by_whole
        teller = Teller(store, want, reader, stamp(now), counted)
        self._teller = teller if teller.is_doubtful else None

    def shut(self, ids: Sequence[int]) -> set[int]:
        """Return those of ``ids`` whose content is closed, whatever is asked."""
        return self._closed.intersection(ids) | self._among(ids)

    def taken_from(self, ids: "array[int]") -> "array[int]":
        """Return ``ids`` without those cases."""
        hidden = self._closed | self._among(ids)
        if self._teller is not None:
            kept = [one for one in ids if one not in hidden] if hidden else ids
            for some in in_pieces(kept):
                hidden |= self._teller.untold(some)
        return array("q", [one for one in ids if one not in hidden]) if hidden else ids

    def _among(self, ids: Sequence[int]) -> set[int]:
        """Return those of ``ids`` that are archived, closed, and not found by their number."""
        found = set[int]()
        if self._archived is None:
            return found
        for some in in_pieces(ids):
            query = CaseRow.select(CaseRow.id).where(
                among(CaseRow.id, some), CaseRow.state == State.ARCHIVED.value, self._archived
            )
            if self._words and all(word.isascii() for word in self._words):
                named = (CaseRow.case_no.contains(word) for word in self._words)
                query = query.where(~reduce(and_, named))
            found.update(one for (one,) in self._store.rows(query))
        return found


def _archive_hidden(department: str | None) -> Any:
    """Return the condition on archived cases that are not of ``department``; None hides none."""
    if department is None:
        return None
    return CaseRow.department.not_in(["", department]) if department else pw.SQL("1 = 1")


def _asks_content(want: QueueFilter) -> bool:
    """Say whether ``want`` asks for more than number, kind, state and dates of cases."""
    asked = {name for name, _ in want.codes}
    asked.update(name for one in want.conditions for name in one.columns)
    return bool(want.words or want.handler or asked - SEEN_COLUMNS)
