"""The doctor: all checks of a home."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from desk.home.opening import SignedIn
from desk.home.record_end import CHECK, WENT_BACK, end_findings
from desk.reads.audit_log import audit_lines
from desk.reads.office_facts import verify_keys
from desk.reads.stored_files import file_findings
from desk.reads.verify import Finding, verify, verify_part
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.store.db import PLAIN_HEADER, Store, copy_to, damages, open_file
from desk.store.disk import backup, file_copies, restoring
from desk.store.disk.backup import Backup
from desk.store.disk.staging import FOLDER
from desk.store.engines.address import is_on_server
from desk.store.keys.roots import derived
from desk.store.record import journal
from desk.store.record.standings import keys_here, roles_given
from desk.store.troubles import Damaged

OLD_DAYS: Final = 7
DEEP_BESIDE: Final = ("pages", "backups")  # what a deep check looks at beside the record


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check and its findings.

    Attributes:
        name: "keys", "header", "pages", "record", "chains", "backups", "files", "attachments".
        findings: Empty when all is well.
    """

    name: str
    findings: list[Finding]


def key_findings(signed: SignedIn) -> list[Finding]:
    """Return contradictions between key file, accounts and journal."""
    vault, office = signed.home.vault(), signed.office
    found = [] if vault.is_sealed(signed.keys.root) else [Finding("keys", "keys.json was changed")]
    known, slots = verify_keys(office.store), vault.verify_keys
    given = roles_given(office.store)  # another role needs no new password
    for login, role in vault.roles.items():
        person = office.people.get(login)
        if person is None or not person.active:
            found.append(Finding("keys", f"{login} has a password and no account"))
            continue
        if role not in given[login]:
            found.append(Finding("keys", f"role of {login}: {role}, on record {person.role}"))
        if known[login] != slots[login]:
            found.append(Finding("keys", f"signing key of {login}"))
    here = keys_here(office.store)  # people of another counter sign in there
    active = {login for login, one in office.people.items() if one.active and login in here}
    missing = active - vault.roles.keys()
    return found + [Finding("keys", f"{login} has no password") for login in sorted(missing)]


def check_up(signed: SignedIn, *, is_quick: bool = False) -> Iterator[CheckResult]:
    """Yield the results of the checks; the quick run skips those that read everything."""
    checks: dict[str, Callable[[SignedIn], list[Finding]]] = {
        "keys": key_findings,
        "header": _header,
        "files": _files,
        "chains": _chains,
        CHECK: lambda one: end_findings(one.office.store),
        "pages": _pages,
        "record": _record,
        "attachments": attachment_findings,
        "backups": _backups,
    }
    for name, check in checks.items():
        if is_quick and name == "pages":
            wrong = damages(signed.office.store, is_quick=True)
            yield CheckResult(name, [Finding("pages", text) for text in wrong])
        elif is_quick and name == "attachments":
            yield CheckResult(name, attachment_findings(signed, is_quick=True))
        elif not (is_quick and name in ("record", "backups")):
            yield CheckResult(name, check(signed))


def deep_check(signed: SignedIn, part: str) -> CheckResult:
    """Run one part of the deep check: one of ``DEEP_BESIDE`` or of `verify`."""
    if part in DEEP_BESIDE:
        return CheckResult(part, _pages(signed) if part == "pages" else _backups(signed))
    office = signed.office
    return CheckResult(part, verify_part(office.store, office.reckoning, part))


def _header(signed: SignedIn) -> list[Finding]:
    path = signed.home.folder / restoring.DATABASE
    if is_on_server(signed.home.folder):  # the server's own findings come with the pages
        return []
    is_plain = path.read_bytes()[: len(PLAIN_HEADER)] == PLAIN_HEADER
    return [Finding("header", f"{path.name} is not encrypted")] if is_plain else []


def _files(signed: SignedIn) -> list[Finding]:
    """Return leftover temporary files, and a restored home that is not confirmed."""
    folder = signed.home.folder
    found = [Finding("file", path.name) for path in sorted(folder.glob("**/*.part"))]
    note = restoring.read_note(folder)
    return found + ([Finding("restored", note["at"])] if note else [])


