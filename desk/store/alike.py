"""Counting complaints of one cause around a rectification."""

from datetime import date, timedelta

import peewee as pw

from desk.base.shapes import Facts
from desk.rules.case.ways import COMPLAINT
from desk.rules.steps.situation import CauseCounts
from desk.store.db import Store
from desk.store.tables import CaseRow


def cause_counts(store: Store, facts: Facts, task: Facts, days: int) -> CauseCounts | None:
    """Return the complaints of the case's cause ``days`` before and after ``task``.

    The day of the order and the day of the check belong to neither. None when the case has no
    cause or the task was not checked.
    """
    cause = facts.get("cause")
    if not cause or "verified_on" not in task:
        return None
    ordered, checked = (date.fromisoformat(task[n][:10]) for n in ("at", "verified_on"))
    day = timedelta(days=1)
    before = _received(store, cause, ordered - days * day, ordered - day)
    after = _received(store, cause, checked + day, checked + days * day)
    return CauseCounts(before, after, days)


def _received(store: Store, cause: str, first: date, last: date) -> int:
    query = CaseRow.select(pw.fn.count(CaseRow.id)).where(
        CaseRow.received_on.between(first.isoformat(), last.isoformat()),
        CaseRow.counted_in == COMPLAINT,
        CaseRow.cause == cause,
    )
    return int(store.value(query))
