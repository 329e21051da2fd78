"""Attachments in packets: choosing which go along, and importing received ones."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from desk.base.shapes import JsonMapping, JsonObject
from desk.exchange.sealed import ATTACHMENT, PacketWriter
from desk.rules.case.attachments import attached_in
from desk.rules.record.packet_refusals import AttachmentDiffers, PacketDamaged
from desk.rules.steps import kinds
from desk.store import exchange_rows
from desk.store.db import Store
from desk.store.disk import attachment_store
from desk.store.disk.attachment_store import Arrived, HeldBack
from desk.store.disk.staging import Intake, Staged
from desk.store.record import journal
from desk.store.record.heads import Span, acts_in, readable
from desk.store.record.journal import ACT_COLUMNS
from desk.store.tables import AttachmentRow

MOST_LISTED: Final = 5_000  # in a header or a receipt; the others come with the next one
HASH_BYTES: Final = 32
HELD_NAMED: Final = 20  # attachments held back that a report names
WANTS: Final = "wants"  # among what is known of another workstation: hashes it waits for
_PAGE: Final = 1_000
_KIND: Final = ACT_COLUMNS.index("kind") - 1
_TELLING: Final = (kinds.ATTACHED.id, kinds.BROUGHT_BACK.id)


class Item(NamedTuple):
    """An attachment in a packet's header.

    Attributes:
        hash: SHA-256, hex.
        size: In bytes.
        sent: Its content is in this packet; else it is owed.
    """

    hash: str
    size: int
    sent: bool

    @property
    def told(self) -> JsonObject:
        """Return the header's JSON entry for it."""
        return self._asdict()


def items(
    store: Store,
    spans: Sequence[Span],
    offices: frozenset[str],
    devices: Sequence[str],
    most_bytes: int,
) -> tuple[Item, ...]:
    """Return the attachments named by the acts in ``spans`` and those that peers wait for.

    Args:
        store: Where they are.
        spans: Of the acts that go along.
        offices: Addressees that may read their own cases only.
        devices: The addressees.
        most_bytes: Limit of their size together; what does not fit is owed.
    """
    wanted = dict.fromkeys([*_asked_for(store, devices), *_named(store, spans, offices)])
    found, room = [], most_bytes
    for digest in list(wanted):
        size = _standing(store, digest)
        if size is None:
            continue
        is_sent = size <= room and _is_whole(store, digest)
        room -= size if is_sent else 0
        found.append(Item(digest, size, is_sent))
    return tuple(found[:MOST_LISTED])


def _asked_for(store: Store, devices: Sequence[str]) -> Iterator[str]:
    for device in devices:
        facts = journal.folded(store, exchange_rows.PEER + device).facts
        yield from facts.get(WANTS) or ()


def _named(store: Store, spans: Sequence[Span], offices: frozenset[str]) -> Iterator[str]:
    for rows in readable(store, acts_in(store, spans, _PAGE, _TELLING), offices):
        for row in rows:
            if row[-1] is not None:
                yield from attached_in(json.loads(row[-1]))


def _standing(store: Store, digest: str) -> int | None:
    """Return the size of an attachment that belongs to a case here, or None."""
    query = AttachmentRow.select(AttachmentRow.size).where(
        AttachmentRow.hash == digest, AttachmentRow.is_withdrawn == 0
    )
    size: int | None = store.value(query.limit(1))
    return size


def _is_here(store: Store, digest: str) -> bool:
    return attachment_store.content_of(store, digest) is not None


def _is_whole(store: Store, digest: str) -> bool:
    content = attachment_store.content_of(store, digest)
    return content is not None and not attachment_store.trouble(
        store, content, attachment_store.folder_of(store)
    )


def write_items(store: Store, writer: PacketWriter, several: Sequence[Item]) -> None:
    """Write the content of the attachments to send, in pieces.

    Raises:
        ContentDamaged, ContentMissing: An attachment changed or vanished while it was written.
    """
    for item in several:
        if item.sent:
            for piece in attachment_store.pieces(store, item.hash):
                writer.write(ATTACHMENT, bytes.fromhex(item.hash) + piece)


