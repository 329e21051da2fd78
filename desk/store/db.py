"""The database engine: opening the encrypted database, queries, transactions.

Only this module, ``file_driver.py``, ``search.py`` and the package
``engines`` (for a server) know the engine. Queries are peewee's; rows come from the
raw cursor, because building peewee rows costs three times as much (design.md 11).
"""

import logging
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import singledispatch
from pathlib import Path
from typing import Any, Final, Protocol

import peewee as pw

from desk.base.errors import Refusal, Trouble
from desk.base.shapes import Row
from desk.store.file_driver import CACHE_KIB, FileDatabase
from desk.store.troubles import Damaged, DiskTrouble, NoDatabase


class PreparedQuery:
    """A frequent query, for which peewee generates the SQL once per engine.

    Generating SQL takes peewee ten times as long as the engine needs to
    execute it.
    """

    def __init__(self, build: Callable[..., pw.Query], arguments: int = 0) -> None:
        """Keep the function that builds it from ``arguments`` values."""
        self._build = build
        self._markers = tuple(object() for _ in range(arguments))
        self._known: dict[type, tuple[str, tuple[object, ...]]] = {}

    def words(self, database: pw.Database, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """Return the SQL and its parameters for ``values``."""
        known = self._known.get(type(database))
        if known is None:
            marked = [pw.Value(marker, converter=False) for marker in self._markers]
            sql, found = database.get_sql_context().sql(self._build(*marked)).query()
            known = self._known[type(database)] = (sql, tuple(found))
        sql, found = known
        places = dict(zip(self._markers, values, strict=True))
        return sql, [places.get(part, part) for part in found]


KEY_BYTES: Final = 32
HEX: Final = "%016x"  # of an id, where many come as one text
PLAIN_HEADER: Final = b"SQLite format 3\x00"
CHUNK: Final = 20_000

# peewee's debug log would hold every complaint text.
logging.getLogger("peewee").setLevel(logging.WARNING)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield ``error`` and its causes: a full disk ends the transaction by itself."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def name_of(table: Any) -> str:
    """Return the name of ``table`` in the database."""
    name: str = table._meta.table_name  # noqa: SLF001 - peewee's own place for it
    return name


def among(column: Any, ids: Iterable[int]) -> Any:
    """Return the condition that ``column`` is one of ``ids``.

    They stand in the SQL itself: peewee takes longer over a thousand values than the engine.
    """
    return column.in_(pw.SQL(f"({','.join(map(str, map(int, ids)))})"))


def ids_in(text: str | None) -> "array[int]":
    """Decode ids that the engine concatenated as ``HEX``, which is fast to read."""
    found = array("q", bytes.fromhex(text or ""))
    if sys.byteorder == "little":
        found.byteswap()
    return found


class Watching(Protocol):
    """What keeps the end of the record outside the database."""

    def note(self, store: "Store", numbered: Iterable[str]) -> None:
        """Keep how the record ends now, and the last numbers of the series ``numbered``."""
        ...


class Store:
    """An open database.

    Each thread has its own connection, opened on first use; whoever
    starts a thread calls `close` in it at its end.

    Attributes:
        database: As peewee opened it.
        unwritten: Why nothing can be written to it, and it is only read; else None.
        office: Code of the office whose home it holds, "" until somebody asked.
        witness: Told after each commit how the record ends; None where nobody watches.
        numbered: The series of which the transaction has given numbers.
    """

    def __init__(self, database: pw.Database) -> None:
        """Keep the database."""
        self.database = database
        self.office = ""
        self.unwritten: Trouble | None = None
        self.witness: Watching | None = None
        self.numbered: set[str] = set()
        self._statements: dict[tuple[object, ...], str] = {}

    @property
    def folder(self) -> Path:
        """Return the home's folder, which contains the database file."""
        return Path(str(self.database.database)).parent

    @property
    def place(self) -> str:
        """Return the identity of a server's database; "" for a file."""
        return ""

    def seal(self, content: bytes) -> bytes:
        """Return a secret as stored: unchanged, because the file is encrypted as a whole."""
        return content

    def unseal(self, sealed: bytes) -> bytes:
        """Return a stored secret."""
        return sealed

    def rows(self, query: pw.Query) -> list[Row]:
        """Return all rows of ``query`` as plain tuples."""
        with pw.__exception_wrapper__:  # type: ignore[attr-defined]
            found: list[Row] = self.database.execute(query).fetchall()
        return found

    def row(self, query: pw.Query) -> Row | None:
        """Return the first row of ``query``, or None."""
        with pw.__exception_wrapper__:  # type: ignore[attr-defined]
            found: Row | None = self.database.execute(query).fetchone()
        return found

    def value(self, query: pw.Query) -> Any:
        """Return the first column of the first row of ``query``, or None."""
        found = self.row(query)
        return found[0] if found else None

    def ask(self, prepared: PreparedQuery, *values: object) -> Row | None:
        """Return the first row of the query ``prepared``, or None."""
        with pw.__exception_wrapper__:  # type: ignore[attr-defined]
            found: Row | None = self._ask(prepared, values).fetchone()
        return found

    def ask_all(self, prepared: PreparedQuery, *values: object) -> list[Row]:
        """Return all rows of the query ``prepared``."""
        with pw.__exception_wrapper__:  # type: ignore[attr-defined]
            found: list[Row] = self._ask(prepared, values).fetchall()
        return found

    def _ask(self, prepared: PreparedQuery, values: Sequence[Any]) -> Any:
        return self.database.execute_sql(*prepared.words(self.database, values))

    def chunks(self, query: pw.Query, size: int = CHUNK) -> Iterator[list[Row]]:
        """Yield the rows of ``query`` in batches, all from one snapshot."""
        cursor = self.database.execute(query)
        while found := cursor.fetchmany(size):
            yield found

    def ids(self, query: pw.Select, first: int) -> Iterator["array[int]"]:
        """Yield the ids of ``query`` in order: first a few, then all others.

        The others are fetched as one text: fetching row by row would
        take the interpreter lock for each, which slows down the window.
        """
        few = array("q", [found for (found,) in self.rows(query.limit(first))])
        if few:
            yield few
        if len(few) == first:
            others: Any = query.limit(-1).offset(first).alias("others")
            joined = pw.fn.group_concat(pw.fn.printf(HEX, others.c.id), "")
            if found := ids_in(self.value(pw.Select([others], [joined]))):
                yield found

    def keep_pages(self, kib: int = CACHE_KIB) -> None:
        """Set the page cache size of this thread's connection."""
        self.database.execute_sql(f"PRAGMA cache_size = -{kib}")

    def run(self, query: pw.Query) -> int:
        """Execute an update or delete; return the number of rows changed."""
        count: int = self.database.execute(query).rowcount
        return count

    def delete(self, table: Any, column: str, rows: Sequence[Sequence[Any]]) -> None:
        """Delete the rows of ``table`` whose ``column`` is the only value of one of ``rows``."""
        sql = f'DELETE FROM "{name_of(table)}" WHERE "{column}" = {self.database.param}'
        with pw.__exception_wrapper__:  # type: ignore[attr-defined]
            self.database.cursor().executemany(sql, rows)

    def insert(self, table: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert ``rows`` into ``table`` by raw SQL; ``columns`` gives the order."""
        self._many(table, "INSERT INTO", columns, rows)

    def put(self, table: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert ``rows``, replacing those with the same key (the first of ``columns``)."""
        self._many(table, "INSERT INTO", columns, rows, replaces=True)

    def _many(
        self,
        table: Any,
        verb: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        replaces: bool = False,
    ) -> None:
        key = (table, verb, replaces, tuple(columns))
        sql = self._statements.get(key)
        if sql is None:
            names = ", ".join(f'"{name}"' for name in columns)
            places = ", ".join([self.database.param] * len(columns))
            sql = f'{verb} "{name_of(table)}" ({names}) VALUES ({places})'
            if replaces:
                others = ", ".join(f'"{name}" = excluded."{name}"' for name in columns[1:])
                sql += f' ON CONFLICT ("{columns[0]}") DO UPDATE SET {others}'
            self._statements[key] = sql
        cursor = self.database.cursor()
        several = list(rows)
        with pw.__exception_wrapper__:  # type: ignore[attr-defined]
            if len(several) == 1:
                cursor.execute(sql, several[0])
            elif several:
                cursor.executemany(sql, several)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A write transaction, which takes the write lock at once.

        Raises:
            Busy: Another process held the lock too long.
            DiskTrouble, Damaged: Writing failed; everything is rolled back.
        """
        if self.unwritten is not None:
            raise self.unwritten
        try:
            with self.watched(), self.database.atomic():
                yield
        except pw.DatabaseError as error:  # also of the rolling back that came after the refusal
            refusal = next((one for one in _chain(error) if isinstance(one, Refusal)), None)
            if refusal is None:
                raise
            raise refusal from error

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Stand around a transaction: the witness is told when the outermost is committed."""
        is_first = not self.database.in_transaction()
        if is_first:
            self.numbered = set()
        yield
        if is_first and self.witness is not None:
            self.witness.note(self, self.numbered)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A read transaction: all queries in it see the same snapshot."""
        self.database.execute_sql("BEGIN")
        try:
            yield
        finally:
            self.database.execute_sql("ROLLBACK")

    def close(self) -> None:
        """Close this thread's connection, if it has one."""
        if not self.database.is_closed():
            self.database.close()

    def checkpoint(self) -> None:
        """Move everything from the write-ahead log into the database file.

        Raises:
            DiskTrouble: Writing failed; the log keeps its content.
        """
        if self.unwritten is None:
            self.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def scrub(self) -> None:
        """Remove all traces of deleted rows."""
        self.checkpoint()


def open_file(
    path: Path, key: bytes, *, is_new: bool = False, unwritten: Trouble | None = None
) -> Store:
    """Open the encrypted database at ``path`` with the raw 32-byte ``key``.

    Args:
        path: The file.
        key: The key.
        is_new: There need be none yet.
        unwritten: Why nothing can be written there: it is opened to be read only, and every
            writing is refused for this reason. The caller is alone with the home.

    Raises:
        NoDatabase: There is none, and ``is_new`` is false.
        Damaged: It cannot be opened with this key.
        DiskTrouble: Reading or writing failed (disk full, read-only or damaged).
    """
    if len(key) != KEY_BYTES:
        msg = f"the key must be {KEY_BYTES} bytes"  # a shorter one would be taken as a passphrase
        raise ValueError(msg)
    if not is_new and not path.is_file():
        raise NoDatabase(name=path.name)
    database = FileDatabase(path, key, is_unwritten=unwritten is not None)
    try:
        database.connect()
        (tables,) = database.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
        _check_encrypted(database, path)
    except Refusal:
        database.close()
        raise
    except pw.DatabaseError as error:
        database.close()
        raise Damaged(name=path.name) from error
    if not (tables or is_new):  # cut short to nothing, it opens as an empty one
        database.close()
        raise Damaged(name=path.name)
    store = Store(database)
    store.unwritten = unwritten
    return store


def _check_encrypted(database: pw.Database, path: Path) -> None:
    """Verify that the file is encrypted (reliability.md 2.3)."""
    status = database.execute_sql("PRAGMA cipher_status").fetchone()
    with path.open("rb") as file:
        header = file.read(len(PLAIN_HEADER))
    if status is None or str(status[0]) != "1" or header == PLAIN_HEADER:
        msg = "the database is not encrypted"
        raise RuntimeError(msg)


@singledispatch
def rekey(store: Store, key: bytes) -> None:
    """Re-encrypt the whole database with the raw 32-byte ``key``.

    Nobody else may have it open. If killed meanwhile, exactly one of the two
    keys opens it: a rollback journal is used, not the write-ahead log.

    Raises:
        DiskTrouble: Writing failed; the old key still opens the database.
    """
    if len(key) != KEY_BYTES:
        msg = f"the key must be {KEY_BYTES} bytes"
        raise ValueError(msg)
    store.checkpoint()
    connection = store.database.connection()  # raw: peewee's log would hold the key
    try:
        with pw.__exception_wrapper__:  # type: ignore[attr-defined]
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
            connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"").fetchall()
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
    except (pw.DatabaseError, Refusal) as error:  # the engine says no more than that it failed
        store.close()  # nothing more is written by whatever key it has in mind now
        raise DiskTrouble(reason="rekey") from error
    store.database.connect_params["passphrase"] = f"x'{key.hex()}'"


@singledispatch
def copy_to(store: Store, path: Path, key: bytes) -> None:
    """Copy a snapshot of the database to the new file ``path``; others may write meanwhile.

    ``key`` is the database's; the copy gets the same.

    Raises:
        DiskTrouble: Reading or writing failed (disk full, read-only or damaged).
    """
    copied = open_file(path, key, is_new=True)
    try:
        with pw.__exception_wrapper__:  # type: ignore[attr-defined]
            store.database.connection().backup(copied.database.connection())
            copied.database.connection().execute("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        copied.close()


@singledispatch
def damages(store: Store, *, is_quick: bool = False) -> list[str]:
    """Return the engine's findings about pages, structure, references; empty when sound.

    A quick check does not compare indexes with their tables. What a power cut left
    half copied from the log into the file is copied again first.
    """
    structure = "quick_check" if is_quick else "integrity_check"
    found: list[str] = []
    try:
        with pw.__exception_wrapper__:  # type: ignore[attr-defined]
            store.checkpoint()
            for check in ("cipher_integrity_check", structure, "foreign_key_check"):
                rows = store.database.execute_sql(f"PRAGMA {check}").fetchall()
                found += [f"{check}: {row[0]}" for row in rows if row[0] != "ok"]
    except (pw.DatabaseError, Refusal) as error:
        found += [] if found else [str(error)]
    if found and not store.database.in_transaction():
        store.close()  # after a damaged page this connection reads nothing more, not even the whole
    return found
