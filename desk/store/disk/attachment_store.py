"""Attachment contents, deduplicated: small ones in the database, large ones in files.

A large file is encrypted with a random key, kept in the (encrypted) database and
nowhere else, and is named by a keyed hash of its content: no file name
reveals the content, a changed root key requires no file to be written
anew, and a deleted row shreds the file for good (docs/decisions/0007).

A file gets its name only while the write lock is held, and before the
transaction that records it ends: whatever has a name and no row then is an orphan.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol

from desk.base.errors import Refusal
from desk.base.files import sync_folder
from desk.base.system import removed, replaced
from desk.base.system_trouble import reason_of
from desk.base.words import mark
from desk.store.db import Store
from desk.store.disk.lock import InUse, Lock
from desk.store.disk.sealed_file import length_of, read_sealed
from desk.store.disk.staging import FOLDER, PART, Content, Staged
from desk.store.tables import AttachmentRow, CaseRow, ContentRow
from desk.store.troubles import DiskTrouble

COLUMNS: Final = ("hash", "size", "alg", "name", "key", "body")
NAME_LENGTH: Final = 64
NAMED: Final = 3  # cases of one attachment that are named


class ContentMissing(Refusal):
    """The row is here, the file is not."""

    text: ClassVar[str] = mark(
        "The stored file of the attachment {hash} is missing. "
        "Restore the latest backup, or have the attachment sent again."
    )


class ContentDamaged(Refusal):
    """What is stored is not what was attached."""

    text: ClassVar[str] = mark(
        "The stored file of the attachment {hash} is damaged. "
        "Restore the latest backup, or have the attachment sent again."
    )


class ContentNotHere(Refusal):
    """The act came, the content did not."""

    text: ClassVar[str] = mark(
        "The content of the attachment {hash} has not come yet. It waits for a later packet."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """An attachment that a packet names without its content, and the cases that have it."""

    hash: str
    size: int
    cases: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What a packet brings of attachments: bytes that came; those held back, the first by name."""

    size: int = 0
    held: int = 0
    held_bytes: int = 0
    held_back: list[HeldBack] = field(default_factory=list)


class Arriving(Protocol):
    """The attachments of a packet being imported."""

    def keep(self, store: Store) -> int:
        """Keep the attachments of cases here; return how many."""
        ...

    def told(self, store: Store) -> Arrived:
        """Return the bytes received, and what is held back."""
        ...

    def discard(self, store: Store) -> None:
        """Delete everything staged."""
        ...


def folder_of(store: Store) -> Path:
    """Return the folder of the attachment files of ``store``."""
    return store.folder / FOLDER


def keep(store: Store, staged: Staged) -> None:
    """Record staged content, within a write transaction.

    Known content is kept unchanged, unless it is missing or damaged. Whoever began
    the transaction calls `give_up` when it fails.

    Raises:
        DiskTrouble: Writing failed (disk full, read-only or damaged).
    """
    content = staged.content
    known = content_of(store, content.hash)
    if known is not None:
        if not trouble(store, known, folder_of(store)):
            staged.discard()
            return
        store.run(ContentRow.delete().where(ContentRow.hash == content.hash))
    if staged.part is not None:
        try:
            replaced(staged.part, staged.part.with_name(content.name))
            sync_folder(staged.part.parent)
        except OSError as error:
            raise DiskTrouble(reason=reason_of(error)) from error
    key, body = (part if part is None else store.seal(part) for part in (content.key, staged.body))
    row = (content.hash, content.size, content.alg, content.name, key, body)
    store.insert(ContentRow, COLUMNS, [row])


def give_up(store: Store, staged: Staged) -> None:
    """Delete staged content after its transaction failed."""
    staged.discard()
    if staged.part is not None and content_of(store, staged.content.hash) is None:
        with suppress(OSError):
            removed(staged.part.with_name(staged.content.name), missing_ok=True)


def content_of(store: Store, digest: str) -> Content | None:
    """Return how the content with this hash is stored, or None when it is not here."""
    columns = [getattr(ContentRow, name) for name in COLUMNS[:-1]]
    row = store.row(ContentRow.select(*columns).where(ContentRow.hash == digest))
    return _content(store, row) if row else None


def contents(store: Store) -> list[Content]:
    """Return how all contents are stored, by hash."""
    columns = [getattr(ContentRow, name) for name in COLUMNS[:-1]]
    return [
        _content(store, row)
        for row in store.rows(ContentRow.select(*columns).order_by(ContentRow.hash))
    ]


def _content(store: Store, row: Sequence[Any]) -> Content:
    digest, size, alg, name, key = row
    return Content(
        hash=digest,
        size=size,
        alg=alg,
        name=name,
        key=None if key is None else store.unseal(bytes(key)),
    )


