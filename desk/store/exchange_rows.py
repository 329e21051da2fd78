"""Rows of workstations, of packets, and of what other workstations hold."""

import json
from collections.abc import Mapping
from typing import Any, Final

from desk.rules.record import subjects
from desk.store.tables import DeviceRow, PacketRow, PeerRow

DEVICE: Final = subjects.DEVICE
PACKET: Final = subjects.PACKET
PEER: Final = subjects.PEER
TABLES: Final = {
    prefix: (table, tuple(table._meta.fields))  # noqa: SLF001 - peewee's public list
    for prefix, table in ((DEVICE, DeviceRow), (PACKET, PacketRow), (PEER, PeerRow))
}


def row_of(subject: str, facts: Mapping[str, Any]) -> tuple[str, list[tuple[Any, ...]]]:
    """Return the kind of ``subject``, and its row; unstated values are ""."""
    kind = subject.partition(":")[0] + ":"
    values: list[Any] = [subject.removeprefix(kind)]
    for name in TABLES[kind][1][1:]:
        value = facts.get(name, "")
        is_many = isinstance(value, dict)
        values.append(json.dumps(value, ensure_ascii=False, sort_keys=True) if is_many else value)
    return kind, [tuple(values)]
