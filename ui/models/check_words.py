"""Sentences for the findings of doctor and verify: which check, meaning, remedy."""

import re
from collections.abc import Iterable
from typing import Final

from desk.base.words import mark, say
from desk.home.doctor import BROKEN, CheckResult
from desk.reads.verify import WITHHELD, Finding

CHECKS: Final = {
    "keys": mark("keys, accounts and roles"),
    "header": mark("encryption of the file"),
    "files": mark("files left half done"),
    "chains": mark("chains of the journal"),
    "end": mark("end of the record"),
    "pages": mark("pages of the database"),
    "attachments": mark("attachments"),
    "side": mark("small files beside the database"),
    "record": mark("journal and tables"),
    "acts": mark("entries, chains, signatures"),
    "rights": mark("rights of who wrote"),
    "cases": mark("cases against their entries"),
    "tables": mark("people, settings, counters"),
    "reports": mark("closed reports against their cases"),
    "search": mark("search index"),
    "backups": mark("newest backup"),
    "drill": mark("recovery drill"),
}
FOUND: Final = {
    "hash": mark("An entry was changed after it was written: {where}."),
    "payload": mark("The words of an entry were changed or taken away: {where}."),
    "chain": mark("The chain of entries is broken: {where}."),
    "unsigned": mark("An entry that must be signed is not: {where}."),
    "unsealed": mark("An entry is sealed by nobody: {where}."),
    "signature": mark("A signature is not by its author: {where}."),
    "right": mark("Somebody did what she had no right to: {where}."),
    "beyond": mark("An entry writes what its kind may not; it counts nowhere: {where}."),
    "unseconded": mark(
        "Somebody was given more power and no second person confirmed it: {where}. Ask its author; "
        "if nobody agreed to it, take it back and tell the auditor."
    ),
    "table": mark("A table does not say what the entries say: {where}."),
    "extra": mark("There are rows that no entry made: {where}."),
    "counter": mark("The counter of case numbers was put back: {where}."),
    "rule": mark("The program's rule file was changed; cases keep their rule: {where}."),
    "report": mark("The cases of a closed report do not bear out its figures: {where}."),
    "search": mark("The search index is damaged: {where}."),
    "keys": mark("Key file, accounts and record disagree: {where}."),
    "header": mark("The database is not encrypted: {where}."),
    "pages": mark("The database is damaged: {where}."),
    "file": mark("A file was left half done: {where}."),
    "withheld": mark("Words of another office never came here, which is no damage: {where}."),
    "broken": mark("A check could not be carried out, for what it reads is damaged: {where}."),
    "not now": mark("A check could not be carried out now: {where}"),
    "side": mark("A small file beside the database was damaged and is made anew: {where}."),
    "missing": mark("The file of an attachment is missing: {where}."),
    "damaged": mark("The file of an attachment is damaged: {where}."),
    "orphan": mark("A file belongs to no attachment: {where}."),
    "backup keys": mark(
        "The key file of a backup is missing or damaged, so that backup opens on no other PC: "
        "{where}. Make a new backup."
    ),
    "backup files": mark(
        "Attachments of the newest backup are missing or damaged: {where}. Make a new backup."
    ),
    "restored": mark("The home was restored at {where} and nobody has confirmed it."),
    "gap": mark("Entries of a workstation are missing: {where}."),
    "fork": mark("A workstation was copied and both copies were used: {where}."),
    "backup": mark("The newest backup is missing, old or cannot be opened: {where}."),
    "went back": mark("The database was put back; entries are missing at its end: {where}."),
    "end": mark("What keeps the end of the record beside the database is wrong: {where}."),
    "epoch": mark("This home was put back by hand; its workstation goes on twice: {where}."),
}


def check_name(name: str) -> str:
    """Return the label of a check."""
    return say(CHECKS[name]) if name in CHECKS else name


def told(finding: Finding) -> str:
    """Return a finding as a sentence."""
    text = FOUND.get(finding.what)
    return say(text, where=_where(finding)) if text else f"{finding.what}: {finding.where}"


def _where(finding: Finding) -> str:
    """Return the place of a finding in words: a check by its name, a page by its number."""
    if finding.what == BROKEN:
        return check_name(finding.where)
    page = re.search(r"\bpage (\d+)", finding.where) if finding.what == "pages" else None
    return say(mark("page {number}"), number=page[1]) if page else finding.where


def verdict(done: Iterable[CheckResult]) -> str:
    """Return the sentences about the result of the checks."""
    checks = list(done)
    names = [check_name(one.name) for one in checks]
    found = [finding for one in checks for finding in one.findings]
    bad = [told(finding) for finding in found if finding.what != WITHHELD]
    if not bad:
        well = say(mark("All is well. Looked at: {names}."), names=names)
        return " ".join([well, *map(told, found)])
    what = mark("Found {count}: {sentences} Make a copy of the folder and tell the director.")
    if any(finding.what in ("pages", BROKEN) for finding in found):
        what = mark(
            "Found {count}: {sentences} Restore the newest backup on this page; what is in the "
            "folder now is kept beside it until somebody confirms."
        )
    return say(what, count=len(bad), sentences=" ".join(bad))
