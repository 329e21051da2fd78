"""Reserve numbers for blank forms, to be filled in by hand while the power is off."""

from dataclasses import dataclass
from typing import ClassVar, Final

from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.case.numbering import case_no
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.store.counters import reserve

MOST: Final = 50


class BadCount(Refusal):
    """Too many forms, or none."""

    text: ClassVar[str] = mark("State how many forms are wanted: 1 to {most}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveForms(Command[list[str]]):
    """Reserve ``count`` case numbers for blank paper forms."""

    right: ClassVar[Right] = Right.REGISTER

    count: int


def reserve_forms(command: ReserveForms, work: Work) -> Done[list[str]]:
    """Carry out ``command``; the numbers are the result, and stand in the audit log.

    Raises:
        BadCount: Fewer than one or more than fifty.
    """
    if not 1 <= command.count <= MOST:
        raise BadCount(field="count", most=MOST)
    day, letter = work.now.date(), work.pen.head.identity.letter
    first, office = reserve(work.store, day, command.count), work.settings.text("office_code")
    numbers = [case_no(office, day, letter, first + place) for place in range(command.count)]
    work.audit(kinds.FORMS_RESERVED, {"by": work.actor.login, "at": work.stamp, "numbers": numbers})
    return Done(result=numbers)
