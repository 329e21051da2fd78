"""The files of attachments beside backups: each copied once, kept as long as a backup needs it.

They are copied as they lie, encrypted; a list beside each backup names those it
needs, so that thinning opens no database.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from desk.base.files import whole_file
from desk.store.db import Store
from desk.store.disk import attachment_store
from desk.store.disk.sealed_file import length_of
from desk.store.disk.staging import FOLDER, Content
from desk.store.tables import ContentRow

LIST: Final = ".files.json"
CHUNK: Final = 1 << 20


class CopyDiffersError(Exception):
    """What was copied cannot be read back as it was."""


def wanted(store: Store) -> list[Content]:
    """Return what lies beside the database of ``store``; nothing before there were attachments."""
    if not store.database.table_exists(ContentRow._meta.table_name):  # noqa: SLF001 - peewee's
        return []
    return [content for content in attachment_store.contents(store) if content.key is not None]


def copy(contents: Iterable[Content], source: Path, target: Path) -> None:
    """Copy the files of ``contents`` that are not there yet; those that are gone are passed over.

    Raises:
        CopyDiffersError: The disk gave back something else.
        CannotWrite: The disk says no.
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
    """Return where the list of the files that ``backup`` needs lies."""
    return backup.with_suffix(LIST)


def write_list(backup: Path, contents: Iterable[Content]) -> None:
    """Write down which files ``backup`` needs.

    Raises:
        CannotWrite: The disk says no.
    """
    with whole_file(list_of(backup)) as draft:
        draft.write_text(json.dumps([content.name for content in contents]), encoding="ascii")


def names_of(backup: Path) -> list[str]:
    """Return the names of the files that ``backup`` needs; none for a backup without a list."""
    try:
        return [str(name) for name in json.loads(list_of(backup).read_text(encoding="ascii"))]
    except (OSError, ValueError):
        return []


def lacking(backup: Path) -> list[str]:
    """Return the files that ``backup`` needs and that do not lie beside it."""
    return [name for name in names_of(backup) if not (backup.parent / FOLDER / name).is_file()]


def thin(folder: Path, backups: Iterable[Path]) -> None:
    """Delete the copies in ``folder`` that none of the ``backups`` needs any more."""
    place = folder / FOLDER
    if not place.is_dir():
        return
    needed = {name for backup in backups for name in names_of(backup)}
    for path in place.iterdir():
        if path.name not in needed and len(path.stem) == attachment_store.NAME_LENGTH:
            path.unlink(missing_ok=True)


def bring(store: Store, beside: Path) -> list[str]:
    """Bring back what is missing or damaged of ``store`` from the copies in ``beside``.

    Returns:
        Hashes of what is in neither place.

    Raises:
        CannotWrite: The disk says no.
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
