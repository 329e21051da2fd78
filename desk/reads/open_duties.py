"""Duties of all cases, and following the numbers of merged cases."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

import peewee as pw

from desk.base.shapes import Facts, JsonMapping
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import State
from desk.rules.case.masks import discreet, hidden_names
from desk.rules.people.rights import Person
from desk.rules.people.sight import Purpose, Sight, sight
from desk.rules.settings import Settings
from desk.rules.steps.duties import SYSTEMIC, Owed, duties
from desk.rules.steps.life_guards import open_review
from desk.rules.time.case_clocks import CaseClock, Reckoning
from desk.store.db import Store
from desk.store.few_cases import with_entries
from desk.store.record.read_model import from_column
from desk.store.tables import IS_OPEN, NEVER, OWING, CaseRow

MOST_HOPS: Final = 50  # mergers after each other; a circle cannot be made, a damaged file might


def owed_by(
    store: Store,
    settings: Settings,
    reader: Person,
    cases: Iterable[Facts] | None = None,
    reckoning: Reckoning | None = None,
) -> Iterator[tuple[JsonMapping, Owed]]:
    """Yield the duties of ``cases`` with the facts of their case, soonest first; texts masked.

    Cases whose content is closed to ``reader`` are left out. Without a ``reckoning`` no review is
    owed, for its end is a clock's.
    """
    found = [
        (facts, replace(owed, words=discreet(owed.words, hidden_names(facts))))
        for facts in (owing_cases(store) if cases is None else cases)
        if sight(reader, facts, Purpose.LIST, NEVER) >= Sight.MASKED
        for owed in duties(facts, settings, _reviewed(facts, reckoning))
    ]
    yield from sorted(found, key=lambda pair: pair[1].due_at)


def _reviewed(facts: Facts, reckoning: Reckoning | None) -> list[CaseClock]:
    """Return the clocks of a case with an open review; no other duty asks for them."""
    return reckoning.clocks(facts) if reckoning and open_review(facts) else []


# What `duties`, `sight` and masks ask of a case; a row has ninety columns, and there are many rows.
ASKED: Final = (
    "state",
    "handler",
    "received_at",
    "registered_at",
    "investigated_at",
    "executed_at",
    "notified_at",
    "channel",
    "people_count",
    "sensitive",
    "systemic",
    "root_cause",
    "forwarded_by",
    "reply_by",
    "closed_at",
    "followed_up_at",
    "follow_up",
    "satisfaction",
    "compensation",
    "co_departments",
    "plan",
    "planned_at",
    "planned_by",
    "grade",
    "recused",
    "complained_staff",
    "kind",
    "department",
    "received_by",
    "complainant.name",
    "agent",
    "representatives",
    "party_type",
    "withdrawn_at",
    "review_received_at",
    "review_decided_at",
)
_FIELDS: Final = [BY_ID[name] for name in ASKED]
_NOTHING: Final = "{}"  # entries of a case in which nothing was recorded


def owing_cases(store: Store) -> Iterator[Facts]:
    """Yield the facts, entries included, of every case that may have duties.

    Closed cases may owe rectifications, promises and reports; open ones owe nothing before
    a finding, an entry or a request is recorded.
    """
    columns = [getattr(CaseRow, field.column) for field in _FIELDS]
    some = (
        (CaseRow.entries != _NOTHING)
        | (CaseRow.major == 1)
        | (CaseRow.systemic == SYSTEMIC)
        | CaseRow.co_departments.is_null(is_null=False)
        | CaseRow.reply_by.is_null(is_null=False)
        | (CaseRow.state == State.TO_APPROVE.value)
    )
    reviewed = (CaseRow.is_queued == 1, CaseRow.is_open == 0, pw.SQL(f"{OWING} IS NOT TRUE"))
    for which in ((IS_OPEN, some), (pw.SQL(OWING),), reviewed):
        own = (CaseRow.case_no, CaseRow.import_id, CaseRow.entries)
        query = CaseRow.select(*own, *columns).where(*which)
        for case_no, import_id, entries, *values in store.rows(query):
            facts = {
                field.id: from_column(field.kind, value)
                for field, value in zip(_FIELDS, values, strict=True)
                if value is not None
            }
            facts |= {"case_no": case_no, "import_id": import_id}
            yield {**facts, **json.loads(entries)}


class Debt(NamedTuple):
    """An emergency whose report is missing or not countersigned.

    Attributes:
        case_id: Row of the case.
        case_no: Its number.
        since: When the emergency action was taken.
    """

    case_id: int
    case_no: str
    since: datetime


def open_debts(store: Store) -> list[Debt]:
    """Return unsettled emergencies, the first of each case; they block closing the month."""
    columns = (CaseRow.id, CaseRow.case_no, CaseRow.entries)
    query = CaseRow.select(*columns).where(with_entries("emergencies"))
    found = []
    for case_id, case_no, entries in store.rows(query):
        emergencies = json.loads(entries).get("emergencies", ())
        since = min((one["at"] for one in emergencies if "signed_by" not in one), default=None)
        if since:
            found.append(Debt(case_id, case_no, datetime.fromisoformat(since)))
    return found


def leads_to(store: Store, facts: Facts) -> str:
    """Follow mergers: return the surviving case's number, or the case's own."""
    case_no, target = str(facts["case_no"]), facts.get("merged_into")
    for _ in range(MOST_HOPS):
        if not target:
            break
        case_no = str(target)
        query = CaseRow.select(CaseRow.merged_into).where(CaseRow.case_no == case_no)
        target = store.value(query)
    return case_no


def living_no(store: Store, case_no: str) -> str | None:
    """Follow mergers: return the surviving number of ``case_no``; None if there is no such case.

    The number of a merged case always leads to the surviving case.
    """
    query = CaseRow.select(CaseRow.merged_into).where(CaseRow.case_no == case_no)
    found = store.row(query)
    return leads_to(store, {"case_no": case_no, "merged_into": found[0]}) if found else None
