"""PostgreSQL: the same store behind a database URL (design.md 3, docs/decisions/0008).

Values are interpolated by the client, not the server: a query is planned
with known values, so partial indexes are used as they are in a file.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, Final

import nacl.bindings as sodium
import peewee as pw

from desk.base.errors import Refusal
from desk.base.shapes import Payload, Row
from desk.base.words import mark
from desk.store import db
from desk.store.db import Store, name_of
from desk.store.engines.address import Address, need_good_address, read_address, write_address
from desk.store.engines.driver import Adapter, TransactionStatus, psycopg
from desk.store.file_driver import CACHE_KIB
from desk.store.keys.roots import NONCE_BYTES
from desk.store.troubles import Busy, DiskTrouble, NoDatabase

WRITER: Final = 0x6465736B  # advisory lock of whoever writes
OLDEST: Final = 130_000  # PostgreSQL 13
SETTINGS: Final[Payload] = {
    "connect_timeout": 10,
    "client_encoding": "UTF8",
    "application_name": "complaint-desk",
    "options": "-c synchronous_commit=on -c lock_timeout=5s -c jit=off",
}
FULL_DISK: Final = ("53100", "58030", "25006")  # full, failing, read-only
BUSY: Final = ("55P03", "40P01")  # waited too long for a lock; two waited for each other
WRONG_PASSWORD: Final = ("28P01", "28000")
ROWS: Final = 500  # of one statement that replaces rows
CHECKS: Final = (
    ("fsync", "SELECT 'off' WHERE current_setting('fsync') = 'off'"),
    ("full_page_writes", "SELECT 'off' WHERE current_setting('full_page_writes') = 'off'"),
    ("index", "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"),
    (
        "checksum",
        """SELECT checksum_failures::text FROM pg_stat_database
        WHERE datname = current_database() AND checksum_failures > 0""",
    ),
)

_names: Final = count(1)


class ServerGone(Refusal):
    """The server does not answer."""

    text: ClassVar[str] = mark(
        "The database server does not answer ({reason}). What was saved is saved; nothing else "
        "was changed. Try again, or ask whoever looks after the server."
    )


class NotSuited(Refusal):
    """The server's database cannot hold the desk."""

    text: ClassVar[str] = mark(
        "The database {name} on the server does not suit ({reason}). Let the server's "
        "administrator make one: CREATE DATABASE {name} ENCODING 'UTF8' LOCALE 'C' "
        "TEMPLATE template0; PostgreSQL 13 or newer."
    )


class NotEmpty(Refusal):
    """There is something in the server's database already."""

    text: ClassVar[str] = mark(
        "The database {name} on the server is not empty. Nothing was changed. Name an empty one."
    )


def refusal_of(error: BaseException) -> Refusal | None:
    """Return the refusal for an error of server or connection; None for a bug."""
    state = getattr(error, "sqlstate", None) or ""
    reason = str(error).strip().partition("\n")[0]
    if state in BUSY:
        return Busy()
    if state in FULL_DISK:
        return DiskTrouble(reason=reason)
    is_line = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return ServerGone(reason=reason) if is_line else None


@contextmanager
def told() -> Iterator[None]:
    """Turn errors of server and connection into refusals."""
    try:
        yield
    except pw.DatabaseError as error:
        refusal = refusal_of(error.__context__ or error)
        if refusal is None:
            raise
        raise refusal from error
    except pw.InterfaceError as error:
        raise ServerGone(reason=str(error)) from error


