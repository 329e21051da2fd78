"""The doctor: all checks of a home."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from desk import __version__
from desk.base.errors import Refusal, Trouble
from desk.base.fault_report import details_of, keep_details
from desk.base.system_trouble import of_the_system
from desk.home.backup_checks import backup_findings, key_findings_of
from desk.home.opening import KEY_FILE, SignedIn
from desk.home.record_end import CHECK, end_findings
from desk.home.side_checks import SIDE, side_findings
from desk.home.way_out import way_out
from desk.reads.office_facts import verify_keys
from desk.reads.stored_files import file_findings
from desk.reads.verify import Finding, verify, verify_part
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.store.db import PLAIN_HEADER, copy_to, damages, open_file
from desk.store.disk import backup, restoring
from desk.store.disk.staging import FOLDER
from desk.store.engines.address import is_on_server
from desk.store.keys.roots import derived
from desk.store.keys.vault import KeyFileDamaged
from desk.store.record import journal
from desk.store.record.standings import keys_here, roles_given
from desk.store.troubles import Damaged

BROKEN: Final = "broken"  # a check that could not be carried out, for what it reads is damaged
RESTORED: Final = "restored"
NOT_NOW: Final = "not now"  # nor now, for disk, memory or another program is in the way
KEYS_CHANGED: Final = Finding("keys", f"{KEY_FILE} was changed")
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
    found = [] if vault.is_sealed(signed.keys.root) else [KEYS_CHANGED]
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


Check = Callable[[SignedIn], list[Finding]]


def check_up(signed: SignedIn, *, is_quick: bool = False) -> Iterator[CheckResult]:
    """Yield the results of the checks, the pages first; the quick run leaves out what is long."""
    for name, check in (QUICK if is_quick else CHECKS).items():
        yield CheckResult(name, survived(name, lambda check=check: check(signed)))  # type: ignore[misc]


def survived(name: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    """Return what the check ``name`` finds; one that cannot be carried out is a finding itself."""
    try:
        return look()
    except Exception as fault:  # noqa: BLE001 - a doctor who faints says nothing of the rest
        trouble = fault if isinstance(fault, Trouble) else of_the_system(fault)
        if trouble is not None and not trouble.needs_backup:
            return [Finding(NOT_NOW, str(trouble))]
        if trouble is None:
            keep_details(details_of(fault, __version__))
        return [Finding(BROKEN, name)]


def record_findings(signed: SignedIn) -> list[Finding]:
    """Return what keeps a record from being whole: pages, acts, end, side files, attachments."""
    return [one for name, check in WHOLE.items() for one in survived(name, partial(check, signed))]


def broken(findings: Iterable[Finding]) -> list[Refusal]:
    """Return that only a backup helps, where pages or the key file are damaged."""
    told = list(findings)
    if any(one.what in ("pages", BROKEN) for one in told):
        return [Damaged(name=restoring.DATABASE)]
    return [KeyFileDamaged(name=KEY_FILE)] if KEYS_CHANGED in told else []


def without_database(folder: Path, trouble: Trouble) -> list[CheckResult]:
    """Return what can be looked at in a home that ``trouble`` keeps shut."""
    named = str(trouble.values.get("name", restoring.DATABASE))
    return [
        CheckResult("pages", [Finding("pages", named)]),
        CheckResult(SIDE, side_findings(folder)),
        CheckResult("backups", [] if way_out(folder) else [Finding("backup", "none")]),
    ]


def deep_check(signed: SignedIn, part: str) -> CheckResult:
    """Run one part of the deep check: one of ``DEEP_BESIDE`` or of `verify`."""
    if part in DEEP_BESIDE:
        return CheckResult(part, survived(part, lambda: CHECKS[part](signed)))
    office = signed.office
    found = survived(part, lambda: verify_part(office.store, office.reckoning, part))
    return CheckResult(part, found)


def _header(signed: SignedIn) -> list[Finding]:
    path = signed.home.folder / restoring.DATABASE
    if is_on_server(signed.home.folder):  # the server's own findings come with the pages
        return []
    with path.open("rb") as file:  # not the whole of it, which may be larger than the memory
        is_plain = file.read(len(PLAIN_HEADER)) == PLAIN_HEADER
    return [Finding("header", f"{path.name} is not encrypted")] if is_plain else []


def _files(signed: SignedIn) -> list[Finding]:
    """Return leftover temporary files, and a restored home that is not confirmed."""
    folder = signed.home.folder
    found = [Finding("file", path.name) for path in sorted(folder.glob("**/*.part"))]
    note = restoring.read_note(folder)
    return found + ([Finding(RESTORED, note["at"])] if note else [])


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


def _quick_pages(signed: SignedIn) -> list[Finding]:
    return [Finding("pages", text) for text in damages(signed.office.store, is_quick=True)]


def _side(signed: SignedIn) -> list[Finding]:
    return side_findings(signed.home.folder, signed.office.store)


def _end(signed: SignedIn) -> list[Finding]:
    return end_findings(signed.office.store)


def _quick_attachments(signed: SignedIn) -> list[Finding]:
    return attachment_findings(signed, is_quick=True)


def _record(signed: SignedIn) -> list[Finding]:
    return verify(signed.office.store, signed.office.reckoning)


def attachment_findings(signed: SignedIn, *, is_quick: bool = False) -> list[Finding]:
    """Return attachments with missing or damaged content, and files of no attachment.

    Until a restore is confirmed, the files of the replaced home are not reported.
    """
    found = file_findings(signed.office.store, is_quick=is_quick)
    is_frozen = bool(signed.office.frozen_since)
    return [one for one in found if not (is_frozen and one.what == "orphan")]


CHECKS: Final[Mapping[str, Check]] = {
    "pages": _pages,
    "keys": key_findings,
    "header": _header,
    "files": _files,
    SIDE: _side,
    "chains": _chains,
    CHECK: _end,
    "record": _record,
    "attachments": attachment_findings,
    "backups": backup_findings,
}
LONG: Final = ("record", "backups")
QUICK: Final[Mapping[str, Check]] = {
    **{name: check for name, check in CHECKS.items() if name not in LONG},
    "pages": _quick_pages,
    "attachments": _quick_attachments,
}
BESIDE: Final = ("files", "chains", "backups")  # say nothing against a record's being whole
WHOLE: Final = {name: check for name, check in CHECKS.items() if name not in BESIDE}


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
    parts = key_findings_of(signed, found[:1])
    source = backup.opened(found[0], key)
    try:
        whole = backup.contents(source)
        copy_to(source, scratch / "drill.db", key)
    finally:
        source.close()
    store = open_file(scratch / "drill.db", key)
    try:
        findings = parts + verify(store, signed.office.reckoning)
        findings += file_findings(store, found[0].path.parent / FOLDER)
        if backup.contents(store) != whole:
            findings.append(Finding("backup", "count"))
    finally:
        store.close()
    return Drill(found[0].path.name, found[0].at, whole.cases, findings)
