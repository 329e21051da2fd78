"""Reading an opened packet: its envelope and pages; verifying one just written."""

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
    """Return the envelope of ``packet``.

    Raises:
        PacketDamaged: The header is malformed.
    """
    header = packet.header
    try:
        heads = heads_of(header["heads"])
        counts = {str(kind): int(count) for kind, count in header["counts"].items()}
        told = header.get("unconfirmed", {}).items()
        unconfirmed = {str(key): tuple(map(int, numbers)) for key, numbers in told}
        rules = {str(key): str(version) for key, version in header.get("rules", {}).items()}
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
        rules=rules,
    )


def digest_of(page: bytes) -> str:
    """Return the BLAKE2b-256 of a page's bytes, hex, by which known pages are skipped."""
    return hashlib.blake2b(page, digest_size=32).hexdigest()


def unpacked(packet: Packet, content: bytes) -> list[Row]:
    """Return the acts of one page of ``packet``.

    Raises:
        PacketDamaged: It is not a valid page.
    """
    try:
        return list(act_pages.unpack(content))
    except Exception as error:
        raise PacketDamaged(name=packet.path.name) from error


def read_back(draft: Path) -> Packet:
    """Re-read and verify the file just written, to catch faulty media."""
    try:
        return open_packet(draft)
    except Refusal as refusal:
        raise CannotWrite(name=draft.name, reason=say(refusal.text, **refusal.values)) from refusal
