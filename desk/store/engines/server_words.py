"""The search index on a server: each case's folded text, indexed by character pairs.

The pairs are lexemes without positions in a GIN index. A word of two characters is one
lexeme, so its hits are exact; for a longer one the pairs only give candidates, which
are compared with the text. Hits equal those of LIKE, as in a file.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, Final

import peewee as pw

from desk.rules.searching import GAP, runs, unwoven, woven
from desk.store import search, search_proof
from desk.store.engines.postgres import ServerStore

TABLE: Final = search.TABLE
PAIR: Final = 2
MANY: Final = 500  # rows taken out by one statement
SAMPLE: Final = 20
ROWS: Final = 5_000  # compared at once
NEWEST: Final = 5_000  # cases that are read for the first hits of a usual word


def _question(typed: str) -> tuple[str, tuple[Any, ...]]:
    """Return SQL and values that select the ids of cases containing all typed words."""
    words = runs(typed)
    match = " & ".join(dict.fromkeys(part for word in words for part in _lexemes(word)))
    longer = [f"%{word}%" for word in words if len(word) > PAIR]
    alike = " AND words LIKE %s" * len(longer)
    return f"SELECT id FROM {TABLE} WHERE pairs @@ %s::tsquery{alike}", (match, *longer)


search.QUESTIONS["%s"] = _question


def _lexemes(word: str) -> Iterator[str]:
    """Yield the pairs of ``word`` in tsquery syntax; letters and digits need no escape.

    A single character becomes a prefix.
    """
    if len(word) == 1:
        yield f"'{word}':*"
    yield from (f"'{one}{other}'" for one, other in pairwise(word))


@search.add.register
def _(store: ServerStore, entries: Iterable[tuple[int, str]]) -> None:
    """Index cases: (case id, its pairs)."""
    texts = ((own, unwoven(pairs)) for own, pairs in entries)
    rows = ((own, text, _pairs(text)) for own, text in texts)
    store.insert(_Words, ("id", "words", "pairs"), rows)


def _pairs(text: str) -> str:
    """Return the pairs of letters and digits of ``text`` in tsvector syntax."""
    return " ".join(f"'{pair}'" for pair in _pairs_of(text))


def _pairs_of(text: str) -> set[str]:
    """Return the pairs of letters and digits; a single character stays alone."""
    return {
        one + other if other.isalnum() else one
        for one, other in pairwise(text + GAP)
        if one.isalnum()
    }


@search.remove.register
def _(store: ServerStore, entries: Iterable[tuple[int, str]]) -> None:
    """Remove cases; their pairs are not needed."""
    ids = [own for own, _ in entries]
    for place in range(0, len(ids), MANY):
        sql = f"DELETE FROM {TABLE} WHERE id = ANY(%s)"
        store.database.execute_sql(sql, (ids[place : place + MANY],))


@search.filling.register
@contextmanager
def _(store: ServerStore) -> Iterator[None]:
    """Let the index buffer more while many cases come in."""
    store.database.execute_sql("SET LOCAL gin_pending_list_limit = '64MB'")
    yield
    store.database.execute_sql(f"SELECT gin_clean_pending_list('{TABLE}_pairs')")


@search.clear.register
def _(store: ServerStore) -> None:
    """Empty the index, before a rebuild."""
    store.database.execute_sql(f"TRUNCATE {TABLE}")


@search.newest.register(ServerStore)  # Python 3.11 cannot read the type that it gives
def _(store: ServerStore, typed: str, first: int, size: int) -> Iterator["array[int]"]:
    """Yield the ids of the cases containing all typed words, newest first, in batches."""
    if search.match_of(typed) is None:
        return
    sql, values = _question(typed)
    newest = _newest(store, sql, values, first)
    if newest:
        yield array("q", newest)
        sql, values, first = f"{sql} AND id < %s", (*values, newest[-1]), size
    # As a whole: the server would walk all cases for the first hits of a rare word.
    whole = f"WITH found AS MATERIALIZED ({sql}) SELECT id FROM found ORDER BY id DESC"
    for rows in store.pieces(whole, values, first, size):
        yield array("q", [row[0] for row in rows])


def _newest(store: ServerStore, sql: str, values: tuple[Any, ...], first: int) -> list[int]:
    """Return the ``first`` hits if they are among the newest cases, as for a frequent word."""
    edge = f"coalesce((SELECT id FROM {TABLE} ORDER BY id DESC OFFSET {NEWEST} LIMIT 1), 0)"
    asked = f"{sql} AND id > {edge} ORDER BY id DESC LIMIT {first}"
    rows = store.database.execute_sql(asked, values).fetchall()
    return [row[0] for row in rows] if len(rows) == first else []


@search.count.register
def _(store: ServerStore, typed: str) -> int:
    """Return the number of cases containing all typed words."""
    if search.match_of(typed) is None:
        return 0
    sql, values = _question(typed)
    asked = f"SELECT count(*) FROM ({sql}) AS found"
    found: int = store.database.execute_sql(asked, values).fetchone()[0]
    return found


@search.is_sound.register
def _(store: ServerStore) -> bool:
    """Say whether the index finds the newest texts like a scan does."""
    sql = f"SELECT words FROM {TABLE} ORDER BY id DESC LIMIT {SAMPLE}"
    for (text,) in store.database.execute_sql(sql).fetchall():
        word = next((run[:PAIR] for run in runs(text) if len(run) >= PAIR), None)
        if word is not None and not _agrees(store, word):
            return False
    return True


@search_proof.strange.register
def _(
    store: ServerStore, expected: Mapping[int, int], words_of: Callable[[int], str]
) -> Iterator[int]:
    """Yield the ids whose text or pairs differ from those of the case."""
    asked, held = f"SELECT id, words, tsvector_to_array(pairs) FROM {TABLE}", set[int]()
    for rows in store.pieces(asked, (), ROWS, ROWS):
        for own, text, pairs in rows:
            held.add(own)
            is_same = search_proof.sum_of(woven(text + GAP)) == expected.get(own, 0)
            if not is_same or set(pairs) != _pairs_of(text):
                yield own
    yield from sorted(own for own in expected.keys() - held if words_of(own))


def _agrees(store: ServerStore, word: str) -> bool:
    read = f"SELECT count(*) FROM {TABLE} WHERE words LIKE %s"
    (there,) = store.database.execute_sql(read, (f"%{word}%",)).fetchone()
    return bool(search.count(store, word) == there)


class _Words(pw.Model):
    """The table of searched texts."""

    class Meta:
        """Table."""

        table_name = TABLE
