"""The pages of the window, by name."""

from enum import StrEnum


class PageId(StrEnum):
    """A page; its value is part of the object names of what leads to it."""

    QUEUE = "queue"
    OWED = "owed"
    REGISTERS = "registers"
    INTAKE = "intake"
    REPORT = "report"
    LEDGER = "ledger"
    EXCHANGE = "exchange"
    CALENDAR = "calendar"
    SETTINGS = "settings"
    PEOPLE = "people"
    RETENTION = "retention"
    KEEPING = "keeping"
    AUDIT = "audit"
    CASE = "case"
