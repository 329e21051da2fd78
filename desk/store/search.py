"""The search index: character pairs in contentless FTS5, encrypted like all tables.

Any word of two or more characters gives exactly the hits of LIKE, without
false hits (design.md 11). A changed text must be removed with the very words it was
added with; erased words leave no trace (`secure-delete`).

On a server there is no FTS5: ``engines/server_words.py`` answers in its place.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import singledispatch
from typing import Any, Final

import peewee as pw

from desk.base.shapes import Row
from desk.rules.searching import phrases
from desk.store.db import HEX, Store, ids_in
from desk.store.troubles import Damaged

TABLE: Final = "case_words"
USUAL: Final = 1 << 20  # bytes gathered before the index writes: its own default
GATHERED: Final = 8 << 20
FILLING_KIB: Final = 64 * 1024

# Characters newer than unicode61's tables (CJK extension E and on) count as letters too.
CREATE: Final = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, content='', columnsize=0, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Cn'\")"
)
NEWEST: Final = (
    f"SELECT group_concat(printf('{HEX}', rowid), '') FROM (SELECT rowid FROM {TABLE} "
    f"WHERE {TABLE} MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?)"
)
LAST: Final = (1 << 63) - 1


@singledispatch
def add(store: Store, entries: Iterable[tuple[int, str]]) -> None:
    """Index cases: (case id, its pairs)."""
    sql = f"INSERT INTO {TABLE}(rowid, words) VALUES (?, ?)"
    store.database.cursor().executemany(sql, entries)


@singledispatch
def remove(store: Store, entries: Iterable[tuple[int, str]]) -> None:
    """Remove cases: (case id, the very pairs it was added with)."""
    sql = f"INSERT INTO {TABLE}({TABLE}, rowid, words) VALUES ('delete', ?, ?)"
    store.database.cursor().executemany(sql, entries)


@singledispatch
@contextmanager
def filling(store: Store) -> Iterator[None]:
    """Enlarge the index's buffer and the page cache while many cases come in.

    Halves the time of merging; the memory is released at the end.
    """
    sql = f"INSERT INTO {TABLE}({TABLE}, rank) VALUES('hashsize', ?)"
    store.database.execute_sql(sql, (GATHERED,))
    store.keep_pages(FILLING_KIB)
    try:
        yield
        store.database.execute_sql(sql, (USUAL,))
    finally:
        store.keep_pages()


@singledispatch
def clear(store: Store) -> None:
    """Empty the index, before a rebuild."""
    store.database.execute_sql(f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')")


def match_of(typed: str) -> str | None:
    """Return the FTS5 query for the typed words, or None when there is none."""
    found = phrases(typed)
    return " AND ".join(found) if found else None


@singledispatch
def newest(store: Store, typed: str, first: int, size: int) -> Iterator["array[int]"]:
    """Yield the ids of the cases containing all typed words, newest first.

    Args:
        store: Where.
        typed: The words.
        first: Size of the first batch.
        size: Size of the other batches.
    """
    match, below, most = match_of(typed), LAST, first
    while match is not None:
        text = store.database.execute_sql(NEWEST, (match, below, most)).fetchone()[0]
        if found := ids_in(text):
            yield found
        if len(found) < most:
            return
        below, most = found[-1], size


def contains_words(column: Any, typed: str) -> Any:
    """Return the condition that the case with id ``column`` contains all typed words."""
    return _Held(column, typed) if match_of(typed) is not None else pw.SQL("0 = 1")


class _Held(pw.ColumnBase):
    """The condition that a case contains words, in the SQL of the engine in use."""

    def __init__(self, column: Any, typed: str) -> None:
        """Keep the column of the case's id, and the typed words."""
        super().__init__()
        self._column, self._typed = column, typed

    def __sql__(self, ctx: Any) -> Any:
        """Write it."""
        sql, values = QUESTIONS[ctx.state.param](self._typed)
        return ctx.sql(self._column.in_(pw.SQL(f"({sql})", values)))


def _question(typed: str) -> tuple[str, Row]:
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH ?", (match_of(typed),)


# What finds cases, by the engine's mark for a value; `server_words` adds the server's.
QUESTIONS: Final[dict[str, Callable[[str], tuple[str, Row]]]] = {"?": _question}


@singledispatch
def count(store: Store, typed: str) -> int:
    """Return the number of cases containing all typed words."""
    match = match_of(typed)
    if match is None:
        return 0
    sql = f"SELECT count(*) FROM {TABLE} WHERE {TABLE} MATCH ?"
    found: int = store.database.execute_sql(sql, (match,)).fetchone()[0]
    return found


@singledispatch
def is_sound(store: Store) -> bool:
    """Say whether the index's structure is sound; where nothing can be written, it is not asked."""
    if store.unwritten is not None:
        return True
    try:
        sql = f"INSERT INTO {TABLE}({TABLE}) VALUES ('integrity-check')"
        store.database.execute_sql(sql)
    except Damaged:
        return False
    return True
