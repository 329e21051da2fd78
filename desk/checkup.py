"""The doctor: everything that can be wrong with a home, looked at in one go."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from desk.reads.office_facts import keys_here, verify_keys
from desk.reads.verify import Finding, verify
from desk.rules.people import Right
from desk.startup import SignedIn
from desk.store import backup, journal, restoring
from desk.store.db import PLAIN_HEADER, Damaged, copy_to, damages, open_file
from desk.store.engines.address import is_on_server
from desk.store.roots import derived

OLD_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Checked:
    """One check and what it found.

    Attributes:
        name: "keys", "header", "pages", "record", "chains", "backups", "files".
        findings: Nothing is good.
    """

    name: str
    findings: list[Finding]


def key_findings(signed: SignedIn) -> list[Finding]:
    """Return what does not agree between the key file, the accounts and the record."""
    vault, office = signed.home.vault(), signed.office
    found = [] if vault.is_sealed(signed.keys.root) else [Finding("keys", "keys.json was changed")]
    known, slots = verify_keys(office.store), vault.verify_keys
    for login, role in vault.roles.items():
        person = office.people.get(login)
        if person is None or not person.active:
            found.append(Finding("keys", f"{login} has a password and no account"))
            continue
        if person.role != role:
            found.append(Finding("keys", f"role of {login}: {role}, on record {person.role}"))
        if known[login] != slots[login]:
            found.append(Finding("keys", f"signing key of {login}"))
    here = keys_here(office.store)  # people of another counter sign in there
    active = {login for login, one in office.people.items() if one.active and login in here}
    missing = active - vault.roles.keys()
    return found + [Finding("keys", f"{login} has no password") for login in sorted(missing)]


def check_up(signed: SignedIn, *, is_quick: bool = False) -> Iterator[Checked]:
    """Yield the checks one after the other; a quick one leaves out what reads everything."""
    checks: dict[str, Callable[[SignedIn], list[Finding]]] = {
        "keys": key_findings,
        "header": _header,
        "files": _files,
        "chains": _chains,
        "pages": _pages,
        "record": _record,
        "backups": _backups,
    }
    for name, check in checks.items():
        if is_quick and name == "pages":
            wrong = damages(signed.office.store, is_quick=True)
            yield Checked(name, [Finding("pages", text) for text in wrong])
        elif not (is_quick and name in ("record", "backups")):
            yield Checked(name, check(signed))


def _header(signed: SignedIn) -> list[Finding]:
    path = signed.home.folder / restoring.DATABASE
    if is_on_server(signed.home.folder):  # the server's own findings come with the pages
        return []
    is_plain = path.read_bytes()[: len(PLAIN_HEADER)] == PLAIN_HEADER
    return [Finding("header", f"{path.name} is not encrypted")] if is_plain else []


def _files(signed: SignedIn) -> list[Finding]:
    """Return files that were left half done, and a restored home that nobody confirmed."""
    folder = signed.home.folder
    found = [Finding("file", path.name) for path in sorted(folder.glob("**/*.part"))]
    note = restoring.read_note(folder)
    return found + ([Finding("restored", note["at"])] if note else [])


def _chains(signed: SignedIn) -> list[Finding]:
    """Return chains with a gap, and chains that go on in two ways."""
    found = []
    for device, epoch, acts, last, numbers in journal.chain_lengths(signed.office.store):
        if numbers < last:
            found.append(Finding("gap", f"{device} {epoch}: {last - numbers}"))
        if acts > numbers:
            found.append(Finding("fork", f"{device} {epoch}: {acts - numbers}"))
    return found


def _pages(signed: SignedIn) -> list[Finding]:
    return [Finding("pages", text) for text in damages(signed.office.store)]


def _record(signed: SignedIn) -> list[Finding]:
    return verify(signed.office.store, signed.office.reckoning)


def _backups(signed: SignedIn) -> list[Finding]:
    """Return what is wrong with the newest backup: none, old, or not to be opened."""
    found = backup.backups(signed.home.folder / backup.FOLDER)
    if not found:
        return [Finding("backup", "none")]
    newest, now = found[0], signed.office.clock.now()
    problems = []
    if (now - newest.at).days >= OLD_DAYS:
        problems.append(Finding("backup", f"{newest.path.name}: {(now - newest.at).days} d"))
    root = signed.home.vault().past_roots(signed.keys.root).get(newest.generation)
    if root is None or not _opens(newest.path, derived(root, "store")):
        problems.append(Finding("backup", f"{newest.path.name} does not open"))
    return problems


def _opens(path: Path, key: bytes) -> bool:
    try:
        store = open_file(path, key)
    except Damaged:
        return False
    is_whole = not damages(store)
    store.close()
    return is_whole


@dataclass(frozen=True, slots=True)
class Drill:
    """What a recovery drill showed: the newest backup in a scratch copy, compared.

    Attributes:
        name: Of the backup.
        at: When it was made.
        cases: How many cases came back.
        findings: What `verify` says of them.
    """

    name: str
    at: datetime
    cases: int
    findings: list[Finding]


def drill(signed: SignedIn, scratch: Path) -> Drill:
    """Restore the newest backup into ``scratch``, compare it, and put the drill on record.

    Raises:
        NoBackup: There is none, or it is damaged.
    """
    signed.office.need(Right.BACKUP)
    found = backup.backups(signed.home.folder / backup.FOLDER)
    root = found and signed.home.vault().past_roots(signed.keys.root).get(found[0].generation)
    if not root:
        raise backup.NoBackup(name=backup.FOLDER)
    key = derived(root, "store")
    source = backup.opened(found[0], key)
    try:
        whole = backup.contents(source)
        copy_to(source, scratch / "drill.db", key)
    finally:
        source.close()
    store = open_file(scratch / "drill.db", key)
    try:
        findings = verify(store, signed.office.reckoning)
        if backup.contents(store) != whole:
            findings.append(Finding("backup", "count"))
    finally:
        store.close()
    name = found[0].path.name
    signed.office.audit("drill", name=name, cases=whole.cases, findings=len(findings))
    return Drill(name, found[0].at, whole.cases, findings)
