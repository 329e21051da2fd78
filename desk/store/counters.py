"""The running numbers of cases, by day and device."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from desk.rules.case.numbering import case_no, number_in
from desk.rules.settings import Settings
from desk.store.db import PreparedQuery, Store
from desk.store.tables import CounterRow

_LAST: Final = PreparedQuery(
    lambda day: CounterRow.select(CounterRow.last).where(CounterRow.day == day), arguments=1
)


def reserve(store: Store, day: date, count: int) -> int:
    """Reserve ``count`` numbers of ``day``; return the first. Never given again."""
    return reserve_key(store, day.isoformat(), count)


def reserve_key(store: Store, key: str, count: int) -> int:
    """Reserve ``count`` numbers of ``key``, e.g. "letter/2026"; return the first."""
    found = store.ask(_LAST, key)
    last = found[0] if found else 0
    store.put(CounterRow, ("day", "last"), [(key, last + count)])
    return int(last) + 1


def was_given(store: Store, settings: Settings, letter: str, no: str) -> bool:
    """Say whether this device gave the number ``no`` to somebody: a case, or a blank form."""
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
        """Return the next case number of ``day`` (ISO); final only when `save` was called."""
        last = self._last.get(day)
        if last is None:
            found = self.store.ask(_LAST, day)
            last = int(found[0]) if found else 0
        self._last[day] = last + 1
        return case_no(self.office, date.fromisoformat(day), self.letter, last + 1)

    def save(self) -> None:
        """Keep the last number of each day; none is given again."""
        self.store.put(CounterRow, ("day", "last"), self._last.items())
