"""How exchange stands: who is known, what went and came, what each side owes, what waits."""

from collections.abc import Mapping
from typing import Any

import peewee as pw

from desk.base.words import shown
from desk.rules.chains import Aside
from desk.rules.devices import Device
from desk.store import exchange, files, journal
from desk.store.db import Store
from desk.store.devices import read_devices
from desk.store.exchange_tables import PeerRow
from desk.store.heads import count_by_kind, forks, gaps, lacking
from desk.store.tables import ActRow, CaseRow

LATEST = 50  # packets that a status names


def read_status(store: Store) -> dict[str, Any]:
    """Return how exchange stands, as the command line prints it."""
    with store.snapshot():
        own = journal.read_identity(store)
        devices = read_devices(store)
        return {
            "device": own.device,
            "epoch": own.epoch,
            "list_version": _list_version(store),
            "devices": [_device(store, devices[name], own.device) for name in devices],
            "packets": [_packet(row) for row in exchange.packets(store)[:LATEST]],
            "quarantine": exchange.quarantine(store),
            "aside": _aside(store),
            "gaps": [gap._asdict() for gap in gaps(store)],
            "forks": [
                {"device": chain.device, "epoch": chain.epoch, "seq": seq}
                for chain, seq in forks(store)
            ],
            "conflicts": int(store.value(_conflicts())),
            "attachments_waiting": [digest for digest, _ in files.waiting(store)],
        }


def _conflicts() -> Any:
    return CaseRow.select(pw.fn.count(CaseRow.id)).where(CaseRow.conflicts > 0)


def _list_version(store: Store) -> int:
    """Return how often the list of workstations was changed; it only rises."""
    listed = ActRow.subject.between("device:", "device;"), ActRow.aside == Aside.COUNTS.value
    return int(store.value(ActRow.select(pw.fn.count(ActRow.id)).where(*listed)))


def _device(store: Store, device: Device, own: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "device": device.id,
        "name": device.name,
        "role": device.role,
        "is_own": device.id == own,
        "trusted": device.is_trusted and device.revoked is None,
        "revoked": device.revoked is not None,
        "fingerprint": device.fingerprint,
    }
    return told if device.id == own else {**told, **_between(store, device.id, own)}


def _between(store: Store, device: str, own: str) -> dict[str, Any]:
    """Return what lies between this workstation and another one."""
    row = store.row(PeerRow.select(PeerRow.number, PeerRow.at).where(PeerRow.device == device))
    spans = lacking(store, exchange.peer_heads(store, device))
    sent = [p for p in exchange.packets(store) if p["way"] == exchange.SENT]
    to_them = [p["number"] for p in sent if device in p["peer"].split() and p["device"] == own]
    taken = [
        p
        for p in exchange.packets(store)
        if p["way"] == exchange.TAKEN and p["device"] == device and p["peer"] == own
    ]
    return {
        "confirmed": int(row[0] or 0) if row else 0,
        "heard_at": str(row[1]) if row else "",
        "sent": max(to_them, default=0),
        "taken": max((p["number"] for p in taken), default=0),
        "owed": _owed(count_by_kind(store, spans)),
    }


def _owed(counts: Mapping[str, int]) -> int:
    """Return how many acts are owed; that packets went and came is no news of its own."""
    return sum(count for kind, count in counts.items() if not kind.startswith("packet."))


def _packet(row: Mapping[str, Any]) -> dict[str, Any]:
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
    """Return why acts are set aside, as people read it."""
    return shown(Aside[aside.upper()])
