"""Copying a whole database between engines: backups of a server, moving a home.

Tables and columns are taken as found, not as today's program defines
them, so that a backup before a migration is complete.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import peewee as pw

from desk.base.shapes import Row
from desk.rules.searching import GAP, woven
from desk.store import db, schema, search
from desk.store.db import Store
from desk.store.engines.postgres import ServerStore
from desk.store.record.read_model import CASE_COLUMNS, facts_of, words_of
from desk.store.tables import CaseRow

ROWS: Final = 5_000
SECRETS: Final = {"device_secret": ("seed",), "content": ("key", "body")}  # sealed on a server
WHOLE: Final = ("bigint", "integer", "INTEGER", "BIGINT")


@db.copy_to.register
def _(store: ServerStore, path: Path, key: bytes) -> None:
    """Copy the server's database to the new encrypted file ``path``; others may write meanwhile.

    The caller holds the snapshot.

    Raises:
        DiskTrouble: Reading or writing failed (disk full, read-only or damaged).
    """
    copied = db.open_file(path, key, is_new=True)
    try:
        copy_all(store, copied)
        copied.checkpoint()
        copied.database.execute_sql("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        copied.close()


def copy_all(source: Store, target: Store) -> None:
    """Copy everything in ``source`` to ``target``, which is empty and gets the same tables.

    Raises:
        Refusal: As `Store.writing`; the target is then unusable.
    """
    schema.migrate(target, schema.applied(source)[-1])
    tables = schema.tables_of(target)
    with target.writing():
        for name in tables:
            _copy_table(source, target, name)
        for entries in _words_on_server(source) if _is_server(source) else _words_in_file(source):
            search.add(target, entries)


def _is_server(store: Store) -> bool:
    return isinstance(store, ServerStore)


def _copy_table(source: Store, target: Store, name: str) -> None:
    found = target.database.get_columns(name)
    columns = [column.name for column in found]
    whole = [place for place, column in enumerate(found) if column.data_type in WHOLE]
    table = pw.Table(name, columns)
    into = type(name, (pw.Model,), {"Meta": type("Meta", (), {"table_name": name})})
    secret = [columns.index(one) for one in SECRETS.get(name, ()) if one in columns]
    change = partial(_changed, source, target, whole, secret)
    target.run(table.delete())  # what a migration wrote there stands in the source too
    for rows in source.chunks(table.select(), ROWS):
        target.insert(into, columns, map(change, rows))


def _changed(
    source: Store, target: Store, whole: Sequence[int], secret: Sequence[int], row: Row
) -> list[Any]:
    """Convert ``row`` for the target: numbers not as text, secrets sealed its way."""
    values = list(row)
    for place in whole:
        values[place] = 0 if values[place] == "" else values[place]
    for place in secret:
        if values[place] is not None:
            values[place] = target.seal(source.unseal(bytes(values[place])))
    return values


def _words_on_server(store: Store) -> Iterator[list[tuple[int, str]]]:
    query = pw.Table(search.TABLE, ["id", "words"]).select()
    for rows in store.chunks(query, ROWS):
        yield [(own, woven(words + GAP)) for own, words in rows]


def _words_in_file(store: Store) -> Iterator[list[tuple[int, str]]]:
    """Yield the search pairs of all cases from their rows, as a file's index is not readable."""
    query = CaseRow.select(*(getattr(CaseRow, name) for name in CASE_COLUMNS))
    for rows in store.chunks(query, ROWS):
        yield [(row[0], words_of(facts_of(row))) for row in rows]
