"""Report periods: month, quarter, year."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark, say

MONTHS_IN_QUARTER: Final = 3
MONTHS_IN_YEAR: Final = 12


class NotAPeriod(Refusal):
    """A text that names no period."""

    text: ClassVar[str] = mark("“{text}” is not a {kind}. Write it like {example}.")


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year; both ends included.

    Attributes:
        id: "2026-10", "2026-Q3" or "2026".
        first: First day.
        last: Last day.
    """

    id: str
    first: date
    last: date

    @property
    def months(self) -> int:
        """Return how many months it has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def title(self) -> str:
        """Return it as people read it."""
        if self.months == MONTHS_IN_YEAR:
            return say(mark("year {year}"), year=self.first.year)
        if self.months == MONTHS_IN_QUARTER:
            number = (self.first.month + 2) // 3
            return say(mark("quarter {number} of {year}"), number=number, year=self.first.year)
        return say(mark("{year}-{month}"), year=self.first.year, month=f"{self.first.month:02d}")

    def before(self) -> "Period":
        """Return the period of the same length before this one."""
        return _from(self.first.year, self.first.month - self.months, self.months)

    def year_ago(self) -> "Period":
        """Return the same period of the year before."""
        return _from(self.first.year - 1, self.first.month, self.months)


def _from(year: int, month: int, months: int) -> Period:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end_year, end_month = year + (month + months - 2) // 12, (month + months - 2) % 12 + 1
    first = date(year, month, 1)
    last = date(end_year, end_month, monthrange(end_year, end_month)[1])
    if months == MONTHS_IN_YEAR:
        return Period(f"{year}", first, last)
    if months == MONTHS_IN_QUARTER:
        return Period(f"{year}-Q{(month + 2) // 3}", first, last)
    return Period(f"{year}-{month:02d}", first, last)


_SHAPES: Final = {
    "month": (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), "2026-10"),
    "quarter": (re.compile(r"(\d{4})-Q([1-4])"), "2026-Q3"),
    "year": (re.compile(r"(\d{4})"), "2026"),
}
_WORDS: Final = {"month": mark("month"), "quarter": mark("quarter"), "year": mark("year")}


def period_of(kind: str, text: str) -> Period:
    """Return the period ``text`` of ``kind`` ("month", "quarter", "year").

    Raises:
        NotAPeriod: It is none.
    """
    shape, example = _SHAPES[kind]
    found = shape.fullmatch(text)
    if not found or not 1990 <= int(found[1]) <= 2200:  # noqa: PLR2004 - years of a calendar
        raise NotAPeriod(text=text, kind=say(_WORDS[kind]), example=example)
    year = int(found[1])
    if kind == "year":
        return _from(year, 1, MONTHS_IN_YEAR)
    number = int(found[2])
    if kind == "quarter":
        return _from(year, number * 3 - 2, MONTHS_IN_QUARTER)
    return _from(year, number, 1)


def month_of(day: date) -> Period:
    """Return the month that ``day`` lies in."""
    return _from(day.year, day.month, 1)


def submitted_by(period: Period) -> date:
    """Return the last day on which the report of ``period`` is in time: the 5th (种002)."""
    return period.last + timedelta(days=5)
