"""A deadline worked by hand, and the ways of counting that the tables use.

The calendar of 2026: off 01-01…03, 02-15…23, 04-04…06, 05-01…05, 06-19…21, 09-25…27, 10-01…07;
worked on weekends 01-04, 02-14, 02-28, 05-09, 09-20, 10-10.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

import pytest

from desk.rules.time.calendar import calendar_of
from desk.rules.time.clocks import Counting, Due, Pause, Segments, due
from desk.rules.time.rule_files import shipped_rules

CALENDAR = calendar_of()
PLAIN = Counting(calendar=CALENDAR)
ROLLING = Counting(calendar=CALENDAR, roll_over=True)
SAME_DAY = Counting(calendar=CALENDAR, same_day=True)
LUNCH = ((time(9), time(12)), (time(13, 30), time(17, 30)))
OFFICE_HOURS = Counting(calendar=CALENDAR, windows=LUNCH, house_in_windows=True)


def rule(name, **changes):
    return replace(shipped_rules().rule(name, date(2026, 11, 20)), **changes)


def moment(text):
    return datetime.fromisoformat(text if "T" in text else f"{text}T10:00")


def end_of(text):
    return datetime.combine(date.fromisoformat(text), time(23, 59, 59))


@dataclass(frozen=True)
class Worked:
    """A deadline worked by hand; ``ends`` is a day, or a moment for clocks by the hour."""

    rule: str
    start: str
    ends: str
    pauses: tuple = ()
    extensions: tuple = ()
    restart: str = ""
    agreed: str = ""
    counting: Counting = PLAIN
    provisional: bool = False
    hours: int = 0

    def found(self):
        pauses = tuple(Pause(kind, moment(a), moment(b)) for kind, a, b in self.pauses)
        segments = Segments(
            pauses,
            self.extensions,
            moment(self.restart) if self.restart else None,
            date.fromisoformat(self.agreed) if self.agreed else None,
        )
        changes = {"amount": self.hours} if self.hours else {}
        return due(rule(self.rule, **changes), moment(self.start), self.counting, segments)

    def expected(self):
        at = moment(self.ends) if "T" in self.ends else end_of(self.ends)
        return Due(at, self.provisional)


def mediation(*days):
    return tuple(("mediation", *pair) for pair in days)


def each(table):
    """Return the rows of ``table`` for a parametrised test, by name."""
    return pytest.mark.parametrize("worked", table.values(), ids=table)
