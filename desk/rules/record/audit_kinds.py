"""What the audit log can be filtered by: groups of kinds of acts."""

from enum import StrEnum
from typing import Final

from desk.base.words import label_all, mark


class Group(StrEnum):
    """A group of acts that somebody asks for together."""

    SIGN_IN = "sign-in"
    FAILED = "failed"
    REVEAL = "reveal"
    PRINT = "print"
    EXPORT = "export"
    CHANGE = "change"
    PEOPLE = "people"
    SETTING = "setting"
    BACKUP = "backup"
    RESTORE = "restore"
    EXCHANGE = "exchange"


label_all(
    {
        Group.SIGN_IN: mark("Sign-in"),
        Group.FAILED: mark("Failed sign-in, refusals"),
        Group.REVEAL: mark("Personal data shown"),
        Group.PRINT: mark("Prints"),
        Group.EXPORT: mark("Exports"),
        Group.CHANGE: mark("Changes of cases"),
        Group.PEOPLE: mark("People and passwords"),
        Group.SETTING: mark("Settings, calendar, reports"),
        Group.BACKUP: mark("Backups and checks"),
        Group.RESTORE: mark("Restoring, erasing"),
        Group.EXCHANGE: mark("Data exchange, imports"),
    }
)

CASES: Final = "case."
ERASURE: Final = ("case.erased", "case.listed", "case.held", "case.released", "case.brought-back")
# Beginnings of the kinds of each group; the first group that fits is an act's own.
KINDS: Final[dict[Group, tuple[str, ...]]] = {
    Group.SIGN_IN: ("audit.signed-in",),
    Group.FAILED: ("audit.sign-in-failed", "audit.refused"),
    Group.REVEAL: ("audit.revealed",),
    Group.PRINT: ("print.", "audit.forms"),
    Group.EXPORT: ("audit.exported",),
    Group.RESTORE: (
        "audit.restored",
        "audit.restore-confirmed",
        "audit.case-brought-back",
        *ERASURE,
    ),
    Group.CHANGE: (CASES,),
    Group.PEOPLE: (
        "person.",
        "audit.password",
        "audit.keys-changed",
        "audit.recover",
    ),
    Group.SETTING: ("office.", "calendar.", "rules.", "words.", "report."),
    Group.BACKUP: ("audit.backed-up", "audit.drill", "audit.checked"),
    Group.EXCHANGE: ("device.", "packet.", "ledger.", "template."),
}


def group_of(kind: str) -> Group | None:
    """Return the group of an act, or None when nobody has named one for it."""
    return next((group for group, begins in KINDS.items() if kind.startswith(begins)), None)
