"""The ledger of a period: one line a complaint, masked unless the full one is asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from desk.rules.masks import masked
from desk.rules.periods import Period
from desk.store import shadow
from desk.store.db import Store
from desk.store.tables import CaseRow


def ledger_lines(
    store: Store, period: Period, *, is_full: bool = False
) -> Iterator[Mapping[str, Any]]:
    """Yield the facts of the complaints received in ``period``, by receipt and number."""
    columns = [getattr(CaseRow, name) for name in shadow.CASE_COLUMNS]
    query = (
        CaseRow.select(*columns)
        .where(
            CaseRow.received_on.between(period.first.isoformat(), period.last.isoformat()),
            CaseRow.kind == "complaint",
        )
        .order_by(CaseRow.received_at, CaseRow.case_no)
    )
    for chunk in store.chunks(query, size=1000):
        for row in chunk:
            facts = shadow.facts_of(row)
            yield facts if is_full else masked(facts)
