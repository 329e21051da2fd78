"""The running numbers of this device: of each day's cases, of letters, of copies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from desk.rules.case.numbering import case_no, number_in
from desk.rules.settings import Settings
from desk.store.db import PreparedQuery, Store
from desk.store.tables import CounterRow

_LAST: Final = PreparedQuery(
    lambda series: CounterRow.select(CounterRow.last).where(CounterRow.series == series),
    arguments=1,
)
_COLUMNS: Final = ("series", "last")
FEW: Final = 20  # series; more are read at once


def all_numbers(store: Store) -> dict[str, int]:
    """Return the last number of each series."""
    return dict(store.rows(CounterRow.select(CounterRow.series, CounterRow.last)))


def numbers_of(store: Store, series: Sequence[str] | None = None) -> dict[str, int]:
    """Return the last number of each of ``series``, by default of all."""
    if series is None or len(series) > FEW:
        return all_numbers(store)
    return {one: found[0] for one in series if (found := store.ask(_LAST, one))}


def keep_numbers(store: Store, last: Mapping[str, int]) -> None:
    """Go on behind the ``last`` number of each series."""
    store.put(CounterRow, _COLUMNS, last.items())
    store.numbered.update(last)


def series_of(today: date) -> tuple[str, str]:
    """Return what ``today`` is numbered by: its cases, and the letters of its year."""
    return today.isoformat(), f"letter/{today.year}"


def reserve(store: Store, day: date, count: int) -> int:
    """Reserve ``count`` numbers of ``day``, never reused; return the first."""
    return reserve_in(store, day.isoformat(), count)


def reserve_in(store: Store, series: str, count: int) -> int:
    """Reserve ``count`` numbers of ``series``; return the first. Never given again."""
    found = store.ask(_LAST, series)
    last = found[0] if found else 0
    keep_numbers(store, {series: last + count})
    return int(last) + 1


def was_given(store: Store, settings: Settings, letter: str, no: str) -> bool:
    """Say whether this device used the number ``no`` for a case or a blank form."""
    parts = no.split("-")
    try:
        day, number = date.fromisoformat(parts[2]), number_in(no, letter)
    except (IndexError, ValueError):
        return False
    found = store.ask(_LAST, day.isoformat())
    is_ours = no == case_no(settings.text("office_code"), day, letter, number)
    return is_ours and found is not None and 0 < number <= found[0]


def next_case_no(store: Store, settings: Settings, letter: str, now: datetime) -> str:
    """Return the next case number of today."""
    number = reserve(store, now.date(), 1)
    return case_no(settings.text("office_code"), now.date(), letter, number)


@dataclass
class Numbers:
    """Case numbers for many cases of many days, within one transaction.

    Attributes:
        store: Where the last numbers are kept.
        office: Code of the office.
        letter: Of this device.
    """

    store: Store
    office: str
    letter: str
    _last: dict[str, int] = field(default_factory=dict)

    def next(self, day: str) -> str:
        """Return the next case number of ``day`` (ISO); final only after `save`."""
        last = self._last.get(day)
        if last is None:
            found = self.store.ask(_LAST, day)
            last = int(found[0]) if found else 0
        self._last[day] = last + 1
        return case_no(self.office, date.fromisoformat(day), self.letter, last + 1)

    def save(self) -> None:
        """Store the last number of each day."""
        keep_numbers(self.store, self._last)
