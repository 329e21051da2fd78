"""What a report counts of each complaint: one plain mapping a case, kept when a report is closed.

The figures of a period can be counted again from these alone, so that a frozen
report needs no table: `recount`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from desk.base.clock import stamp
from desk.reads.figure_values import UNSTATED
from desk.reads.figures import COMPLAINT, FORWARDED, WITHDRAWN
from desk.reads.period_ledger import DECIDE, Came, Went, ids_within
from desk.rules.reports.periods import Period
from desk.store.db import Store
from desk.store.tables import CaseRow, ClockRow

Counted: TypeAlias = Mapping[str, Any]

GROUP: Final = 5  # people from whom on a complaint is one of a group (第31条: representatives)
CODED: Final = (
    "channel",
    "business_channel",
    "product_line",
    "cause",
    "grade",
    "topic",
    "party_type",
    "complexity",
    "dispute",
    "phase",
)
WHEN_CLOSED: Final = ("outcome", "finding", "satisfaction", "root_cause", "systemic")
LISTS: Final = ("demands", "sensitive", "vulnerable")
RECEIVED: Final = (*CODED, "unit")
CLOSED: Final = ("outcome", "finding")
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
    *(getattr(CaseRow, name) for name in (*CODED, *WHEN_CLOSED, *LISTS)),
    ClockRow.due_on,
    ClockRow.due_at,
    ClockRow.is_running,
    ClockRow.is_met,
)
_NAMES: Final = tuple(column.name for column in _COLUMNS)


def counted_cases(store: Store, period: Period, now: datetime) -> list[dict[str, Any]]:
    """Return what is counted of every complaint that was open at the start or came in, by number.

    Args:
        store: Where from; the caller holds the snapshot.
        period: Which.
        now: Decides whether a running clock is late.
    """
    first, last = period.first.isoformat(), period.last.isoformat()
    clock = (ClockRow.case_id == CaseRow.id) & (ClockRow.rule == DECIDE)
    query = (
        CaseRow.select(*_COLUMNS)
        .left_outer_join(ClockRow, on=clock)
        .where(CaseRow.kind == COMPLAINT, CaseRow.id.in_(ids_within(first, last)))
        .order_by(CaseRow.case_no)
    )
    rows = (dict(zip(_NAMES, row, strict=True)) for row in store.rows(query))
    return [_counted(row, first, last, stamp(now)) for row in rows]


def _counted(row: dict[str, Any], first: str, last: str, now: str) -> dict[str, Any]:
    went = _went(row, last)
    is_closed = went is Went.CLOSED
    told = row["notified_at"] or row["closed_on"]
    return {
        "id": row["id"],
        "case_no": row["case_no"],
        "received_on": row["received_on"],
        "closed_on": None if went is Went.OPEN else row["closed_on"],
        "came": (Came.RECEIVED if row["received_on"] >= first else Came.OPENING).value,
        "went": went.value,
        **{name: row[name] for name in CODED},
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
        "days": _days(row["received_on"], told) if is_closed else None,
        "late": _is_late(row, went, last, now),
    }


def _went(row: Mapping[str, Any], last: str) -> Went:
    if row["closed_on"] is None or row["closed_on"] > last:
        return Went.OPEN
    return Went.WITHDRAWN if row["outcome"] == WITHDRAWN else Went.CLOSED


def _days(received_on: str, told: str) -> int:
    return (date.fromisoformat(told[:10]) - date.fromisoformat(received_on)).days


def _is_late(row: Mapping[str, Any], went: Went, last: str, now: str) -> bool:
    """Say whether the statutory clock was missed, or had run out when the period ended."""
    if not row["due_at"]:
        return False
    if went is Went.OPEN:
        told = row["notified_at"] or "9999"
        return bool(row["due_at"] < min(now, f"{last}T23:59:59") and told[:10] > row["due_on"])
    return not row["is_running"] and not row["is_met"]


def came(cases: Iterable[Counted]) -> list[Counted]:
    """Return the cases received in the period."""
    return [case for case in cases if case["came"] == Came.RECEIVED]


def went(cases: Iterable[Counted], how: Went = Went.CLOSED) -> list[Counted]:
    """Return the cases that left the period so."""
    return [case for case in cases if case["went"] == how]


def tally(cases: Iterable[Counted], name: str) -> dict[str, int]:
    """Return how many ``cases`` have which value of ``name``, by value."""
    return dict(sorted(Counter(case[name] or UNSTATED for case in cases).items()))


def tally_each(cases: Iterable[Counted], name: str) -> dict[str, int]:
    """Return how many ``cases`` carry each value of the list ``name``."""
    return dict(sorted(Counter(value for case in cases for value in case[name]).items()))


def recount(cases: Sequence[Counted]) -> dict[str, Any]:
    """Return balance, breakdowns and sums counted again from ``cases`` alone.

    The keys are those of ``figures``: what is here must be equal there.
    """
    received, closed = came(cases), went(cases)
    opening = len(cases) - len(received)
    withdrawn = len(went(cases, Went.WITHDRAWN))
    breakdown = {name: tally(received, name) for name in RECEIVED}
    breakdown.update({name: tally(closed, name) for name in CLOSED})
    return {
        "balance": {
            "opening": opening,
            "received": len(received),
            "closed": len(closed),
            "withdrawn": withdrawn,
            "open_at_end": len(went(cases, Went.OPEN)),
        },
        "breakdown": breakdown,
        "demands": tally_each(received, "demands"),
        "compensation": f"{sum(case['compensation'] for case in closed) / 100:.2f}",
        "compensated": sum(1 for case in closed if case["compensation"]),
    }


def disagreements(figures: Mapping[str, Any], cases: Sequence[Counted]) -> list[str]:
    """Return the names of figures that ``cases`` do not bear out; none in a sound record."""
    again = recount(cases)
    found = [name for name in ("balance", "demands", "compensated") if again[name] != figures[name]]
    found += _breakdowns(again["breakdown"], figures["breakdown"])
    if again["compensation"] != figures["compensation"]:
        found.append("compensation")
    return found


def _breakdowns(again: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    return (name for name, counts in again.items() if dict(told[name]) != counts)
