"""Report periods: month, quarter, half-year, year, and any range of days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark, say

MONTHS_IN_QUARTER: Final = 3
MONTHS_IN_HALF: Final = 6
MONTHS_IN_YEAR: Final = 12
DAYS_IN_MONTH: Final = 30
BETWEEN: Final = ".."
MOST_DAYS: Final = 3660  # of a range: ten years


class NotAPeriod(Refusal):
    """A text that names no period."""

    text: ClassVar[str] = mark("“{text}” is not a {kind}. Write it like {example}.")


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter, a half-year, a year or a range of days; both ends included.

    Attributes:
        id: "2026-10", "2026-Q3", "2026-H1", "2026" or "2026-01-15..2026-02-10".
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
    def length(self) -> int:
        """Return its length in months, at least one; of a range its days by thirty."""
        if not self.is_range:
            return self.months
        return max(1, round(((self.last - self.first).days + 1) / DAYS_IN_MONTH))

    def whole_months(self) -> list["Period"]:
        """Return the months that lie wholly within it, oldest first."""
        months = (
            _from(self.first.year, self.first.month + place, 1) for place in range(self.months)
        )
        return [one for one in months if self.first <= one.first and one.last <= self.last]

    @property
    def is_range(self) -> bool:
        """Say whether it is a free range of days."""
        return BETWEEN in self.id

    @property
    def kind(self) -> str:
        """Return "month", "quarter", "half", "year" or "range", as `period_of` takes it."""
        return next(kind for kind, (shape, _) in _SHAPES.items() if shape.fullmatch(self.id))

    @property
    def title(self) -> str:
        """Return its label."""
        if self.is_range:
            return say(mark("{first} to {last}"), first=self.first, last=self.last)
        if self.months == MONTHS_IN_HALF:
            half = (
                mark("first half of {year}")
                if self.first.month == 1
                else mark("second half of {year}")
            )
            return say(half, year=self.first.year)
        if self.months == MONTHS_IN_YEAR:
            return say(mark("year {year}"), year=self.first.year)
        if self.months == MONTHS_IN_QUARTER:
            number = (self.first.month + 2) // 3
            return say(mark("quarter {number} of {year}"), number=number, year=self.first.year)
        return say(mark("{year}-{month}"), year=self.first.year, month=f"{self.first.month:02d}")

    def before(self) -> "Period":
        """Return the period of the same length before this one."""
        if self.is_range:
            days = self.last - self.first + timedelta(days=1)
            return _range(self.first - days, self.first - timedelta(days=1))
        return _from(self.first.year, self.first.month - self.months, self.months)

    def year_ago(self) -> "Period":
        """Return the same period of the year before."""
        if self.is_range:
            return _range(_year_before(self.first), _year_before(self.last))
        return _from(self.first.year - 1, self.first.month, self.months)


def _year_before(day: date) -> date:
    """Return the same day of the year before; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _range(first: date, last: date) -> Period:
    return Period(f"{first.isoformat()}{BETWEEN}{last.isoformat()}", first, last)


def _from(year: int, month: int, months: int) -> Period:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end_year, end_month = year + (month + months - 2) // 12, (month + months - 2) % 12 + 1
    first = date(year, month, 1)
    last = date(end_year, end_month, monthrange(end_year, end_month)[1])
    if months == MONTHS_IN_YEAR:
        return Period(f"{year}", first, last)
    if months == MONTHS_IN_QUARTER:
        return Period(f"{year}-Q{(month + 2) // 3}", first, last)
    if months == MONTHS_IN_HALF:
        return Period(f"{year}-H{(month + 5) // 6}", first, last)
    return Period(f"{year}-{month:02d}", first, last)


_SHAPES: Final = {
    "month": (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), "2026-10"),
    "quarter": (re.compile(r"(\d{4})-Q([1-4])"), "2026-Q3"),
    "half": (re.compile(r"(\d{4})-H([12])"), "2026-H1"),
    "year": (re.compile(r"(\d{4})"), "2026"),
    "range": (
        re.compile(r"(\d{4})-\d\d-\d\d\.\.(\d{4})-\d\d-\d\d"),
        "2026-01-15..2026-02-10",
    ),
}
_WORDS: Final = {
    "month": mark("month"),
    "quarter": mark("quarter"),
    "half": mark("half-year"),
    "year": mark("year"),
    "range": mark("range of days"),
}
KINDS: Final = tuple(_SHAPES)


def period_of(kind: str, text: str) -> Period:
    """Return the period ``text`` of ``kind`` ("month", "quarter", "half", "year", "range").

    Raises:
        NotAPeriod: It is not a valid period.
    """
    shape, example = _SHAPES[kind]
    found = shape.fullmatch(text)
    if not found or not 1990 <= int(found[1]) <= 2200:  # noqa: PLR2004 - years of a calendar
        raise NotAPeriod(text=text, kind=say(_WORDS[kind]), example=example)
    year = int(found[1])
    if kind == "year":
        return _from(year, 1, MONTHS_IN_YEAR)
    if kind == "range":
        return _between(text)
    number = int(found[2])
    if kind == "half":
        return _from(year, number * 6 - 5, MONTHS_IN_HALF)
    if kind == "quarter":
        return _from(year, number * 3 - 2, MONTHS_IN_QUARTER)
    return _from(year, number, 1)


def _between(text: str) -> Period:
    """Return the range ``text``.

    Raises:
        NotAPeriod: One of its days does not exist, or the last lies before the first.
    """
    shape = _SHAPES["range"][1]
    wrong = NotAPeriod(text=text, kind=say(_WORDS["range"]), example=shape)
    try:
        first, last = map(date.fromisoformat, text.split(BETWEEN))
    except ValueError:
        raise wrong from None
    if not first <= last <= first + timedelta(days=MOST_DAYS):
        raise wrong
    return _range(first, last)


def period_named(text: str) -> Period:
    """Return the period with the id ``text``, of any kind.

    Raises:
        NotAPeriod: It is not a valid period.
    """
    kinds = (kind for kind, (shape, _) in _SHAPES.items() if shape.fullmatch(text))
    return period_of(next(kinds, "range"), text)


def month_of(day: date) -> Period:
    """Return the month that ``day`` lies in."""
    return _from(day.year, day.month, 1)


def submitted_by(period: Period) -> date:
    """Return the last day on which the report of ``period`` is in time: the 5th (种002)."""
    return period.last + timedelta(days=5)
