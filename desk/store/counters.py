"""The running numbers of cases, by day and device."""

from datetime import date, datetime
from typing import Final

from desk.rules.numbering import case_no
from desk.rules.settings import Settings
from desk.store.db import Prepared, Store
from desk.store.tables import CounterRow

_LAST: Final = Prepared(
    lambda day: CounterRow.select(CounterRow.last).where(CounterRow.day == day), arguments=1
)


def reserve(store: Store, day: date, count: int) -> int:
    """Reserve ``count`` numbers of ``day``; return the first. Never given again."""
    key = day.isoformat()
    found = store.ask(_LAST, key)
    last = found[0] if found else 0
    store.put(CounterRow, ("day", "last"), [(key, last + count)])
    return int(last) + 1


def next_case_no(store: Store, settings: Settings, letter: str, now: datetime) -> str:
    """Return the next case number of today."""
    number = reserve(store, now.date(), 1)
    return case_no(settings.text("office_code"), now.date(), letter, number)
