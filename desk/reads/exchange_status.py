"""The state of exchange: known workstations, packets, acts owed, quarantine."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import peewee as pw

from desk.base.shapes import JsonMapping, JsonObject
from desk.base.words import shown
from desk.reads.closed_to import open_to
from desk.rules.people.rights import Person
from desk.rules.record.chains import Aside, Heads, chain_of, office_of
from desk.rules.record.devices import Device
from desk.rules.record.subjects import PACKET, PEER
from desk.rules.steps.kinds import KINDS
from desk.store import packet_register
from desk.store.db import Store
from desk.store.disk import attachment_store
from desk.store.known_devices import read_devices
from desk.store.record import journal
from desk.store.record.heads import concerns, count_by_kind, forks, gaps, missing_spans, tips
from desk.store.tables import ActRow, CaseRow, PeerRow

LATEST = 50  # packets that a status names

Packets = Sequence[JsonMapping]


def read_status(store: Store, reader: Person | None = None) -> JsonObject:
    """Return the state of exchange as the command line prints it."""
    with store.snapshot():
        own = journal.read_identity(store)
        devices, packets = read_devices(store), packet_register.packets(store)
        told = [_device(devices[name], own.device) for name in devices]
        ours, torn = tips(store), gaps(store)
        for one in told:
            if not one["is_own"]:
                one.update(_between(store, devices[one["device"]], own.device, packets, ours))
                one["owes"] = [gap.seq for gap in torn if gap.device == one["device"]]
        return {
            "device": own.device,
            "epoch": own.epoch,
            "list_version": _list_version(store),
            "devices": told,
            "packets": [_packet(row) for row in packets[:LATEST]],
            "quarantine": packet_register.quarantine(store),
            "aside": _aside(store),
            "gaps": torn,
            "forks": forks(store),
            "conflicts": count_conflicts(store, reader),
            "attachments_waiting": [digest for digest, _ in attachment_store.waiting(store)],
        }


def count_conflicts(store: Store, reader: Person | None = None) -> int:
    """Return how many cases that are not closed to ``reader`` have conflicts."""
    return int(store.value(_conflicts().where(open_to(reader))))


def _conflicts() -> Any:
    return CaseRow.select(pw.fn.count(CaseRow.id)).where(CaseRow.conflicts > 0)


def _list_version(store: Store) -> int:
    """Return how often the list of workstations was changed."""
    listed = ActRow.subject.between("device:", "device;"), ActRow.aside == Aside.COUNTS.value
    return int(store.value(ActRow.select(pw.fn.count(ActRow.id)).where(*listed)))


def _device(device: Device, own: str) -> JsonObject:
    return {
        "device": device.id,
        "name": device.name,
        "role": device.role,
        "is_own": device.id == own,
        "trusted": device.is_trusted and device.revoked is None,
        "revoked": device.revoked is not None,
        "fingerprint": device.fingerprint,
    }


def _between(store: Store, device: Device, own: str, packets: Packets, ours: Heads) -> JsonObject:
    """Return the state of exchange with one other workstation.

    Owed is what a packet would contain: nothing for an untrusted workstation, and for
    another branch nothing of third offices.
    """
    row = store.row(PeerRow.select(PeerRow.number, PeerRow.at).where(PeerRow.device == device.id))
    told = {
        "confirmed": int(row[0] or 0) if row else 0,
        "heard_at": str(row[1]) if row else "",
        "sent": max(
            (p["number"] for p in _sent(packets, own) if device.id in p["peer"].split()), default=0
        ),
        "taken": max((p["number"] for p in _taken(packets, device.id, own)), default=0),
    }
    is_asked = device.is_trusted and device.revoked is None
    return {**told, "owed": _owed(_counts(store, device, own, ours)) if is_asked else 0}


def _counts(store: Store, device: Device, own: str, ours: Heads) -> dict[str, int]:
    office = office_of(own)
    offices = frozenset[str]() if device.sees_all(office) else frozenset((device.office,))
    some = {name: ends for name, ends in ours.items() if concerns(chain_of(name), own, offices)}
    spans = missing_spans(store, packet_register.peer_heads(store, device.id), some)
    return count_by_kind(store, [span for span in spans if concerns(span.chain, own, offices)])


def _sent(packets: Packets, own: str) -> Iterator[JsonMapping]:
    return (p for p in packets if p["way"] == packet_register.SENT and p["device"] == own)


def _taken(packets: Packets, device: str, own: str) -> Iterator[JsonMapping]:
    return (
        p
        for p in packets
        if p["way"] == packet_register.TAKEN and p["device"] == device and p["peer"] == own
    )


_OF_PACKETS = [kind.id for kind in KINDS.values() if kind.about in (PACKET, PEER)]


def _owed(counts: Mapping[str, int]) -> int:
    """Return how many acts are owed, not counting acts about packets themselves."""
    return sum(count for kind, count in counts.items() if kind not in _OF_PACKETS)


def _packet(row: JsonMapping) -> JsonObject:
    kept = ("way", "device", "peer", "number", "digest", "made_at", "at")
    return {**{name: row[name] for name in kept}, **row["facts"]}


def _aside(store: Store) -> dict[str, int]:
    """Return how many acts are set aside, by reason."""
    query = ActRow.select(ActRow.aside, pw.fn.count(ActRow.id)).where(
        ActRow.aside != Aside.COUNTS.value
    )
    rows = store.rows(query.group_by(ActRow.aside))
    return {Aside(aside).name.lower(): count for aside, count in rows}


def reason_of(aside: str) -> str:
    """Return the label of a reason for setting acts aside."""
    return shown(Aside[aside.upper()])
