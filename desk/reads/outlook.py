"""What the next eight weeks bring beside what the office closes; how the last forecast did."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

import peewee as pw

from desk.reads.closed_to import open_to
from desk.rules.case.ways import COMPLAINT
from desk.rules.oversight.outlook import (
    AHEAD,
    PAST,
    Expected,
    PastForecast,
    Week,
    last_forecast,
    outlook,
)
from desk.rules.people.rights import Person
from desk.rules.time.calendar import WorkCalendar
from desk.store.db import Store
from desk.store.tables import CaseRow

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingWeek:
    """A week from Monday to Sunday.

    Attributes:
        first: Its Monday.
        holiday: The public holiday that lies in it, or "".
        is_provisional: The year's calendar is not published yet.
        received: What it is expected to bring.
        open_at_end: Complaints then open if the office goes on closing at its pace; at least 0.
        people: How many people it takes to close what comes, to the tenth; None without a pace.
    """

    first: date
    holiday: str
    is_provisional: bool
    received: Expected
    open_at_end: float
    people: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The next eight weeks, this one first; none while there is too little to go by.

    Attributes:
        weeks: In their order.
        open_before: Complaints open when the first of them began.
        closed_a_day: Closed in a working day of the eight weeks before it, to the hundredth.
        people: How many people closed them.
        last: How the forecast of eight weeks ago did, or None.
    """

    weeks: list[ComingWeek]
    open_before: int
    closed_a_day: float
    people: int
    last: PastForecast | None


def read_outlook(
    store: Store, calendar: WorkCalendar, today: date, reader: Person | None = None
) -> Outlook:
    """Return the outlook of the week of ``today`` and the seven after it.

    Cases that are closed to ``reader`` do not count.
    """
    monday = today - timedelta(days=today.weekday())
    past = _past_weeks(store, calendar, monday, reader)
    mondays = [monday + place * WEEK for place in range(AHEAD)]
    expected = outlook(past, [_workdays(calendar, first) for first in mondays])
    closed, people = _closed(store, monday - PAST * WEEK, monday, reader)
    days = sum(week.workdays for week in past[-PAST:])
    pace = closed / days if days else 0.0
    waiting = _open_at(store, monday, reader)
    return Outlook(
        weeks=[
            ComingWeek(
                first=first,
                holiday=_holiday(calendar, first),
                is_provisional=calendar.rests_on_guess(
                    first.toordinal() - 1, first.toordinal() + 6
                ),
                received=one,
                open_at_end=round(open_then, 1),
                people=_people(one, pace, people),
            )
            for first, one, open_then in zip(
                mondays, expected, _open_at_ends(expected, pace, waiting), strict=False
            )
        ],
        open_before=waiting,
        closed_a_day=round(pace, 2),
        people=people,
        last=last_forecast(past),
    )


def _open_at_ends(expected: list[Expected], pace: float, waiting: int) -> list[float]:
    """Return how many are open at the end of each week."""
    return list(
        accumulate(
            expected,
            lambda before, one: max(0.0, before + one.middle - pace * one.workdays),
            initial=float(waiting),
        )
    )[1:]


def _people(expected: Expected, pace: float, people: int) -> float | None:
    """Return how many people close what comes in the week, each at the pace of these weeks."""
    each = pace / people * expected.workdays if people else 0.0
    return round(expected.middle / each, 1) if each else None


def _past_weeks(
    store: Store, calendar: WorkCalendar, monday: date, reader: Person | None
) -> list[Week]:
    """Return the whole weeks before ``monday``, from the first after the first complaint on."""
    counts = Counter[date]()
    query = CaseRow.select(CaseRow.received_on, pw.fn.count(CaseRow.id)).where(
        CaseRow.counted_in == COMPLAINT,
        CaseRow.received_on < monday.isoformat(),
        open_to(reader),
    )
    for text, count in store.rows(query.group_by(CaseRow.received_on)):
        day = date.fromisoformat(text)
        counts[day - timedelta(days=day.weekday())] += count
    first = min(counts, default=monday) + WEEK  # the first week is seldom whole
    return [
        Week(counts[begin], _workdays(calendar, begin))
        for place in range((monday - first).days // 7)
        for begin in (first + place * WEEK,)
    ]


def _closed(store: Store, first: date, until: date, reader: Person | None) -> tuple[int, int]:
    """Return how many ended from ``first`` on and before ``until``, and who handled them."""
    query = CaseRow.select(pw.fn.count(CaseRow.id), pw.fn.count(CaseRow.handler.distinct())).where(
        CaseRow.counted_in == COMPLAINT,
        CaseRow.closed_on >= first.isoformat(),
        CaseRow.closed_on < until.isoformat(),
        open_to(reader),
    )
    ended, people = store.row(query) or (0, 0)
    return ended, people


def _open_at(store: Store, day: date, reader: Person | None) -> int:
    """Return how many complaints were open when ``day`` began."""
    query = CaseRow.select(pw.fn.count(CaseRow.id)).where(
        CaseRow.counted_in == COMPLAINT,
        CaseRow.received_on < day.isoformat(),
        CaseRow.closed_on.is_null() | (CaseRow.closed_on >= day.isoformat()),
        open_to(reader),
    )
    found = store.row(query)
    return found[0] if found else 0


def _workdays(calendar: WorkCalendar, monday: date) -> int:
    before = monday.toordinal() - 1
    return calendar.workdays_between(before, before + 7)


def _holiday(calendar: WorkCalendar, monday: date) -> str:
    days = range(monday.toordinal(), monday.toordinal() + 7)
    return next((name for day in days if (name := calendar.holiday(day))), "")
