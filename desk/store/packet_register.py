"""The register of packets: imported, sent, heads of peers, quarantine."""

import json
from typing import Any, Final

import peewee as pw

from desk.rules.record.chains import Heads
from desk.store.db import Store
from desk.store.record.heads import heads_of
from desk.store.tables import PacketRow, PeerRow, QuarantineRow

TAKEN: Final = "taken"
SENT: Final = "sent"
NEW_EPOCH_BYTES: Final = 8
MOST_UNCONFIRMED: Final = 100  # numbers for each addressee in a header
QUARANTINE_COLUMNS: Final = tuple(QuarantineRow._meta.fields)  # noqa: SLF001 - peewee's list
PACKET_COLUMNS: Final = tuple(PacketRow._meta.fields)  # noqa: SLF001 - peewee's list


def taken_before(
    store: Store, sender: str, digest: str, place: tuple[str, int] | None = None
) -> str:
    """Return when the packet with ``digest``, or epoch and number, was imported here, or ""."""
    is_it = PacketRow.digest == digest
    if place is not None:
        is_it = (PacketRow.epoch == place[0]) & (PacketRow.number == place[1])
    query = PacketRow.select(PacketRow.at).where(
        PacketRow.way == TAKEN, PacketRow.device == sender, is_it
    )
    return str(store.value(query.limit(1)) or "")


def sent_before(store: Store, own: str, digest: str) -> bool:
    """Say whether the packet with ``digest`` was made by this workstation, called ``own``."""
    query = PacketRow.select(PacketRow.id).where(
        PacketRow.way == SENT, PacketRow.device == own, PacketRow.digest == digest
    )
    return store.row(query) is not None


def last_taken(store: Store, sender: str, epoch: str) -> int:
    """Return the highest number of a packet of ``sender`` imported here, or 0."""
    query = PacketRow.select(pw.fn.max(PacketRow.number)).where(
        PacketRow.way == TAKEN, PacketRow.device == sender, PacketRow.epoch == epoch
    )
    return int(store.value(query) or 0)


def last_sent(store: Store, device: str) -> tuple[int, str]:
    """Return number and digest of the last packet of ``device``; (0, "") when there is none."""
    query = PacketRow.select(PacketRow.number, PacketRow.digest).where(
        PacketRow.way == SENT, PacketRow.device == device
    )
    found = store.row(query.order_by(PacketRow.number.desc(), PacketRow.at.desc()).limit(1))
    return (int(found[0]), str(found[1])) if found else (0, "")


def unconfirmed(store: Store, own: str, epoch: str, peer: str) -> list[int]:
    """Return the numbers of packets of ``own`` to ``peer`` in ``epoch`` that it did not confirm.

    The latest `MOST_UNCONFIRMED`, in order.
    """
    confirmed = store.value(PeerRow.select(PeerRow.number).where(PeerRow.device == peer)) or 0
    query = PacketRow.select(PacketRow.number, PacketRow.peer).where(
        PacketRow.way == SENT,
        PacketRow.device == own,
        PacketRow.epoch == epoch,
        PacketRow.number > confirmed,
    )
    found = sorted(number for number, to in store.rows(query) if peer in to.split())
    return found[-MOST_UNCONFIRMED:]


def peer_heads(store: Store, device: str) -> Heads:
    """Return the known heads of ``device``."""
    found = store.value(PeerRow.select(PeerRow.heads).where(PeerRow.device == device))
    return heads_of(json.loads(found)) if found else {}


def packets(store: Store) -> list[dict[str, Any]]:
    """Return the packets sent and taken, newest first."""
    columns = [getattr(PacketRow, name) for name in PACKET_COLUMNS]
    rows = store.rows(PacketRow.select(*columns).order_by(PacketRow.at.desc(), PacketRow.number))
    found = [dict(zip(PACKET_COLUMNS, row, strict=True)) for row in rows]
    return [{**row, "facts": json.loads(row["facts"])} for row in found]


def quarantine(store: Store) -> list[dict[str, Any]]:
    """Return what is in quarantine, oldest first; ``told`` are the values of its refusal."""
    columns = [getattr(QuarantineRow, name) for name in QUARANTINE_COLUMNS]
    rows = store.rows(QuarantineRow.select(*columns).order_by(QuarantineRow.at))
    found = (dict(zip(QUARANTINE_COLUMNS, row, strict=True)) for row in rows)
    return [{**row, "told": json.loads(row["told"])} for row in found]


def keep_apart(store: Store, row: tuple[Any, ...]) -> None:
    """Record a packet in quarantine; values in the order of ``QUARANTINE_COLUMNS``."""
    store.put(QuarantineRow, QUARANTINE_COLUMNS, [row])


def let_go(store: Store, digest: str) -> None:
    """Delete a packet's quarantine row, after its import."""
    store.run(QuarantineRow.delete().where(QuarantineRow.digest == digest))
