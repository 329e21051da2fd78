"""The working calendar: State Council packs, and a provisional guess for years without one."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache
from typing import Final

from desk.base.resources import names, read_text, read_toml
from desk.base.shapes import JsonMapping
from desk.base.words import label_all, mark

SATURDAY: Final = 5


class DayKind(Enum):
    """The kind of a day, as the deadline account shows it."""

    WORK = "work"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


label_all(
    {
        DayKind.WORK: mark("working day"),
        DayKind.REST: mark("rest day"),
        DayKind.HOLIDAY: mark("public holiday"),
        DayKind.MAKE_UP: mark("make-up working day"),
    }
)


@dataclass(frozen=True)
class Pack:
    """A year's public holidays and make-up working days; its notices name days beside it too.

    Attributes:
        year: Which year.
        notices: The State Council notices it comes from.
        off: Name of the holiday by ordinal day (`date.toordinal`).
        made_up: The same for weekend days that are worked.
    """

    year: int
    notices: tuple[str, ...]
    off: Mapping[int, str]
    made_up: Mapping[int, str]


def read_pack(data: JsonMapping) -> Pack:
    """Return the pack in ``data``, the JSON of ``resources/holidays/<year>.json``."""
    days = [(date.fromisoformat(day["date"]), day) for day in data["days"]]
    return Pack(
        data["year"],
        tuple(data["notices"]),
        {day.toordinal(): entry["name"] for day, entry in days if entry["off"]},
        {day.toordinal(): entry["name"] for day, entry in days if not entry["off"]},
    )


@cache
def shipped_packs() -> tuple[Pack, ...]:
    """Return the packs that ship with the program, oldest first."""
    return tuple(
        read_pack(json.loads(read_text("holidays", name))) for name in names("holidays", ".json")
    )


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked.

    A year without a pack is reckoned from weekends and statutory holidays;
    results based on it are provisional until the State Council's notice is imported.

    Attributes:
        packs: By year.
    """

    packs: Mapping[int, Pack]
    _years: dict[int, list[int]] = field(default_factory=dict, repr=False, compare=False)

    def is_published(self, year: int) -> bool:
        """Say whether there is a pack for the year."""
        return year in self.packs

    def holiday(self, ordinal: int) -> str:
        """Return the name of the public holiday on the day, or ""."""
        is_off, name = self._named(ordinal)
        return name if is_off else ""

    def kind(self, ordinal: int) -> DayKind:
        """Return what the day is."""
        is_off, _ = self._named(ordinal)
        if is_off is None:
            day = date.fromordinal(ordinal)
            return DayKind.REST if day.weekday() >= SATURDAY else DayKind.WORK
        return DayKind.HOLIDAY if is_off else DayKind.MAKE_UP

    def _named(self, ordinal: int) -> tuple[bool | None, str]:
        """Return whether notices name the day as off, as worked, or (None) not; and the holiday.

        Notices name days of the years beside theirs too (the one for 2019 named
        2018-12-29 to 31). The latest notice that names a day holds: the following
        year's before the year's own, and that before the one of the year before.
        """
        day = date.fromordinal(ordinal)
        for year in (day.year + 1, day.year, day.year - 1):
            pack = self.packs.get(year)
            if pack and ordinal in pack.made_up:
                return False, pack.made_up[ordinal]
            if pack and ordinal in pack.off:
                return True, pack.off[ordinal]
        name = "" if day.year in self.packs else _statutory(day)
        return (True if name else None), name

    def is_workday(self, ordinal: int) -> bool:
        """Say whether the day is worked."""
        return self.kind(ordinal) in (DayKind.WORK, DayKind.MAKE_UP)

    def nth_workday(
        self, after: int, count: int, is_paused: Callable[[int], bool] | None = None
    ) -> int:
        """Return the ``count``-th working day after the day ``after`` (ordinals).

        Args:
            after: Any day, worked or not; it never counts itself.
            count: At least 1.
            is_paused: Days for which it holds do not count.
        """
        if count < 1:
            msg = f"count must be at least 1, got {count}"
            raise ValueError(msg)
        year = date.fromordinal(after).year
        days = self._workdays(year)
        place = bisect_right(days, after)
        while True:
            for ordinal in days[place:]:
                if is_paused is None or not is_paused(ordinal):
                    count -= 1
                    if not count:
                        return ordinal
            year, place = year + 1, 0
            days = self._workdays(year)

    def next_workday(self, ordinal: int) -> int:
        """Return the day itself if it is a working day, else the next one."""
        return self.nth_workday(ordinal - 1, 1)

    def workdays_between(self, after: int, until: int) -> int:
        """Return how many working days lie after ``after``, ``until`` included (ordinals)."""
        first, last = date.fromordinal(after).year, date.fromordinal(max(after, until)).year
        return sum(
            bisect_right(days, until) - bisect_right(days, after)
            for days in map(self._workdays, range(first, last + 1))
        )

    def rests_on_guess(self, after: int, until: int) -> bool:
        """Say whether the days after ``after`` up to ``until`` include a year without a pack."""
        first = date.fromordinal(after + 1).year
        last = date.fromordinal(max(after + 1, until)).year
        return not all(map(self.packs.__contains__, range(first, last + 1)))

    def _workdays(self, year: int) -> list[int]:
        days = self._years.get(year)
        if days is None:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            days = [day for day in range(first, last + 1) if self.is_workday(day)]
            self._years[year] = days
        return days


def _statutory(day: date) -> str:
    table = read_toml("holidays", "statutory.toml")
    name: str = table["fixed"].get(day.isoformat()[5:]) or table["lunar"].get(day.isoformat(), "")
    return name


def calendar_of(packs: Iterable[Pack] = ()) -> WorkCalendar:
    """Return the calendar of the shipped packs, those of ``packs`` taking precedence by year."""
    return WorkCalendar({pack.year: pack for pack in (*shipped_packs(), *packs)})
