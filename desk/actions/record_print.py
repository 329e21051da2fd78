"""Record that a paper was printed: what, which copy, with which content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from desk.actions.work import PRINT, Command, Done, Work
from desk.rules.people.rights import Right
from desk.rules.steps import kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPrint(Command[None]):
    """Write a paper into the register of prints.

    Attributes:
        code: Printed on it.
        what: "dossier", "letter", "report" or "disclosure".
        about: Number of the case, or id of the period.
        copy: Which copy of it this is.
        is_full: Personal data unmasked.
        hashes: SHA-256 of each file, hex, by what it is: "pdf", "xlsx", "docx".
    """

    right: ClassVar[Right] = Right.PRINT

    code: str
    what: str
    about: str
    copy: str = ""
    is_full: bool = False
    hashes: Mapping[str, str] = field(default_factory=dict)


def record_print(command: RecordPrint, work: Work) -> Done[None]:
    """Carry out ``command``."""
    facts = {
        "what": command.what,
        "about": command.about,
        "copy": command.copy,
        "full": command.is_full,
        "hashes": dict(command.hashes),
        "at": work.stamp,
        "by": work.actor.login,
    }
    work.write(kinds.PRINTED, PRINT + command.code, facts)
    return Done(result=None)
