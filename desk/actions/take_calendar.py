"""Import the calendar of a year; provisional deadlines become final."""

from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import SETTINGS, Command, Done, Work
from desk.base.shapes import JsonMapping
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.rules.time.case_clocks import Moved
from desk.rules.time.packs import clean_pack
from desk.rules.time.practice import CALENDAR
from desk.store.record import journal


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarTaken:
    """The year of a calendar, and the deadlines that it moves."""

    year: int
    moved: list[Moved]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCalendar(Command[CalendarTaken]):
    """Import a calendar pack.

    Attributes:
        pack: As in ``resources/holidays``.
        is_simulation: Report which deadlines would move, write nothing.
    """

    right: ClassVar[Right] = Right.SETTINGS

    pack: JsonMapping
    is_simulation: bool = False


def take_calendar(command: TakeCalendar, work: Work) -> Done[CalendarTaken]:
    """Carry out ``command``.

    Raises:
        BadPack: It is not a calendar pack, or contradicts itself.
        PackShipped: The program already ships this year's calendar.
    """
    pack = clean_pack(command.pack)
    facts = {f"{CALENDAR}{pack['year']}": pack}
    after = work.reckoning_with(facts)
    cases = work.cases_reaching(pack["year"])
    moved = work.moved(cases, after)
    if not command.is_simulation:
        work.keep_breaches(cases)
        before = journal.folded(work.store, SETTINGS)
        work.write(kinds.CALENDAR_TAKEN, SETTINGS, facts, before=before)
        work.reckon_anew(cases, after)
    told = CalendarTaken(year=pack["year"], moved=moved)
    return Done(settings=True, queue=True, result=told)
