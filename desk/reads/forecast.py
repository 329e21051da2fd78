"""Forecast of lights: today, tomorrow, in a week, and before a long holiday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import peewee as pw

from desk.base.clock import stamp
from desk.reads.closed_to import open_to
from desk.rules.people.rights import Person
from desk.rules.time.calendar import WorkCalendar
from desk.rules.time.clocks import DAY_END
from desk.store.db import Store
from desk.store.tables import CaseRow, ClockRow

DAYS: Final = (0, 1, 7)  # today, until tomorrow, until in a week
LONG: Final = 3  # days off in a row make a long holiday
AHEAD: Final = 14  # days in which a long holiday is announced


@dataclass(frozen=True, slots=True)
class Turning:
    """How many running clocks change their light by the end of a day.

    Attributes:
        until: That day.
        yellow: Turn yellow.
        red: Turn red.
        black: Pass their end.
    """

    until: date
    yellow: int
    red: int
    black: int


@dataclass(frozen=True, slots=True)
class LongHoliday:
    """The next long holiday.

    Attributes:
        first: First day off.
        back: The first working day after it.
        name: Of the holiday.
        ending: Number of clocks that end before the office reopens.
    """

    first: date
    back: date
    name: str
    ending: int


def forecast(store: Store, now: datetime, reader: Person | None = None) -> list[Turning]:
    """Return the light changes by the end of today, of tomorrow, and of the seventh day.

    Cases that are closed to ``reader`` do not count.
    """
    ends = [now.date() + timedelta(days=days) for days in DAYS]
    marks = (ClockRow.yellow_at, ClockRow.red_at, ClockRow.due_at)
    sums = [_sum(mark, stamp(now), _end(day)) for day in ends for mark in marks]
    found = store.row(_running(_end(ends[-1]), sums, reader))
    numbers = [number or 0 for number in found or [0] * len(sums)]
    return [
        Turning(day, *numbers[place * len(marks) : (place + 1) * len(marks)])
        for place, day in enumerate(ends)
    ]


def long_holiday(
    store: Store, calendar: WorkCalendar, now: datetime, reader: Person | None = None
) -> LongHoliday | None:
    """Return the next long holiday within a fortnight, with the clocks that end meanwhile.

    Cases that are closed to ``reader`` do not count.
    """
    today = now.toordinal()
    first = next((d for d in range(today + 1, today + AHEAD) if _is_off(calendar, d)), None)
    while first is not None:
        back = calendar.next_workday(first)
        if back - first >= LONG:
            name = next((n for d in range(first, back) if (n := calendar.holiday(d))), "")
            return LongHoliday(
                date.fromordinal(first),
                date.fromordinal(back),
                name,
                _ending(store, now, date.fromordinal(back), reader),
            )
        first = next((d for d in range(back, today + AHEAD) if _is_off(calendar, d)), None)
    return None


def _is_off(calendar: WorkCalendar, ordinal: int) -> bool:
    return not calendar.is_workday(ordinal)


def _ending(store: Store, now: datetime, back: date, reader: Person | None) -> int:
    until = _end(back - timedelta(days=1))
    found = store.row(_running(until, [_sum(ClockRow.due_at, stamp(now), until)], reader))
    return (found and found[0]) or 0


def _end(day: date) -> str:
    return stamp(datetime.combine(day, DAY_END))


def _sum(mark: pw.Field, after: str, until: str) -> pw.Function:
    return pw.fn.sum(pw.Case(None, [((mark > after) & (mark <= until), 1)], 0))


def _running(until: str, sums: Sequence[pw.Function], reader: Person | None) -> pw.Query:
    """Return sums over the running clocks of open cases that change by then."""
    return (
        ClockRow.select(*sums)
        .join(CaseRow, on=(CaseRow.id == ClockRow.case_id))
        .where(CaseRow.is_queued == 1, CaseRow.attention_at <= until, ClockRow.is_running == 1)
        .where(open_to(reader))
    )
