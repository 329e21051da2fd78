"""Attachment files of backups: each copied once, kept while a backup needs it.

They are copied encrypted, as they are; a list beside each backup names those it
needs, so that thinning opens no database.
"""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from desk.base.files import whole_file
from desk.base.side_files import MisshapenError, read_side_file, write_side_file
from desk.base.system import removed
from desk.store.db import Store
from desk.store.disk import attachment_store
from desk.store.disk.sealed_file import length_of
from desk.store.disk.staging import FOLDER, Content
from desk.store.tables import ContentRow

SHAPE: Final = [str]
LIST: Final = ".files.json"
CHUNK: Final = 1 << 20


class CopyDiffersError(Exception):
    """A copied file differs when read back."""


def wanted(store: Store) -> list[Content]:
    """Return the contents stored as files; empty for databases older than attachments."""
    if not store.database.table_exists(ContentRow._meta.table_name):  # noqa: SLF001 - peewee's
        return []
    return [content for content in attachment_store.contents(store) if content.key is not None]


def copy(contents: Iterable[Content], source: Path, target: Path) -> None:
    """Copy the files of ``contents`` that are not copied yet; missing ones are skipped.

    Raises:
        CopyDiffersError: The copy differs when read back.
        CannotWrite: The file could not be written (disk full, read-only, in use).
    """
    for content in contents:
        there, here = target / content.name, source / content.name
        if _has(there, content) or not _has(here, content):
            continue
        with whole_file(there) as draft:
            shutil.copyfile(here, draft)
            if _digest(draft) != _digest(here):
                raise CopyDiffersError(content.name)


def _has(path: Path, content: Content) -> bool:
    return path.is_file() and path.stat().st_size == length_of(content.size)


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.digest()


def list_of(backup: Path) -> Path:
    """Return the path of the list of files that ``backup`` needs."""
    return backup.with_suffix(LIST)


def write_list(backup: Path, contents: Iterable[Content]) -> None:
    """Write the list of files that ``backup`` needs.

    Raises:
        CannotWrite: The file could not be written (disk full, read-only, in use).
    """
    write_side_file(list_of(backup), [content.name for content in contents])


def names_of(backup: Path) -> list[str]:
    """Return the names of the files that ``backup`` needs; none for a backup without a list."""
    try:
        found: list[str] | None = read_side_file(list_of(backup), SHAPE)
    except MisshapenError:
        return []
    return found or []


def lacking(backup: Path) -> list[str]:
    """Return the files that ``backup`` needs and that are missing beside it."""
    return [name for name in names_of(backup) if not (backup.parent / FOLDER / name).is_file()]


def thin(folder: Path, backups: Iterable[Path]) -> None:
    """Delete the copies in ``folder`` that none of the ``backups`` needs."""
    place = folder / FOLDER
    if not place.is_dir():
        return
    needed = {name for backup in backups for name in names_of(backup)}
    for path in place.iterdir():
        if path.name not in needed and len(path.stem) == attachment_store.NAME_LENGTH:
            removed(path, missing_ok=True)


def bring(store: Store, beside: Path) -> list[str]:
    """Restore missing or damaged files of ``store`` from the copies in ``beside``.

    Returns:
        Hashes of the contents missing in both.

    Raises:
        CannotWrite: The file could not be written (disk full, read-only, in use).
    """
    home = attachment_store.folder_of(store)
    lost = []
    for content in wanted(store):
        if not attachment_store.trouble(store, content, home):
            continue
        if attachment_store.trouble(store, content, beside):
            lost.append(content.hash)
            continue
        with whole_file(home / content.name) as draft:
            shutil.copyfile(beside / content.name, draft)
    return lost
