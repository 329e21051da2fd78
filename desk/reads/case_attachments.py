"""The attachments of a case, and whether their content is here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desk.base.shapes import Facts
from desk.base.words import label_all, mark
from desk.rules.case.attachments import attachments
from desk.store.db import Store
from desk.store.disk import attachment_store
from desk.store.disk.attachment_store import content_of, folder_of, trouble


def attached_content(store: Store, digest: str) -> bytes:
    """Return the whole content with this hash; only for content known to be small.

    Raises:
        ContentNotHere, ContentMissing, ContentDamaged: The content is missing or damaged here.
    """
    return b"".join(attachment_store.pieces(store, digest))


class Where(StrEnum):
    """Where the content of an attachment is."""

    HERE = "here"
    WAITING = "waiting"  # its act came by packet, its content did not
    MISSING = "missing"
    DAMAGED = "damaged"


label_all(
    {
        Where.HERE: mark("here"),
        Where.WAITING: mark("waiting for a packet"),
        Where.MISSING: mark("missing"),
        Where.DAMAGED: mark("damaged"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment of a case.

    Attributes:
        id: Of its entry.
        case_no: Of the case that it was attached to.
        hash: SHA-256 of its content, hex.
        size: In bytes.
        name: Of the file that was attached.
        type: Media type by its content.
        what: Code of the kind of material.
        at: When it was attached, as stored.
        by: Login of who attached it.
        withdrawn_at: When it was withdrawn, or "".
        withdrawn_by: By whom, or "".
        withdrawn_why: Why, or "".
        where: Whether its content is here, without reading it.
    """

    id: str
    case_no: str
    hash: str
    size: int
    name: str
    type: str
    what: str
    at: str
    by: str
    withdrawn_at: str
    withdrawn_by: str
    withdrawn_why: str
    where: Where


def case_attachments(store: Store, facts: Facts) -> list[Attachment]:
    """Return the attachments of the case with ``facts``, oldest first, withdrawn ones too.

    File names are as in ``facts``: masked if those are.
    """
    return [_attachment(store, facts["case_no"], entry) for entry in attachments(facts)]


def _attachment(store: Store, case_no: str, entry: Facts) -> Attachment:
    return Attachment(
        case_no=case_no,
        size=int(entry["size"]),
        where=where_is(store, entry["hash"]),
        **{name: str(entry.get(name) or "") for name in _TOLD},
    )


_TOLD: Final = (
    *("id", "hash", "name", "type", "what", "at", "by"),
    *("withdrawn_at", "withdrawn_by", "withdrawn_why"),
)


def where_is(store: Store, digest: str) -> Where:
    """Return whether the content with this hash is here, without reading it."""
    content = content_of(store, digest)
    if content is None:
        return Where.WAITING
    return Where(trouble(store, content, folder_of(store), is_quick=True) or Where.HERE)
