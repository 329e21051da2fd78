"""The way out of damage: which backup is the newest that would do, found without any password."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk.base.words import mark, say
from desk.store.disk import backup
from desk.store.keys.vault import KeyFileDamaged, NoHome, Vault


@dataclass(frozen=True, slots=True)
class WayOut:
    """The newest backup that has all its parts.

    Attributes:
        path: Its database.
        at: When it was made; what was entered later is in the damaged database only.
    """

    path: Path
    at: datetime

    def __str__(self) -> str:
        """Return what is safe and the one thing to do."""
        text = mark(
            "Safe is everything up to the backup of {at}: {path}. "
            "Restore it on the sign-in page, or with “restore” and that path."
        )
        return say(text, at=self.at, path=self.path)


def has_backups(folder: Path) -> bool:
    """Say whether there is a backup in the home in ``folder``, of whatever worth."""
    return bool(backup.backups(folder / backup.FOLDER))


def way_out(folder: Path) -> WayOut | None:
    """Return the newest backup of the home in ``folder`` whose own parts are all there, or None.

    Its pages are looked at by whoever has the key: when it is restored, and by the doctor.
    """
    for one in backup.backups(folder / backup.FOLDER):
        try:
            Vault.read(one.keys, os.urandom)
        except (KeyFileDamaged, NoHome):
            continue
        if one.path.stat().st_size:
            return WayOut(one.path, one.at)
    return None
