"""SQLCipher's driver: every error of every statement and row that is no bug becomes a refusal.

It is the one place where the words and codes of the engine are read. Faults of ours (no such
table, a broken constraint) stay what they are.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2 as driver

from desk.base.errors import Refusal
from desk.store.troubles import (
    Busy,
    Damaged,
    DiskFull,
    DiskTrouble,
    NoDatabase,
    PlaceGone,
    ReadOnly,
    TooMuchAtOnce,
)

PRIMARY: Final = 0xFF  # the low byte of an extended code
# https://www.sqlite.org/rescode.html
MEMORY, BUSY, LOCKED, READ_ONLY, FAILED, CORRUPT = 7, 5, 6, 8, 10, 11
FULL, NO_PLACE, TOO_BIG, STRANGE = 13, 14, 18, 26
ROOM: Final = 64 * 1024  # bytes that the engine's index of its log takes
COMMIT: Final = "COMMIT"
FULL_SYNC: Final = 2
CACHE_KIB: Final = 12 * 1024  # for each of the window's three threads
PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": FULL_SYNC,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "secure_delete": 1,
    "cache_size": -CACHE_KIB,
}


def refusal_of(error: BaseException, path: Path) -> Refusal | None:
    """Return the refusal for what the engine says of the database at ``path``; None for a bug."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & PRIMARY
    if code in (BUSY, LOCKED):
        return Busy()
    if code in (MEMORY, TOO_BIG):
        return TooMuchAtOnce()
    if code in (CORRUPT, STRANGE):
        return Damaged(name=path.name)
    if code == FULL:
        return DiskFull()
    return _of_the_place(code, path) if code in (READ_ONLY, FAILED, NO_PLACE) else None


def _of_the_place(code: int, path: Path) -> Refusal:
    """Return why the database at ``path`` could not be read, written or opened.

    After a damaged page the engine writes nothing more by that connection and calls it
    "read-only": where the file may be written, that is what it means.
    """
    if not path.exists():
        return PlaceGone() if code != NO_PLACE else NoDatabase(name=path.name)
    places = [place for place in (path, path.parent) if not os.access(place, os.W_OK)]
    if places or is_read_only(path.parent):
        return ReadOnly(name=str((places or [path.parent])[0]))
    if is_full(path.parent):
        return DiskFull()
    if code == READ_ONLY:
        return Damaged(name=path.name)
    return DiskTrouble(reason=path.name)


def is_read_only(folder: Path) -> bool:
    """Say whether the file system of ``folder`` is mounted read-only."""
    if sys.platform == "win32":
        return False
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def is_full(folder: Path) -> bool:
    """Say whether there is no room in ``folder`` for what the engine needs to read: one index."""
    return shutil.disk_usage(folder).free < ROOM


class Cursor(driver.Cursor):
    """Carries out statements and hands out rows; refuses as `refusal_of`."""

    def execute(self, sql: str, *given: Any) -> Any:
        """Carry out one statement; nothing is committed to a file that lost its place."""
        try:
            if sql == COMMIT:
                self.connection.need_place()
            return super().execute(sql, *given)
        except driver.Error as error:
            self.connection.refuse(error)
            raise

    def executemany(self, *given: Any) -> Any:
        """Carry out one statement for many rows."""
        try:
            return super().executemany(*given)
        except driver.Error as error:
            self.connection.refuse(error)
            raise

    def fetchone(self) -> Any:
        """Return the next row or None."""
        try:
            return super().fetchone()
        except driver.Error as error:
            self.connection.refuse(error)
            raise

    def fetchmany(self, *given: Any) -> Any:
        """Return some rows."""
        try:
            return super().fetchmany(*given)
        except driver.Error as error:
            self.connection.refuse(error)
            raise

    def fetchall(self) -> Any:
        """Return all rows."""
        try:
            return super().fetchall()
        except driver.Error as error:
            self.connection.refuse(error)
            raise


class Connection(driver.Connection):
    """A connection that knows its file."""

    def __init__(self, path: str, *given: Any, **more: Any) -> None:
        """Open the file at ``path``."""
        self.path = Path(path)
        super().__init__(path, *given, **more)
        self._place = _identity(self.path)

    def cursor(self, *_given: Any) -> Any:
        """Return a cursor whose errors are refusals."""
        return super().cursor(Cursor)

    def backup(self, target: Any, **more: Any) -> None:
        """Copy everything to the connection ``target``; refuses as `refusal_of`."""
        try:
            super().backup(target, **more)
        except driver.Error as error:
            self.refuse(error)
            raise _of_the_place(FAILED, target.path) from error  # of the copy no code is told

    def refuse(self, error: BaseException) -> None:
        """Raise the refusal for ``error``; a bug has none."""
        refusal = refusal_of(error, self.path)
        if refusal is not None:
            raise refusal from error

    def need_place(self) -> None:
        """Refuse when the file was moved, deleted or replaced since it was opened.

        The system goes on writing into a file that no folder names any more.

        Raises:
            PlaceGone: It was.
        """
        if _identity(self.path) != self._place:
            raise PlaceGone


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class FileDatabase(SqlCipherDatabase):
    """SQLCipher with the settings required on every connection."""

    def __init__(self, path: Path, key: bytes, *, is_unwritten: bool = False) -> None:
        """Describe the database at ``path``; its first connection opens it with ``key``.

        Args:
            path: The file.
            key: 32 bytes.
            is_unwritten: Nothing can be written there, not even the index of the log. The caller
                is alone with the file.
        """
        self._is_unwritten = is_unwritten
        super().__init__(
            str(path),
            passphrase=f"x'{key.hex()}'",
            pragmas=PRAGMAS,
            autoconnect=True,
            lock_type="IMMEDIATE",
            factory=Connection,
        )

    def _connect(self) -> Any:
        """Open a connection; refuses as `refusal_of`."""
        try:
            return self._connect_unwritten() if self._is_unwritten else super()._connect()
        except driver.Error as error:
            refusal = refusal_of(error, Path(self.database))
            if refusal is None:
                raise
            raise refusal from error

    def _connect_unwritten(self) -> Any:
        """Open a connection that takes the file for one that nobody changes.

        Raises:
            ReadOnly: There is a log with changes, which cannot be read without writing.
        """
        path = Path(self.database)
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise ReadOnly(name=str(path.parent))
        found = driver.connect(
            f"file:{quote(str(path.resolve()))}?immutable=1",
            uri=True,
            isolation_level=None,
            factory=Connection,
        )
        found.path = path
        try:
            found.execute(f'PRAGMA key="{self.connect_params["passphrase"]}"')
            self._add_conn_hooks(found)
        except BaseException:
            found.close()
            raise
        return found

    def _add_conn_hooks(self, conn: Any) -> None:
        conn.execute("PRAGMA cipher_log_level = NONE")
        super()._add_conn_hooks(conn)
        if conn.execute("PRAGMA synchronous").fetchone()[0] != FULL_SYNC:
            msg = "the database does not wait for the disk"
            raise RuntimeError(msg)