class _Database(pw.PostgresqlDatabase):
    """PostgreSQL as the desk uses it."""

    psycopg2_adapter = Adapter
    psycopg3_adapter = Adapter
    field_types = {  # noqa: RUF012 - as peewee declares it
        **pw.PostgresqlDatabase.field_types,
        "AUTO": "BIGSERIAL",
        "INT": "BIGINT",  # as wide as a file's
    }
    index_value_literals = True

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Carry out ``sql``.

        Raises:
            ServerGone, Busy, DiskTrouble: The server does not answer, is locked or cannot write.
        """
        with told():
            return super().execute_sql(sql, params)

    def is_closed(self) -> bool:
        """Say whether this thread has no connection, or a broken one outside a transaction."""
        state: Any = self._state  # type: ignore[attr-defined]
        if not state.closed and state.conn.closed and not self.in_transaction():
            state.reset()
        return bool(state.closed)


class ServerStore(Store):
    """An open database on a server."""

    def __init__(self, database: pw.Database, folder: Path, address: Address) -> None:
        """Keep the database, and the folder of the home that it belongs to."""
        super().__init__(database)
        self._folder = folder
        self.address = address

    @property
    def folder(self) -> Path:
        """Return the home's folder, with the key file; the database is elsewhere."""
        return self._folder

    @property
    def place(self) -> str:
        """Return the identity of the server, its timeline and the database.

        A server restored to an earlier moment, or a copy, has another identity.
        """
        asked = (
            "SELECT (SELECT system_identifier FROM pg_control_system()), "
            "(SELECT timeline_id FROM pg_control_checkpoint()), oid "
            "FROM pg_database WHERE datname = current_database()"
        )
        found = self.database.execute_sql(asked).fetchone()
        return hashlib.sha256(repr(tuple(found)).encode()).hexdigest()

    def seal(self, content: bytes) -> bytes:
        """Return ``content`` encrypted against the server's administrator."""
        nonce = sodium.randombytes(NONCE_BYTES)
        return nonce + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            content, None, nonce, self.address.secret
        )

    def unseal(self, sealed: bytes) -> bytes:
        """Return the decrypted content.

        Raises:
            CryptoError: It was sealed with another home's secret, or altered.
        """
        nonce, box = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            box, None, nonce, self.address.secret
        )

    def chunks(self, query: pw.Query, size: int = db.CHUNK) -> Iterator[list[Row]]:
        """Yield the rows of ``query`` in batches, all from one snapshot."""
        sql, values = self.database.get_sql_context().sql(query).query()
        yield from self.pieces(sql, values, size, size)

    def ids(self, query: pw.Select, first: int) -> Iterator["array[int]"]:
        """Yield the ids of ``query`` in order, the first ones separately."""
        sql, values = self.database.get_sql_context().sql(query).query()
        for rows in self.pieces(sql, values, first, db.CHUNK):
            yield array("q", [found for (found,) in rows])

    def keep_pages(self, kib: int = CACHE_KIB) -> None:
        """Do nothing: the server manages its memory itself."""

    def pieces(self, sql: str, values: Sequence[Any], first: int, size: int) -> Iterator[list[Row]]:
        """Yield the rows of ``sql`` in batches, by a server-side cursor."""
        connection, name = self.database.connection(), f"desk_{next(_names)}"
        whole = psycopg.ClientCursor(connection).mogrify(sql, values)
        is_within = connection.info.transaction_status == TransactionStatus.INTRANS
        hold = "" if is_within else " WITH HOLD"
        with told(), pw.__exception_wrapper__:  # type: ignore[attr-defined]
            cursor = connection.cursor()
            cursor.execute(f"DECLARE {name} NO SCROLL CURSOR{hold} FOR {whole}")
            try:
                wish = first
                while found := cursor.execute(f"FETCH FORWARD {wish} FROM {name}").fetchall():
                    yield found
                    wish = size
            finally:
                _let_go(connection, "" if is_within else name)

    def _many(
        self,
        table: Any,
        verb: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        replaces: bool = False,
    ) -> None:
        several = [[int(v) if v is True or v is False else v for v in row] for row in rows]
        if not several:
            return
        names = ", ".join(f'"{name}"' for name in columns)
        into = f'"{name_of(table)}" ({names})'
        with told(), pw.__exception_wrapper__:  # type: ignore[attr-defined]
            if replaces:
                self._replace(f"{verb} {into} VALUES ", columns, several)
            else:
                self._copy(into, several)

    def _copy(self, into: str, rows: list[list[Any]]) -> None:
        with self.database.cursor().copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _replace(self, start: str, columns: Sequence[str], rows: list[list[Any]]) -> None:
        others = ", ".join(f'"{name}" = excluded."{name}"' for name in columns[1:])
        end = f' ON CONFLICT ("{columns[0]}") DO UPDATE SET {others}'
        marks = f"({', '.join(['%s'] * len(columns))})"
        last = list({row[0]: row for row in rows}.values())  # of equal keys the last one stands
        for place in range(0, len(last), ROWS):
            some = last[place : place + ROWS]
            values = [value for row in some for value in row]
            self.database.cursor().execute(start + ", ".join([marks] * len(some)) + end, values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A write transaction, which takes the single writer's lock on the server at once.

        Raises:
            Busy: Another program, here or on another computer, held the lock too long.
            DiskTrouble: The server could not write; everything is rolled back.
            ServerGone: The server does not answer; everything is rolled back.
        """
        with told():
            is_first = not self.database.in_transaction()
            with self.watched(), self.database.atomic():
                if is_first:
                    self.database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (WRITER,))
                yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A read transaction: all queries in it see the same snapshot."""
        self.database.execute_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self.database.execute_sql("ROLLBACK")

    def checkpoint(self) -> None:
        """Do nothing: the server manages its log itself."""

    def scrub(self) -> None:
        """Vacuum deleted rows, and clean up the search index."""
        for table in ("payload", "case", "case_words", "draft"):
            self.database.execute_sql(f'VACUUM "{table}"')
        self.database.execute_sql("REINDEX TABLE case_words")


def _let_go(connection: Any, name: str) -> None:
    """Close a server-side cursor; tolerates a lost or failed connection."""
    is_idle = not connection.closed and connection.info.transaction_status in (
        TransactionStatus.IDLE,
        TransactionStatus.INTRANS,
    )
    if name and is_idle:
        connection.execute(f"CLOSE {name}")


def open_server(folder: Path, key: bytes, *, is_new: bool = False) -> ServerStore:
    """Open the server database of the home in ``folder``.

    Raises:
        Damaged: The address file cannot be decrypted with ``key``.
        BadAddress, OpenLine: It names no database, or the connection would not be encrypted.
        ServerGone: The server does not answer.
        NotSuited: The database has an unsuitable version, encoding or configuration.
        NoDatabase: It is empty, and ``is_new`` is false.
        NotEmpty: It is not empty, and ``is_new`` is true.
    """
    address = read_address(folder, key)
    parts = dict(psycopg.conninfo.conninfo_to_dict(address.url))
    need_good_address(address.url, parts)
    database = connected(address)
    try:
        _need_suited(database)
        _need_tables(database, str(parts["dbname"]), is_new=is_new)
    except BaseException:
        database.close()
        raise
    return ServerStore(database, folder, address)


def connected(address: Address) -> pw.Database:
    """Connect to the database at ``address`` with the first of its passwords that works.

    Raises:
        ServerGone: The server does not answer, or refuses the login.
    """
    *others, last = address.passwords or ("",)
    for password in others:
        database = _Database(address.url, password=password, **SETTINGS)
        try:
            database.connect()
        except pw.OperationalError:  # while it is being changed, one of two holds
            continue
        return database
    database = _Database(address.url, password=last or None, **SETTINGS)
    with told():
        database.connect()
    return database


def _need_tables(database: pw.Database, name: str, *, is_new: bool) -> None:
    has_tables = bool(database.get_tables())
    if is_new and has_tables:
        raise NotEmpty(name=name)
    if not (is_new or has_tables):
        raise NoDatabase(name=name)


def _need_suited(database: pw.Database) -> None:
    asked = (
        "SELECT current_database(), pg_encoding_to_char(encoding), datcollate, "
        "current_setting('server_version_num')::int "
        "FROM pg_database WHERE datname = current_database()"
    )
    name, encoding, collation, version = database.execute_sql(asked).fetchone()
    wrong = {encoding: encoding == "UTF8", collation: collation in ("C", "POSIX")}
    wrong[str(version)] = version >= OLDEST
    reasons = [told for told, is_right in wrong.items() if not is_right]
    if reasons:
        raise NotSuited(name=name, reason=", ".join(reasons))


@db.rekey.register
def _(store: ServerStore, key: bytes) -> None:
    """Re-encrypt the address with ``key``, and change the password on the server.

    If killed at any point, one of the two keys opens the file, with a valid password in it.
    """
    new = old = store.address
    if any(old.passwords):
        fresh = sodium.randombytes(NONCE_BYTES).hex()
        new = old.with_passwords(fresh)
        write_address(store.folder, old.with_passwords(fresh, *old.passwords), key)
        _change_password(store, fresh)
    write_address(store.folder, new, key)
    store.address = new
    store.database.connect_params["password"] = (new.passwords or ("",))[0] or None


def _change_password(store: ServerStore, password: str) -> None:
    """Set a new password for the desk's role; only its hash is sent."""
    connection = store.database.connection()
    user = connection.info.user
    hashed = connection.pgconn.encrypt_password(password.encode(), user.encode()).decode()
    role = '"' + user.replace('"', '""') + '"'
    store.database.execute_sql(f"ALTER ROLE {role} PASSWORD %s", (hashed,))


@db.damages.register
def _(store: ServerStore, *, is_quick: bool = False) -> list[str]:
    """Return the server's findings, and whether it waits for its disk (``fsync``)."""
    asked = CHECKS[:2] if is_quick else CHECKS
    rows = [(name, store.database.execute_sql(sql).fetchall()) for name, sql in asked]
    return [f"{name}: {row[0]}" for name, found in rows for row in found]
