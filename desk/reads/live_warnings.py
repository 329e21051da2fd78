"""The live warnings of today: what came in more often than its own last eight weeks explain."""

from datetime import date

import peewee as pw

from desk.reads.closed_to import open_to
from desk.rules.case.classification import Classification
from desk.rules.case.codes import counted_code
from desk.rules.case.ways import COMPLAINT
from desk.rules.oversight.surges import Arrival, Surge, surges, window_until
from desk.rules.people.rights import Person
from desk.rules.time.calendar import WorkCalendar
from desk.store.db import Store
from desk.store.tables import CaseRow

MERGED = "merged"  # the same matter told again is no second complaint


def live_warnings(
    store: Store,
    calendar: WorkCalendar,
    classes: Classification,
    until: date,
    reader: Person | None = None,
) -> list[Surge]:
    """Return the alarms of the five working days up to ``until``, red first.

    Cases that are closed to ``reader``, and those merged into others, do not count.
    """
    counted = (CaseRow.counted_in == COMPLAINT, open_to(reader))
    first = store.row(CaseRow.select(pw.fn.min(CaseRow.received_on)).where(*counted))
    if not (first and first[0]):
        return []
    window = window_until(calendar, until, date.fromisoformat(first[0]))
    if window is None:
        return []
    fields = {"business": classes.business, "cause": classes.cause, "unit": "complained_unit"}
    query = CaseRow.select(
        CaseRow.case_no,
        CaseRow.received_on,
        *(getattr(CaseRow, field) for field in fields.values()),
    ).where(
        *counted,
        CaseRow.received_on.between(window.past_from.isoformat(), until.isoformat()),
        CaseRow.outcome.is_null() | (CaseRow.outcome != MERGED),
    )
    arrivals = [
        Arrival(
            case_no=case_no,
            day=date.fromisoformat(day),
            classes={
                name: value if name == "unit" else counted_code(field, value)
                for (name, field), value in zip(fields.items(), values, strict=True)
            },
        )
        for case_no, day, *values in store.rows(query)
    ]
    return surges(arrivals, window)
