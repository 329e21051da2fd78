"""Groups of act kinds, for filtering the audit log."""

from enum import StrEnum

from desk.base.words import label_all, mark


class AuditGroup(StrEnum):
    """A group of act kinds."""

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
    REGISTER = "register"


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
        AuditGroup.REGISTER: mark("Registers"),
    }
)