def items_in(header: JsonMapping, name: str) -> tuple[Item, ...]:
    """Return the attachments announced in a packet's header.

    Raises:
        PacketDamaged: The header is malformed.
    """
    try:
        found = [Item(one["hash"], int(one["size"]), one["sent"]) for one in header["attachments"]]
        is_told = all(len(bytes.fromhex(one.hash)) == HASH_BYTES for one in found)
    except (KeyError, TypeError, ValueError) as error:
        raise PacketDamaged(name=name) from error
    if not is_told or any(one.size < 0 for one in found):
        raise PacketDamaged(name=name)
    return tuple(found)


@dataclass(kw_only=True)
class Arrivals:
    """Received attachments: staged, compared with the header, kept or discarded with the packet.

    Attributes:
        sender: Whose packet.
        number: Its number.
        home: Folder of the home.
        items: What its header announces.
        is_dry: Simulation: nothing is written.
    """

    sender: str
    number: int
    home: Path
    items: tuple[Item, ...]
    is_dry: bool = False
    _staged: dict[str, Staged] = field(default_factory=dict)
    _now: str = ""
    _intake: Intake | None = None

    def take(self, record: bytes) -> None:
        """Stage the next piece of an attachment.

        Raises:
            AttachmentDiffers: The content is not what the header announces.
            DiskTrouble: Writing failed (disk full, read-only or damaged).
        """
        digest, piece = record[:HASH_BYTES].hex(), record[HASH_BYTES:]
        if self.is_dry:
            return
        if digest != self._now:
            self.close()
            self._now, self._intake = digest, Intake(self.home)
        if self._intake is not None:
            self._intake.take(piece)
            self._need(self._intake.size <= self._announced().get(digest, -1))

    def close(self) -> None:
        """Finish the attachment being staged.

        Raises:
            AttachmentDiffers: The content is not what the header announces.
        """
        if self._intake is not None:
            staged = self._intake.end()
            self._staged[self._now] = staged
            self._need(staged.content.hash == self._now)
            self._need(staged.content.size == self._announced().get(self._now))
        self._now, self._intake = "", None

    def keep(self, store: Store) -> int:
        """Keep the attachments of cases here, within the transaction; return how many.

        Raises:
            AttachmentDiffers: An announced attachment is missing.
        """
        if self.is_dry:
            return sum(one.sent for one in self.items)
        self.close()
        self._need(self._announced().keys() == self._staged.keys())
        for digest, staged in self._staged.items():
            if _standing(store, digest) is not None:
                attachment_store.keep(store, staged)
            else:
                staged.discard()
        return len(self._staged)

    def told(self, store: Store) -> Arrived:
        """Return the bytes received, and the missing attachments held back, with their cases."""
        held = [one for one in self.items if not one.sent and not _is_here(store, one.hash)]
        cases_with = partial(attachment_store.cases_with, store)
        return Arrived(
            size=sum(one.size for one in self.items if one.sent),
            held=len(held),
            held_bytes=sum(one.size for one in held),
            held_back=[
                HeldBack(hash=one.hash, size=one.size, cases=cases_with(one.hash))
                for one in held[:HELD_NAMED]
            ],
        )

    def discard(self, store: Store) -> None:
        """Delete everything staged: the packet was not imported."""
        if self._intake is not None:
            self._intake.discard()
        for staged in self._staged.values():
            with suppress(OSError):
                attachment_store.give_up(store, staged)

    def _announced(self) -> dict[str, int]:
        return {one.hash: one.size for one in self.items if one.sent}

    def _need(self, holds: bool) -> None:  # noqa: FBT001 - reads like a sentence
        if not holds:
            raise AttachmentDiffers(number=self.number, sender=self.sender)


def waiting_here(store: Store) -> list[str]:
    """Return the hashes of attachments of cases here whose content has not arrived yet."""
    return [digest for digest, _ in attachment_store.waiting(store)][:MOST_LISTED]


def wants_in(told: JsonMapping) -> tuple[str, ...]:
    """Return the attachment hashes that a receipt asks for; older programs ask for none."""
    found = told.get("waiting", ())
    is_list = isinstance(found, list)
    return tuple(one for one in found if isinstance(one, str))[:MOST_LISTED] if is_list else ()
