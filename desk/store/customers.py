"""A customer's earlier cases and compensations."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from desk.base.shapes import Facts
from desk.rules.case.entries import PAYMENTS
from desk.rules.steps import payments
from desk.rules.steps.situation import Paid
from desk.store import search
from desk.store.db import Store
from desk.store.tables import CaseRow

MOST: Final = 200  # cases of one customer that are looked at, newest first
KEYS: Final = (
    ("complainant.id_no", CaseRow.complainant_id_no),
    ("complainant.phone", CaseRow.complainant_phone),
)


def same_customer(store: Store, facts: Facts, columns: tuple[Any, ...]) -> list[Any]:
    """Return ``columns`` of the cases with the same document number or telephone.

    The numbers are compared exactly; the search index only finds candidates.
    """
    found: dict[int, Any] = {}
    for name, column in KEYS:
        value = facts.get(name)
        if not value:
            continue
        query = CaseRow.select(CaseRow.id, *columns).where(column == value)
        if name == "complainant.phone":
            query = query.where(search.contains_words(CaseRow.id, value))
        query = query.order_by(CaseRow.id.desc()).limit(MOST)
        found |= {row[0]: row[1:] for row in store.rows(query)}
    return [found[case_id] for case_id in sorted(found, reverse=True)]


def paid_of_late(store: Store, facts: Facts, today: date, days: int) -> list[Paid]:
    """Return the customer's compensations in other cases within ``days``, oldest first.

    What was paid counts where it is more than was planned, as in an emergency, and also
    where the case was withdrawn, declined or merged.
    """
    first = (today - timedelta(days=days)).isoformat()
    columns = (
        *(CaseRow.case_no, CaseRow.compensation, CaseRow.planned_at, CaseRow.outcome),
        CaseRow.entries,
    )
    rows = same_customer(store, facts, columns)
    return sorted(
        _paid(rows, facts.get("case_no", ""), first), key=lambda paid: (paid.on, paid.case_no)
    )


def _paid(rows: list[Any], own_no: str, first: str) -> Iterator[Paid]:
    for case_no, fen, planned_at, outcome, entries in rows:
        is_off = outcome in ("withdrawn", "merged", "declined")
        planned = Decimal() if is_off or not planned_at else Decimal(fen or 0).scaleb(-2)
        given = json.loads(entries) if PAYMENTS in entries else {}
        amount = max(planned, payments.paid(given))
        days = [planned_at[:10]] if planned else []
        days += [one["on"] for one in payments.standing(given)]
        if amount and case_no != own_no and max(days) >= first:
            yield Paid(case_no, amount, date.fromisoformat(max(days)))
