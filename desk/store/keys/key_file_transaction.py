"""Changing key file and journal together: both or neither, even if killed.

The new key file is pending beside the old one until the acts about it are in the
journal; then it replaces it. Whoever finds a pending one checks
for those acts while holding the write lock: so nobody is just
about to write them, and no two people change the key file at once.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from desk.base.files import sync_folder
from desk.base.side_files import set_aside
from desk.base.system import removed, replaced
from desk.rules.steps.kinds import RECOVERY_KEY
from desk.store.db import Store
from desk.store.keys.roots import Keys
from desk.store.keys.vault import Entropy, KeyFileDamaged, Vault, WrongPassword
from desk.store.tables import PersonRow, SettingRow
from desk.store.troubles import Busy, DiskTrouble

WAITING: Final = "keys.next.json"


def is_waiting(path: Path) -> bool:
    """Say whether there is a pending key file for ``path``."""
    return path.with_name(WAITING).exists()


def waiting(path: Path, entropy: Entropy) -> Vault | None:
    """Return the pending key file for ``path``; None when there is none, or a damaged one.

    It is written whole: a damaged one was never in force. If the record has its acts already,
    those persons are told at the next sign-in that the record knows another key of theirs.
    """
    try:
        return Vault.read(path.with_name(WAITING), entropy) if is_waiting(path) else None
    except KeyFileDamaged:
        return None


def opened(vault: Vault, login: str, password: str, entropy: Entropy) -> Keys:
    """Return the keys of ``login`` from the key file or the pending one.

    Raises:
        WrongPassword: It opens neither.
        KeyFileDamaged: The slot was altered.
    """
    try:
        return vault.open(login, password)
    except WrongPassword:
        new = waiting(vault.path, entropy)
        if new is None:
            raise
        return new.open(login, password)


@contextmanager
def together(path: Path, store: Store, entropy: Entropy) -> Iterator[Vault]:
    """Provide the key file at ``path`` for changes together with the block's acts.

    Raises:
        CannotWrite, DiskTrouble: Writing failed (disk full, read-only, in use).
        Busy: Another process kept the write lock.
    """
    try:
        with store.writing():
            _settle(path, store, entropy)
            vault = Vault.read(path, entropy)
            yield vault
            vault.save(path.with_name(WAITING))
    finally:
        with suppress(Busy, DiskTrouble):  # the next who opens the home does it then
            settle(path, store, entropy)


def settle(path: Path, store: Store, entropy: Entropy) -> None:
    """Activate a pending key file if its acts are in the journal; else delete it."""
    if is_waiting(path):
        with store.writing():
            _settle(path, store, entropy)


def _settle(path: Path, store: Store, entropy: Entropy) -> None:
    new = waiting(path, entropy)
    if new is None:
        set_aside(path.with_name(WAITING))
    elif _is_on_record(new, Vault.read(path, entropy), store):
        replaced(new.path, path)
    else:
        removed(new.path)
    sync_folder(path.parent)


def _is_on_record(new: Vault, old: Vault, store: Store) -> bool:
    """Say whether the journal has the keys in which ``new`` differs from ``old``."""
    people = store.rows(PersonRow.select(PersonRow.login, PersonRow.active, PersonRow.verify_key))
    known = {login: key for login, active, key in people if active}
    before, after = old.verify_keys, new.verify_keys
    changed = [n for n in before.keys() | after.keys() if before.get(n) != after.get(n)]
    is_told = all(known.get(login) == after.get(login) for login in changed)
    if new.recovery_key != old.recovery_key:
        told = store.value(SettingRow.select(SettingRow.value).where(SettingRow.id == RECOVERY_KEY))
        is_told = is_told and told == json.dumps(new.recovery_key)
    return is_told and new.generation == old.generation