def pieces(store: Store, digest: str, folder: Path | None = None) -> Iterator[bytes]:
    """Yield the content with this hash in pieces.

    The content is verified only at the end: do not rely on it before.

    Args:
        store: The database with its row.
        digest: Its hash.
        folder: Folder of its file; by default the one beside the database.

    Raises:
        ContentNotHere: It never arrived.
        ContentMissing: Its file is missing.
        ContentDamaged: It differs from what was attached.
    """
    content = content_of(store, digest)
    if content is None:
        raise ContentNotHere(hash=digest[:12])
    seen = hashlib.sha256()
    try:
        for piece in _raw(store, content, folder or folder_of(store)):
            seen.update(piece)
            yield piece
    except FileNotFoundError:
        raise ContentMissing(hash=digest[:12]) from None
    except (OSError, ValueError) as error:
        raise ContentDamaged(hash=digest[:12]) from error
    if seen.hexdigest() != digest:
        raise ContentDamaged(hash=digest[:12])


def _raw(store: Store, content: Content, folder: Path) -> Iterator[bytes]:
    if content.key is not None:
        yield from read_sealed(folder / content.name, content.key)
        return
    query = ContentRow.select(ContentRow.body).where(ContentRow.hash == content.hash)
    body = store.value(query)
    yield store.unseal(bytes(body)) if body else b""


def trouble(store: Store, content: Content, folder: Path, *, is_quick: bool = False) -> str:
    """Return the problem with a content: "missing", "damaged" or "".

    A quick check only compares existence and length of the file.
    """
    if is_quick:
        if content.key is None:
            return ""
        path = folder / content.name
        if not path.is_file():
            return "missing"
        return "" if path.stat().st_size == length_of(content.size) else "damaged"
    try:
        for _ in pieces(store, content.hash, folder):
            pass
    except ContentMissing:
        return "missing"
    except ContentDamaged:
        return "damaged"
    return ""


def orphans(store: Store) -> list[Path]:
    """Return the files without a row: leftovers of killed processes or full disks."""
    folder = folder_of(store)
    if not folder.is_dir():
        return []
    known = {content.name for content in contents(store)}
    return sorted(path for path in folder.iterdir() if path.name not in known)


def sweep(store: Store, *, is_alone: bool = False) -> list[str]:
    """Delete the files without a row; return their names.

    Under the write lock no other file has a name and no row. A file without a name
    may belong to another window, unless the home is held exclusively.
    """
    if not folder_of(store).is_dir():
        return []
    gone = []
    with store.writing():
        for path in orphans(store):
            is_ours = len(path.name) == NAME_LENGTH or path.suffix == PART
            if is_ours and (is_alone or path.suffix != PART):
                with suppress(OSError):  # read by a virus scanner, perhaps: at the next start
                    removed(path, missing_ok=True)
                    gone.append(path.name)
    return gone


def sweep_alone(store: Store, lock: Lock) -> None:
    """Delete leftovers of killed processes, unless somebody else has the home open.

    ``lock`` is shared before and after.
    """
    if folder_of(store).is_dir():
        with suppress(InUse):
            lock.alone()
            sweep(store, is_alone=True)
            lock.share()


def forget(store: Store, case_id: int) -> None:
    """Delete the rows of an erased case's contents that no other case has; `sweep` deletes files.

    To be called before the case's rows leave the attachment table.
    """
    own = AttachmentRow.select(AttachmentRow.hash).where(AttachmentRow.case_id == case_id)
    for (digest,) in store.rows(own.distinct()):
        others = AttachmentRow.select(AttachmentRow.entry).where(
            AttachmentRow.hash == digest, AttachmentRow.case_id != case_id
        )
        if store.row(others) is None:
            store.run(ContentRow.delete().where(ContentRow.hash == digest))


def waiting(store: Store) -> list[tuple[str, int]]:
    """Return hash and size of the attachments of cases whose content has not arrived yet."""
    query = (
        AttachmentRow.select(AttachmentRow.hash, AttachmentRow.size)
        .join(ContentRow, "LEFT JOIN", on=(ContentRow.hash == AttachmentRow.hash))
        .where(ContentRow.hash.is_null(), AttachmentRow.is_withdrawn == 0)
        .distinct()
    )
    return [(digest, size) for digest, size in store.rows(query.order_by(AttachmentRow.hash))]


def cases_with(store: Store, digest: str) -> list[str]:
    """Return the numbers of the cases that have the attachment with this hash, a few at most."""
    query = (
        AttachmentRow.select(CaseRow.case_no)
        .join(CaseRow, on=(CaseRow.id == AttachmentRow.case_id))
        .where(AttachmentRow.hash == digest, AttachmentRow.is_withdrawn == 0)
        .order_by(CaseRow.case_no)
        .distinct()
    )
    return [case_no for (case_no,) in store.rows(query.limit(NAMED))]
