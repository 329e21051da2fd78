"""A window's private folder for viewing attachments, emptied when it closes and at start.

Other programs can open plain files only; this is the only place where a readable
copy exists, and only while the window is open (reliability.md 5.13).
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from desk.attachments.attaching import mark_foreign, write_out
from desk.base.files import whole_file
from desk.base.shapes import Facts
from desk.office import Office
from desk.rules.case.attachments import file_name, suffix_of
from desk.store.disk import attachment_store
from desk.store.disk.lock import InUse, Lock

FOLDER: Final = "viewing"
IN_USE: Final = "in-use.lock"
PIECE: Final = 1 << 20


class ViewingFolder:
    """The readable copies of one window."""

    def __init__(self, home: Path) -> None:
        """Start empty; the folder is created when something is viewed."""
        self._home = home
        self._folder: Path | None = None
        self._lock: Lock | None = None

    def put(self, office: Office, entry: Facts) -> Path:
        """Write a read-only copy of the attachment; return where.

        The file name holds no personal name: viewers keep lists of opened files.

        Raises:
            ContentMissing, ContentDamaged, ContentNotHere: The content is missing or damaged here.
            CannotWrite: The file could not be written (disk full, read-only, in use).
        """
        path = self.made() / f"{entry['hash'][:12]}.{suffix_of(file_name(entry))}"
        if not path.exists():
            with whole_file(path) as draft:
                write_out(office, entry, draft)
            mark_foreign(path)
            path.chmod(0o400)
        return path

    def made(self) -> Path:
        """Return the folder, created on first use."""
        if self._folder is None or not self._folder.is_dir():
            folder = self._home / FOLDER / secrets.token_hex(8)
            folder.mkdir(mode=0o700, parents=True)
            self._lock = Lock(folder, IN_USE)
            self._lock.share()
            self._folder = folder
        return self._folder

    def empty(self) -> None:
        """Delete all copies; files that a viewer still holds open go at the next start."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        if self._folder is not None:
            _wipe(self._folder)
            self._folder = None


@contextmanager
def passing_folder(home: Path) -> Iterator[Path]:
    """Provide a temporary folder for readable files, wiped at the end of the block."""
    passing = ViewingFolder(home)
    try:
        yield passing.made()
    finally:
        passing.empty()


def sweep_viewing(home: Path) -> None:
    """Delete the viewing folders of killed windows; those of open windows stay."""
    for folder in (home / FOLDER).glob("*/"):
        try:
            lock = Lock(folder, IN_USE)
            lock.alone()
        except (InUse, OSError):
            continue
        lock.close()
        _wipe(folder)


def tidy_attachments(office: Office, lock: Lock) -> None:
    """Delete leftovers of killed processes, unless a restore is still unconfirmed."""
    if not office.frozen_since:
        attachment_store.sweep_alone(office.store, lock)
    sweep_viewing(office.folder)


def _wipe(folder: Path) -> None:
    """Overwrite and delete the files in ``folder``, then the folder; undeletable ones stay."""
    for path in folder.iterdir():
        with suppress(OSError):
            path.chmod(0o600)
            _overwrite(path)
            path.unlink()
    with suppress(OSError):
        folder.rmdir()


def _overwrite(path: Path) -> None:
    left = path.stat().st_size
    with path.open("r+b") as file:
        while left > 0:
            left -= file.write(bytes(min(left, PIECE)))
        file.flush()
        os.fsync(file.fileno())
