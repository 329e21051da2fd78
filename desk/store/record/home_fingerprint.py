"""The fingerprint of a home's location: copying, moving or restoring it starts a new epoch.

Two copies writing in one epoch would give two acts one number; a new
epoch costs nothing (reliability.md 4.2, rule 6).
"""

import hashlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.journal import HOME, Identity
from desk.store.tables import HomeRow

EPOCH_BYTES: Final = 8
MACHINE: Final = Path("/etc/machine-id")


def fingerprint_of(database: Path) -> str:
    """Return the SHA-256 of machine id, path and inode of the file ``database``."""
    where = database.resolve()
    return _sum(where, str(where.stat().st_ino))


def place_of(folder: Path) -> str:
    """Return the SHA-256 of machine id and path of ``folder``: the same for whatever lies there."""
    return _sum(folder.resolve())


def _sum(where: Path, *more: str) -> str:
    machine = MACHINE.read_text(encoding="utf-8") if MACHINE.is_file() else ""
    told = (socket.gethostname(), machine, str(where), *more)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def settle_in(store: Store, place: str, entropy: Callable[[int], bytes]) -> None:
    """Start a new epoch when the fingerprint differs from that of the last opening."""
    before = store.value(HomeRow.select(HomeRow.place).where(HomeRow.id == HOME))
    if before == place:
        return
    with store.writing():
        before = store.value(HomeRow.select(HomeRow.place).where(HomeRow.id == HOME))
        if before == place:  # another process was faster: one epoch is enough
            return
        if before:
            own = journal.read_identity(store)
            fresh = Identity(own.device, own.letter, entropy(EPOCH_BYTES).hex())
            journal.write_identity(store, fresh)
        store.run(HomeRow.update(place=place).where(HomeRow.id == HOME))
