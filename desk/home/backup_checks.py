"""Backups judged by what they would be needed for: on another PC, with nothing but their own parts.

A backup is its database, the key file of that moment and the attachments that it names. The key
file of the home opens it too, and says nothing of what happens when the home is gone.
"""

import os
from collections.abc import Iterator
from typing import Final

from desk.base.errors import Trouble
from desk.home.opening import SignedIn
from desk.home.record_end import WENT_BACK, end_findings
from desk.reads.audit_log import audit_lines
from desk.reads.verify import Finding
from desk.rules.steps import kinds
from desk.store.db import Store, damages, open_file
from desk.store.disk import attachment_store, backup, file_copies
from desk.store.disk.backup import Backup
from desk.store.disk.staging import FOLDER
from desk.store.keys.roots import derived
from desk.store.keys.vault import Vault
from desk.store.record import journal

OLD_DAYS: Final = 7
BACKUP: Final = "backup"
BACKUP_KEYS: Final = "backup keys"
BACKUP_FILES: Final = "backup files"


def backup_findings(signed: SignedIn) -> list[Finding]:
    """Return what is wrong with the key files of all backups, and with all of the newest."""
    found = backup.backups(signed.home.folder / backup.FOLDER)
    if not found:
        return [Finding(BACKUP, "none")]
    newest, now = found[0], signed.office.clock.now()
    problems = key_findings_of(signed, found)
    if (now - newest.at).days >= OLD_DAYS:
        problems.append(Finding(BACKUP, f"{newest.path.name}: {(now - newest.at).days} d"))
    root = signed.home.vault().past_roots(signed.keys.root).get(newest.generation)
    if root is None:
        return [*problems, Finding(BACKUP, f"{newest.path.name} does not open")]
    return problems + list(_inside(signed, newest, derived(root, "store")))


def key_findings_of(signed: SignedIn, found: list[Backup]) -> list[Finding]:
    """Return which of the backups ``found``, newest first, would not open on another PC.

    An older one opens with the key file of any other of the same root.
    """
    vault = signed.home.vault()
    roots = vault.past_roots(signed.keys.root)
    good = [one for one in found if _has_keys(one, vault.home, roots.get(one.generation))]
    opened = {one.generation for one in good}
    return [
        Finding(BACKUP_KEYS, one.keys.name)
        for one in found
        if one not in good and (one == found[0] or one.generation not in opened)
    ]


def _has_keys(one: Backup, home: str, root: bytes | None) -> bool:
    try:
        own = Vault.read(one.keys, os.urandom)
    except Trouble:
        return False
    is_its_own = (own.home, own.generation) == (home, one.generation)
    return is_its_own and (root is None or own.is_sealed(root))


def _inside(signed: SignedIn, newest: Backup, key: bytes) -> Iterator[Finding]:
    """Yield problems of a backup's content, and acts that it has and the home lacks.

    A database file that was put back by hand lacks acts that its own backup
    has; a proper restore is recorded as such. What the witness names is not told twice.
    """
    try:
        copy = open_file(newest.path, key)
    except Trouble:
        yield Finding(BACKUP, f"{newest.path.name} does not open")
        return
    try:
        if damages(copy):
            yield Finding(BACKUP, f"{newest.path.name} does not open")
            return
        yield from attachment_findings_of(copy, newest)
        if _was_restored(signed, newest) or end_findings(signed.office.store):
            return
        if lost := _lost(signed, copy):
            yield Finding(WENT_BACK, f"{lost} acts of {newest.path.name}")
    finally:
        copy.close()


def attachment_findings_of(copy: Store, one: Backup) -> Iterator[Finding]:
    """Yield what the backup ``one``, opened as ``copy``, lacks beside it; reads every copy."""
    wanted = file_copies.wanted(copy)
    named = set(file_copies.names_of(one.path))
    if not {content.name for content in wanted} <= named:  # its copies would be thinned out
        yield Finding(BACKUP_FILES, file_copies.list_of(one.path).name)
    beside = one.path.parent / FOLDER
    bad = sum(bool(attachment_store.trouble(copy, content, beside)) for content in wanted)
    if bad:
        yield Finding(BACKUP_FILES, f"{one.path.name}: {bad}")


def _was_restored(signed: SignedIn, newest: Backup) -> bool:
    told = audit_lines(signed.office.store, kinds.HOME_RESTORED.id)
    return any(line.at >= newest.at for line in told)


def _lost(signed: SignedIn, copy: Store) -> int:
    """Return how many acts at the ends of chains the copy has and the home lacks."""
    here = journal.chain_ends(signed.office.store)
    return sum(
        max(0, last - here.get(chain, 0)) for chain, last in journal.chain_ends(copy).items()
    )