def _chains(signed: SignedIn) -> list[Finding]:
    """Return chains with gaps, and forked chains."""
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


def attachment_findings(signed: SignedIn, *, is_quick: bool = False) -> list[Finding]:
    """Return attachments with missing or damaged content, and files of no attachment.

    Until a restore is confirmed, the files of the replaced home are not reported.
    """
    found = file_findings(signed.office.store, is_quick=is_quick)
    is_frozen = bool(signed.office.frozen_since)
    return [one for one in found if not (is_frozen and one.what == "orphan")]


def _backups(signed: SignedIn) -> list[Finding]:
    """Return problems of the newest backup: missing, old, or not readable."""
    found = backup.backups(signed.home.folder / backup.FOLDER)
    if not found:
        return [Finding("backup", "none")]
    newest, now = found[0], signed.office.clock.now()
    problems = []
    if (now - newest.at).days >= OLD_DAYS:
        problems.append(Finding("backup", f"{newest.path.name}: {(now - newest.at).days} d"))
    root = signed.home.vault().past_roots(signed.keys.root).get(newest.generation)
    lost = file_copies.lacking(newest.path)
    if lost:
        problems.append(Finding("backup", f"{newest.path.name}: {len(lost)} × attachment"))
    if root is None:
        return [*problems, Finding("backup", f"{newest.path.name} does not open")]
    return problems + list(_beside(signed, newest, derived(root, "store")))


def _beside(signed: SignedIn, newest: Backup, key: bytes) -> Iterator[Finding]:
    """Yield problems of a backup, and acts that it has and the home lacks.

    A database file that was put back by hand lacks acts that its own backup
    has; a proper restore is recorded as such. What the witness names is not told twice.
    """
    try:
        copy = open_file(newest.path, key)
    except Damaged:
        yield Finding("backup", f"{newest.path.name} does not open")
        return
    try:
        if damages(copy):
            yield Finding("backup", f"{newest.path.name} does not open")
        elif _was_restored(signed, newest) or end_findings(signed.office.store):
            return
        elif lost := _lost(signed, copy):
            yield Finding(WENT_BACK, f"{lost} acts of {newest.path.name}")
    finally:
        copy.close()


def _was_restored(signed: SignedIn, newest: Backup) -> bool:
    told = audit_lines(signed.office.store, kinds.HOME_RESTORED.id)
    return any(line.at >= newest.at for line in told)


def _lost(signed: SignedIn, copy: Store) -> int:
    """Return how many acts at the ends of chains the copy has and the home lacks."""
    here = {
        (device, epoch): last
        for device, epoch, _, last, _ in journal.chain_lengths(signed.office.store)
    }
    return sum(
        max(0, last - here.get((device, epoch), 0))
        for device, epoch, _, last, _ in journal.chain_lengths(copy)
    )


@dataclass(frozen=True, slots=True)
class Drill:
    """The result of a recovery drill: the newest backup, restored to a scratch copy and verified.

    Attributes:
        name: Of the backup.
        at: When it was made.
        cases: How many cases were restored.
        findings: Of `verify` on the copy.
    """

    name: str
    at: datetime
    cases: int
    findings: list[Finding]


def drill(signed: SignedIn, scratch: Path) -> Drill:
    """Restore the newest backup into ``scratch``, verify it, and record the drill.

    Raises:
        NoBackup: There is no backup, or it is damaged.
    """
    shown = try_newest(signed, scratch)
    note_drill(signed, shown)
    return shown


def note_drill(signed: SignedIn, shown: Drill) -> None:
    """Record a drill; on the writer thread only."""
    told = {"name": shown.name, "cases": shown.cases, "findings": len(shown.findings)}
    signed.office.audit(kinds.DRILLED, **told)


def try_newest(signed: SignedIn, scratch: Path) -> Drill:
    """Restore the newest backup into ``scratch`` and verify it; the home is not changed.

    Raises:
        NoBackup: There is no backup, or it is damaged.
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
        findings += file_findings(store, found[0].path.parent / FOLDER)
        if backup.contents(store) != whole:
            findings.append(Finding("backup", "count"))
    finally:
        store.close()
    return Drill(found[0].path.name, found[0].at, whole.cases, findings)
