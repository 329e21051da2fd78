"""Verifying that the search index holds exactly the words of each case, in order.

Every word and its position in every case is read from the index and added up
to one number per case; the same is computed from the texts. Only where the two differ
are the words of the text put into a separate index and compared one by one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import singledispatch
from typing import Final

from desk.store import search
from desk.store.db import CHUNK, Store

_WORDS: Final = re.compile(r"[^\W_]+")
_HELD: Final = "temp.words_held"
_AGAIN: Final = "words_again"
_AGAIN_HELD: Final = "temp.words_again_held"


def sum_of(words: str) -> int:
    """Return a checksum of one case's index entry, valid within this process."""
    return sum(map(hash, enumerate(_WORDS.findall(words))))


@singledispatch
def strange(
    store: Store, expected: Mapping[int, int], words_of: Callable[[int], str]
) -> Iterator[int]:
    """Yield the ids whose index entries differ from the texts.

    Runs in a transaction that is rolled back, including its temporary tables.

    Args:
        store: The database.
        expected: `sum_of` the expected entry, by case id.
        words_of: Returns the expected entry of a case.
    """
    sql = store.database.execute_sql
    sql(f"CREATE VIRTUAL TABLE {_HELD} USING fts5vocab('main', '{search.TABLE}', 'instance')")
    held: dict[int, int] = {}
    placed = sql(f'SELECT doc, "offset", term FROM {_HELD}')
    while rows := placed.fetchmany(CHUNK):
        for case_id, place, word in rows:
            held[case_id] = held.get(case_id, 0) + hash((place, word))
    doubtful = {n for n in held.keys() | expected.keys() if held.get(n, 0) != expected.get(n, 0)}
    if doubtful:
        yield from sorted(doubtful - _same(store, doubtful & expected.keys(), words_of))


def _same(store: Store, cases: set[int], words_of: Callable[[int], str]) -> set[int]:
    """Return those of ``cases`` whose words match after the index's own tokenisation."""
    sql = store.database.execute_sql
    sql(search.CREATE.replace(search.TABLE, f"temp.{_AGAIN}", 1))
    sql(f"CREATE VIRTUAL TABLE {_AGAIN_HELD} USING fts5vocab('temp', '{_AGAIN}', 'instance')")
    for case_id in cases:
        sql(f"INSERT INTO temp.{_AGAIN}(rowid, words) VALUES (?, ?)", (case_id, words_of(case_id)))
    placed = 'SELECT doc, term, "offset" FROM'
    differing = (
        f"SELECT doc FROM ({placed} {_HELD} EXCEPT {placed} {_AGAIN_HELD}) "
        f"UNION SELECT doc FROM ({placed} {_AGAIN_HELD} EXCEPT {placed} {_HELD})"
    )
    return cases - {case_id for (case_id,) in sql(differing).fetchall()}
