"""Import the calendar of a year; provisional deadlines become final."""

from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.shapes import JsonMapping
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.rules.time.case_clocks import Moved
from desk.rules.time.packs import clean_pack, kept_beside, laid_over
from desk.rules.time.practice import CALENDAR


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarTaken:
    """The year of a calendar, the deadlines that it moves, and the days it left as they were."""

    year: int
    moved: list[Moved]
    left_as_they_were: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCalendar(Command[CalendarTaken]):
    """Take in a calendar pack: the days it names change, all others stay.

    Attributes:
        pack: As in ``resources/holidays``.
        is_simulation: Report which deadlines would move, write nothing.
        is_whole: It takes the place of the year's calendar as a whole.
    """

    right: ClassVar[Right] = Right.SETTINGS

    pack: JsonMapping
    is_simulation: bool = False
    is_whole: bool = False


def take_calendar(command: TakeCalendar, work: Work) -> Done[CalendarTaken]:
    """Carry out ``command``.

    Raises:
        BadPack: It is no pack; so DayTwice, FarFromItsYear.
    """
    new = clean_pack(command.pack)
    known = work.reckoning.calendar.packs.get(new["year"])
    pack = new if command.is_whole else laid_over(known, new)
    facts = {f"{CALENDAR}{pack['year']}": pack}
    cases = work.cases_reaching(min(f"{pack['year']}-01-01", new["days"][0]["date"]))
    told = {kinds.CALENDAR_TAKEN: facts}
    moved = work.take_up(told, cases, is_simulation=command.is_simulation)
    left = [] if command.is_whole else kept_beside(known, new)
    result = CalendarTaken(year=pack["year"], moved=moved, left_as_they_were=left)
    return Done(settings=True, queue=True, result=result)
