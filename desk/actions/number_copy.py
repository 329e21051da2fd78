"""Give the next copy of a paper its number."""

from dataclasses import dataclass
from typing import ClassVar, Final

from desk.actions.work import Command, Done, Work
from desk.rules.people.rights import Right
from desk.store.counters import reserve_in

COUNTER: Final = "copy/{about}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCopy(Command[str]):
    """Ask for the number of the next copy.

    Attributes:
        about: What is copied, e.g. "dossier/TS-0101-20261122-A003".
    """

    right: ClassVar[Right] = Right.PRINT

    about: str


def number_copy(command: NumberCopy, work: Work) -> Done[str]:
    """Carry out ``command``: reserve a number of this device; it is never reused."""
    last = reserve_in(work.store, COUNTER.format(about=command.about), 1)
    return Done(result=f"{work.pen.head.identity.letter}{last}")
