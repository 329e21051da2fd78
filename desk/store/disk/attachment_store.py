"""The content of attachments: small in the database, large beside it, each once.

A large file has a random key of its own, kept in the (encrypted) database and
nowhere else, and is called by a keyed hash of its content: nothing beside the
database tells what it holds, a changed root key needs no file to be written
anew, and a deleted row shreds the file for good (docs/decisions/0007).

A file gets its name only while the write lock is held, and before the
transaction that knows it ends: whatever has a name and no row then is an orphan.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol

from desk.base.errors import Refusal
from desk.base.files import sync_folder
from desk.base.words import mark
from desk.store.db import DiskTrouble, Store
from desk.store.disk.lock import InUse, Lock
from desk.store.disk.sealed_file import length_of, read_sealed
from desk.store.disk.staging import FOLDER, PART, Content, Staged
from desk.store.tables import AttachmentRow, CaseRow, ContentRow

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


class Arriving(Protocol):
    """The attachments of a packet on their way in."""

    def keep(self, store: Store) -> int:
        """Keep those that cases here have; return how many came."""
        ...

    def told(self, store: Store) -> dict[str, Any]:
        """Return how much comes, and what is held back."""
        ...

    def discard(self, store: Store) -> None:
        """Leave nothing of them."""
        ...


def folder_of(store: Store) -> Path:
    """Return where the files beside the database of ``store`` lie."""
    return store.folder / FOLDER


def keep(store: Store, staged: Staged) -> None:
    """Keep what was staged, inside a write transaction.

    Known content is kept as it is, unless it is missing or damaged. Whoever began
    the transaction calls `give_up` when it fails.

    Raises:
        DiskTrouble: The disk says no.
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
            staged.part.replace(staged.part.with_name(content.name))
            sync_folder(staged.part.parent)
        except OSError as error:
            raise DiskTrouble(reason=error.strerror or str(error)) from error
    key, body = (part if part is None else store.seal(part) for part in (content.key, staged.body))
    row = (content.hash, content.size, content.alg, content.name, key, body)
    store.insert(ContentRow, COLUMNS, [row])


def give_up(store: Store, staged: Staged) -> None:
    """Take away what was staged: its transaction failed, so no row knows it."""
    staged.discard()
    if staged.part is not None and content_of(store, staged.content.hash) is None:
        with suppress(OSError):
            staged.part.with_name(staged.content.name).unlink(missing_ok=True)


def content_of(store: Store, digest: str) -> Content | None:
    """Return how the content with this hash is kept, or None when it is not here."""
    columns = [getattr(ContentRow, name) for name in COLUMNS[:-1]]
    row = store.row(ContentRow.select(*columns).where(ContentRow.hash == digest))
    return _content(store, row) if row else None


def contents(store: Store) -> list[Content]:
    """Return how everything is kept, in the order of hashes."""
    columns = [getattr(ContentRow, name) for name in COLUMNS[:-1]]
    return [
        _content(store, row)
        for row in store.rows(ContentRow.select(*columns).order_by(ContentRow.hash))
    ]


def _content(store: Store, row: Sequence[Any]) -> Content:
    digest, size, alg, name, key = row
    return Content(digest, size, alg, name, None if key is None else store.unseal(bytes(key)))


def pieces(store: Store, digest: str, folder: Path | None = None) -> Iterator[bytes]:
    """Yield the content with this hash piece by piece.

    Whoever uses it before the end must not trust it before the end.

    Args:
        store: Where its row is.
        digest: Which.
        folder: Where its file lies, unless beside the database.

    Raises:
        ContentNotHere: It never came.
        ContentMissing: Its file is gone.
        ContentDamaged: It is not what was attached.
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
    """Return what is wrong with a content: "missing", "damaged" or "".

    A quick look reads nothing: it asks whether the file is there, in its length.
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
    """Return the files that no row knows: what a kill or a full disk has left."""
    folder = folder_of(store)
    if not folder.is_dir():
        return []
    known = {content.name for content in contents(store)}
    return sorted(path for path in folder.iterdir() if path.name not in known)


def sweep(store: Store, *, is_alone: bool = False) -> list[str]:
    """Take away the files that no row knows; return their names.

    Under the write lock nothing else has a name and no row. What has no name yet
    may belong to another window, unless nobody else has the home open.
    """
    if not folder_of(store).is_dir():
        return []
    gone = []
    with store.writing():
        for path in orphans(store):
            is_ours = len(path.name) == NAME_LENGTH or path.suffix == PART
            if is_ours and (is_alone or path.suffix != PART):
                with suppress(OSError):  # read by a virus scanner, perhaps: at the next start
                    path.unlink(missing_ok=True)
                    gone.append(path.name)
    return gone


def sweep_alone(store: Store, lock: Lock) -> None:
    """Take away what a kill has left, unless somebody else has the home open and may be attaching.

    ``lock`` is shared before and after.
    """
    if folder_of(store).is_dir():
        with suppress(InUse):
            lock.alone()
            sweep(store, is_alone=True)
            lock.share()


def forget(store: Store, case_id: int) -> None:
    """Shred the content that an erased case had and no other has; `sweep` takes the files away.

    Called before the table of attachments forgets the case.
    """
    own = AttachmentRow.select(AttachmentRow.hash).where(AttachmentRow.case_id == case_id)
    for (digest,) in store.rows(own.distinct()):
        others = AttachmentRow.select(AttachmentRow.entry).where(
            AttachmentRow.hash == digest, AttachmentRow.case_id != case_id
        )
        if store.row(others) is None:
            store.run(ContentRow.delete().where(ContentRow.hash == digest))


def waiting(store: Store) -> list[tuple[str, int]]:
    """Return hash and size of what cases have by their acts and what has not come yet."""
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
