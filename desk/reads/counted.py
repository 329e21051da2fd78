"""What a report counts of each complaint: one plain mapping a case, kept when it is closed."""

import json
from datetime import date, datetime
from typing import Final

from desk.base.shapes import JsonObject
from desk.reads.figures import FORWARDED
from desk.reads.period_ledger import DECIDE, MISSED_AT, first_missed, ids_within, judged_at
from desk.rules.case.classification import Classification
from desk.rules.case.codes import counted_code
from desk.rules.case.ways import COMPLAINT
from desk.rules.reports.periods import Period
from desk.rules.reports.recount import LISTS, Came, Went, went_of
from desk.store.db import Store
from desk.store.tables import CaseRow, ClockRow

GROUP: Final = 5  # people from whom on a complaint is one of a group (第31条: representatives)
WHEN_CLOSED: Final = ("outcome", "finding", "satisfaction", "root_cause", "systemic")
_COLUMNS: Final = (
    CaseRow.id,
    CaseRow.case_no,
    CaseRow.received_on,
    CaseRow.closed_on,
    CaseRow.complained_unit,
    CaseRow.handler,
    CaseRow.department,
    CaseRow.forwarded_by,
    CaseRow.repeat_of,
    CaseRow.people_count,
    CaseRow.third_party,
    CaseRow.major,
    CaseRow.liable,
    CaseRow.compensation,
    CaseRow.amount,
    CaseRow.notified_at,
    CaseRow.followed_up_at,
    CaseRow.review_applied_at,
    *(getattr(CaseRow, name) for name in (*WHEN_CLOSED, *LISTS)),
    ClockRow.due_at,
    ClockRow.is_running,
    MISSED_AT,
)
_NAMES: Final = (*(column.name for column in _COLUMNS[:-1]), "missed_at")


def counted_cases(
    store: Store, period: Period, now: datetime, classes: Classification
) -> list[JsonObject]:
    """Return the counted attributes of every complaint open at the start or received, by number.

    Args:
        store: Where from; the caller holds the snapshot.
        period: Which.
        now: The moment at which a running clock counts as late.
        classes: By what complaints are classified; of a code it counts the first level.
    """
    coded = [getattr(CaseRow, name) for name in classes.coded]
    first, last = period.first.isoformat(), period.last.isoformat()
    clock = (ClockRow.case_id == CaseRow.id) & (ClockRow.rule == DECIDE)
    query = (
        CaseRow.select(*coded, *_COLUMNS)
        .left_outer_join(ClockRow, on=clock)
        .where(CaseRow.counted_in == COMPLAINT, CaseRow.id.in_(ids_within(first, last)))
        .order_by(CaseRow.case_no)
    )
    names = (*classes.coded, *_NAMES)
    rows = (dict(zip(names, row, strict=True)) for row in store.rows(query))
    return [_counted(row, (first, last, judged_at(period, now)), classes) for row in rows]


def _counted(row: JsonObject, moments: tuple[str, str, str], classes: Classification) -> JsonObject:
    first, last, over = moments
    row["root_cause"] = counted_code("root_cause", row["root_cause"])
    went = went_of(row["closed_on"], row["outcome"], last)
    is_closed = went is Went.CLOSED
    told = row["notified_at"] or row["closed_on"]
    runs_until = row["due_at"] if row["is_running"] else None
    return {
        "id": row["id"],
        "case_no": row["case_no"],
        "received_on": row["received_on"],
        "closed_on": None if went is Went.OPEN else row["closed_on"],
        "came": (Came.RECEIVED if row["received_on"] >= first else Came.OPENING).value,
        "went": went.value,
        **{name: counted_code(name, row[name]) for name in classes.coded},
        **{name: json.loads(row[name]) if row[name] else [] for name in LISTS},
        **{name: row[name] if is_closed else None for name in WHEN_CLOSED},
        "unit": row["complained_unit"],
        "handler": row["handler"],
        "department": row["department"],
        "forwarded_by": row["forwarded_by"],
        "forwarded": bool(row["forwarded_by"]) or row["channel"] in FORWARDED,
        "repeated": bool(row["repeat_of"]),
        "group": (row["people_count"] or 0) >= GROUP,
        "third_party": bool(row["third_party"]),
        "major": bool(row["major"]),
        "amount": row["amount"],
        "liable": bool(row["liable"]) if is_closed else False,
        "compensation": row["compensation"] or 0 if is_closed else 0,
        "followed_up": bool(row["followed_up_at"]) if is_closed else False,
        "escalated": bool(row["review_applied_at"]) if is_closed else False,
        "days": _days(row["received_on"], told) if is_closed else None,
        "late": first_missed(row["missed_at"], runs_until, over) is not None,
    }


def _days(received_on: str, told: str) -> int:
    return (date.fromisoformat(told[:10]) - date.fromisoformat(received_on)).days
