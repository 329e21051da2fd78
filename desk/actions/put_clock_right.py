"""After a PC clock that ran ahead was put back: its breaches of ends to come are marked."""

from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.rules.people.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class PutClockRight(Command[int]):
    """Mark the breaches of ends that have not come, in all cases; they count as missed no more."""

    right: ClassVar[Right] = Right.EXCHANGE


def put_clock_right(_command: PutClockRight, work: Work) -> Done[int]:
    """Carry out ``_command``; the result is how many cases it concerned."""
    cases = work.cases_missing_from(work.stamp)
    work.mark_breaches(cases)
    return Done(result=len(cases), queue=bool(cases))
