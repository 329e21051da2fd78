"""Backups: copies with the same key, verified after writing, thinned by age.

A backup is a database ``<generation>-<moment>-<head>.db`` and, beside it, the key
file of that moment ``….keys.json``; both and a password restore everything.
"""

import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.files import sync_folder, whole_file
from desk.base.resources import read_toml
from desk.base.system import removed, replaced
from desk.base.words import mark
from desk.store.db import Store, copy_to, damages, open_file
from desk.store.disk import file_copies
from desk.store.disk.lock import InUse, Lock
from desk.store.disk.staging import FOLDER as FILES
from desk.store.disk.staging import Content
from desk.store.keys.roots import Keys
from desk.store.tables import ActRow, CaseRow
from desk.store.troubles import Damaged, NoDatabase


def kept(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return which of ``moments`` are kept; those after ``now`` always are.

    The last one of each day, week and month; the newest of all is always kept.
    """
    limits = read_toml("backup.toml")
    stays: set[datetime] = set()
    seen: set[tuple[str, object]] = set()
    for moment in sorted(moments, reverse=True):
        age = now - moment
        spans = (
            ("day", moment.date(), timedelta(days=limits["days"])),
            ("week", moment.isocalendar()[:2], timedelta(weeks=limits["weeks"])),
            ("month", (moment.year, moment.month), timedelta(days=31 * limits["months"])),
        )
        fresh = [(name, span) for name, span, reach in spans if age <= reach]
        is_last = any(key not in seen for key in fresh)
        seen.update(fresh)
        if not stays or age <= timedelta(hours=limits["all_hours"]) or is_last:
            stays.add(moment)
    return stays


FOLDER: Final = "backups"
REPLACED: Final = "replaced"  # what restores have replaced
UNREADABLE: Final = "-unreadable.db"
LOCK: Final = "backup.lock"
KEYS: Final = ".keys.json"
MOMENT: Final = "%Y%m%dT%H%M%S"
_NAME: Final = re.compile(r"(\d+)-(\d{8}T\d{6})-([0-9a-f]{8})\.db")


class NoBackup(Refusal):
    """A file that is no backup of this home."""

    text: ClassVar[str] = mark(
        "{name} is no backup of this office, or it is damaged. Nothing was changed. "
        "Take another one; “backup --list” shows them."
    )


class BackupFailed(Refusal):
    """A backup that was just made cannot be read back."""

    text: ClassVar[str] = mark(
        "The backup was written, but what was read back is not the same ({reason}). "
        "It does not count. Look at the disk before you go on."
    )


class BackupGoing(Refusal):
    """Two backups at once."""

    text: ClassVar[str] = mark(
        "Another window or program is making a backup at this moment. Wait for it, then try again."
    )


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup, described by its file name.

    Attributes:
        path: The database.
        generation: Of the root key that it is encrypted with.
        at: When it was made.
        head: First 8 hex digits of the last act's hash.
    """

    path: Path
    generation: int
    at: datetime
    head: str

    @property
    def keys(self) -> Path:
        """Return the key file beside it."""
        return self.path.with_suffix(KEYS)


@dataclass(frozen=True, slots=True)
class Contents:
    """A summary of a database, for comparing copies."""

    cases: int
    acts: int
    head: str


def contents(store: Store) -> Contents:
    """Return the summary of ``store`` from one snapshot."""
    last = store.row(ActRow.select(ActRow.hash).order_by(ActRow.id.desc()).limit(1))
    return Contents(
        CaseRow.select().count(store.database),
        ActRow.select().count(store.database),
        bytes(last[0]).hex() if last else "",
    )


def backup_at(path: Path) -> Backup:
    """Return the backup whose database is ``path``.

    Raises:
        NoBackup: It is not named like one, or does not exist.
    """
    found = _named(path)
    if found is None:
        raise NoBackup(name=path.name)
    return found


def _named(path: Path) -> Backup | None:
    found = _NAME.fullmatch(path.name)
    if found is None or not path.is_file():
        return None
    with suppress(ValueError):  # no such day
        return Backup(path, int(found[1]), datetime.strptime(found[2], MOMENT), found[3])
    return None


def backups(folder: Path) -> list[Backup]:
    """Return the backups in ``folder``, newest first."""
    if not folder.is_dir():
        return []
    found = [one for path in folder.glob("*.db") if (one := _named(path)) is not None]
    return sorted(found, key=lambda one: (one.at, one.generation), reverse=True)


def make(store: Store, keys: tuple[Path, int, Keys], folder: Path, now: datetime) -> Backup:
    """Write a backup of ``store`` into ``folder``; others may write meanwhile.

    Args:
        store: The open database.
        keys: The key file, its generation, and the database key.
        folder: Target; created if missing.
        now: The moment for its name.

    Raises:
        BackupFailed: Reading back gave other content.
        BackupGoing: Another process is making one.
        CannotWrite, DiskTrouble: Writing failed (disk full, read-only, in use).
    """
    key_file, generation, key = keys[0], keys[1], keys[2].derive("store")
    folder.mkdir(parents=True, exist_ok=True)
    lock, draft = _one_at_a_time(store.folder), folder / "backup.part"
    _clear(draft)
    _clear_keys(folder)
    try:
        with store.snapshot():
            whole, beside = contents(store), file_copies.wanted(store)
            copy_to(store, draft, key)
        _check(draft, key, whole)
        _copy_files(beside, store.folder, folder)
        name = f"{generation}-{now.strftime(MOMENT)}-{whole.head[:8]}.db"
        if beside:
            file_copies.write_list(folder / name, beside)
        with whole_file((folder / name).with_suffix(KEYS)) as copied:
            shutil.copyfile(key_file, copied)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        replaced(draft, folder / name)
        sync_folder(folder)
    finally:
        _clear(draft)
        lock.close()
    return backup_at(folder / name)


def _one_at_a_time(home: Path) -> Lock:
    lock = Lock(home, LOCK)
    try:
        lock.alone()
    except InUse:
        lock.close()
        raise BackupGoing from None
    return lock


def _clear_keys(folder: Path) -> None:
    """Delete key files without a backup, left by killed processes."""
    for path in folder.glob(f"*{KEYS}*"):
        database = folder / path.name.removesuffix(".part").replace(KEYS, ".db")
        if _NAME.fullmatch(database.name) and not database.exists():
            removed(path)


def _copy_files(beside: list[Content], home: Path, folder: Path) -> None:
    try:
        file_copies.copy(beside, home / FILES, folder / FILES)
    except file_copies.CopyDiffersError as error:
        raise BackupFailed(reason=str(error)) from error


def _clear(draft: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        removed(draft.with_name(draft.name + suffix), missing_ok=True)


def _check(path: Path, key: bytes, whole: Contents) -> None:
    try:
        copied = open_file(path, key)
    except Damaged as error:
        raise BackupFailed(reason=str(error)) from error
    try:
        wrong = damages(copied)
        is_same = not wrong and contents(copied) == whole
        copied.checkpoint()
    finally:
        copied.close()
    if not is_same:
        raise BackupFailed(reason="; ".join(wrong) or "count")


def opened(backup: Backup, key: bytes) -> Store:
    """Return the verified database of ``backup``, read-only.

    Raises:
        NoBackup: It is damaged, or not a backup of this home.
    """
    try:
        store = open_file(backup.path, key)
    except (Damaged, NoDatabase):
        raise NoBackup(name=backup.path.name) from None
    wrong = damages(store)
    if wrong or contents(store).head[:8] != backup.head:
        store.close()
        raise NoBackup(name=backup.path.name)
    return store


def drop_older(folder: Path, day: datetime) -> None:
    """Delete the copies in ``folder`` that were made before ``day``, and what cannot be read."""
    found = backups(folder)
    _drop(folder, [one for one in found if one.at < day], found)
    for path in folder.glob(f"*{UNREADABLE}*"):
        if datetime.strptime(path.name.partition("-")[0], MOMENT) < day:
            removed(path, missing_ok=True)


def thin(folder: Path, now: datetime) -> list[Path]:
    """Delete the backups that need no longer be kept; return them."""
    found = backups(folder)
    stays = kept((one.at for one in found), now)
    gone = [one for one in found if one.at not in stays]
    _drop(folder, gone, found)
    return [one.path for one in gone]


def _drop(folder: Path, gone: list[Backup], found: list[Backup]) -> None:
    for one in gone:
        removed(one.path, missing_ok=True)
        removed(one.keys, missing_ok=True)
        removed(file_copies.list_of(one.path), missing_ok=True)
    file_copies.thin(folder, (one.path for one in found if one not in gone))
