"""What an opened packet says: its envelope, its pages; and whether it was written well."""

import hashlib
from pathlib import Path

from desk.base.errors import Refusal
from desk.base.files import CannotWrite
from desk.base.words import say
from desk.exchange import act_pages
from desk.exchange.sealed import Packet, open_packet
from desk.rules.record.envelopes import Envelope
from desk.rules.record.packet_refusals import PacketDamaged
from desk.store.record.heads import heads_of
from desk.store.record.merge_acts import Row


def envelope_of(packet: Packet) -> Envelope:
    """Return what ``packet`` says of itself.

    Raises:
        PacketDamaged: It says something else.
    """
    header = packet.header
    try:
        heads = heads_of(header["heads"])
        counts = {str(kind): int(count) for kind, count in header["counts"].items()}
        told = header.get("unconfirmed", {}).items()
        unconfirmed = {str(key): tuple(map(int, numbers)) for key, numbers in told}
    except (AttributeError, TypeError, ValueError) as error:
        raise PacketDamaged(name=packet.path.name) from error
    return Envelope(
        sender=packet.sender,
        epoch=header["epoch"],
        number=packet.number,
        key=header["key"],
        digest=packet.digest,
        heads=heads,
        counts=counts,
        schema=header["min_schema"],
        made_at=header["made_at"],
        unconfirmed=unconfirmed,
    )


def digest_of(page: bytes) -> str:
    """Return by what a page is known again: BLAKE2b-256 of its bytes, hex."""
    return hashlib.blake2b(page, digest_size=32).hexdigest()


def unpacked(packet: Packet, content: bytes) -> list[Row]:
    """Return the acts of one page of ``packet``.

    Raises:
        PacketDamaged: It is no page.
    """
    try:
        return list(act_pages.unpack(content))
    except Exception as error:
        raise PacketDamaged(name=packet.path.name) from error


def read_back(draft: Path) -> Packet:
    """Return the packet as it came to lie on the stick; a stick that lies is found out here."""
    try:
        return open_packet(draft)
    except Refusal as refusal:
        raise CannotWrite(name=draft.name, reason=say(refusal.text, **refusal.values)) from refusal
