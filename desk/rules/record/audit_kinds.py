"""What the audit log can be filtered by: groups of kinds of acts."""

from enum import StrEnum
from typing import Final

from desk.base.words import label_all, mark


class AuditGroup(StrEnum):
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
        AuditGroup.SIGN_IN: mark("Sign-in"),
        AuditGroup.FAILED: mark("Failed sign-in, refusals"),
        AuditGroup.REVEAL: mark("Personal data shown"),
        AuditGroup.PRINT: mark("Prints"),
        AuditGroup.EXPORT: mark("Exports"),
        AuditGroup.CHANGE: mark("Changes of cases"),
        AuditGroup.PEOPLE: mark("People and passwords"),
        AuditGroup.SETTING: mark("Settings, calendar, reports"),
        AuditGroup.BACKUP: mark("Backups and checks"),
        AuditGroup.RESTORE: mark("Restoring, erasing"),
        AuditGroup.EXCHANGE: mark("Data exchange, imports"),
    }
)

CASES: Final = "case."
ERASURE: Final = ("case.erased", "case.listed", "case.held", "case.released", "case.brought-back")
# Beginnings of the kinds of each group; the first group that fits is an act's own.
KINDS: Final[dict[AuditGroup, tuple[str, ...]]] = {
    AuditGroup.SIGN_IN: ("audit.signed-in",),
    AuditGroup.FAILED: ("audit.sign-in-failed", "audit.refused"),
    AuditGroup.REVEAL: ("audit.revealed",),
    AuditGroup.PRINT: ("print.", "audit.forms"),
    AuditGroup.EXPORT: ("audit.exported",),
    AuditGroup.RESTORE: (
        "audit.restored",
        "audit.restore-confirmed",
        "audit.case-brought-back",
        *ERASURE,
    ),
    AuditGroup.CHANGE: (CASES,),
    AuditGroup.PEOPLE: (
        "person.",
        "audit.password",
        "audit.keys-changed",
        "audit.recover",
    ),
    AuditGroup.SETTING: ("office.", "calendar.", "rules.", "words.", "report."),
    AuditGroup.BACKUP: ("audit.backed-up", "audit.drill", "audit.checked"),
    AuditGroup.EXCHANGE: ("device.", "packet.", "ledger.", "template."),
}
