"""What is owed in all open cases, and where an old number leads."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from desk.rules.duties import Owed, duties
from desk.rules.people import Person
from desk.rules.recusal import is_recused
from desk.rules.settings import Settings
from desk.store import shadow
from desk.store.db import Store
from desk.store.tables import CaseRow

MOST_HOPS: Final = 50  # mergers after each other; a circle cannot be made, a damaged file might


def owed_by(
    store: Store,
    settings: Settings,
    reader: Person,
    cases: Iterable[Mapping[str, Any]] | None = None,
) -> Iterator[tuple[Mapping[str, Any], Owed]]:
    """Yield what is owed with the facts of its case, soonest first, in all open ``cases``.

    Cases in which ``reader`` is recused are left out.
    """
    found = [
        (facts, owed)
        for facts in (open_cases(store) if cases is None else cases)
        if not is_recused(reader, facts)
        for owed in duties(facts, settings)
    ]
    yield from sorted(found, key=lambda pair: pair[1].due_at)


def open_cases(store: Store) -> Iterator[dict[str, Any]]:
    """Yield the facts of every open case, entries included, and of those with rectifications."""
    columns = [getattr(CaseRow, name) for name in shadow.CASE_COLUMNS]
    owing = CaseRow.entries.contains('"rectifications"') | CaseRow.entries.contains('"promised_on"')
    query = CaseRow.select(*columns).where((CaseRow.is_open == 1) | owing)
    for row in store.rows(query):
        yield shadow.facts_of(row)


def open_debts(store: Store) -> list[str]:
    """Return the numbers of the cases whose emergency is not settled; they block month close."""
    query = CaseRow.select(CaseRow.case_no, CaseRow.entries).where(
        CaseRow.entries.contains('"emergencies"')
    )
    return [
        case_no
        for case_no, entries in store.rows(query)
        if any("signed_by" not in one for one in json.loads(entries).get("emergencies", ()))
    ]


def leads_to(store: Store, facts: Mapping[str, Any]) -> str:
    """Return the number under which a merged case lives on; its own when it was not merged."""
    case_no, target = str(facts["case_no"]), facts.get("merged_into")
    for _ in range(MOST_HOPS):
        if not target:
            break
        case_no = str(target)
        query = CaseRow.select(CaseRow.merged_into).where(CaseRow.case_no == case_no)
        target = store.value(query)
    return case_no
