"""Handover of a person's open cases, with next step, deadline and duties."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from desk.base.clock import stamp
from desk.base.shapes import Facts
from desk.base.words import shown
from desk.reads.office_facts import read_settings
from desk.rules.case.entries import TRANSFERS
from desk.rules.case.masks import discreet, hidden_names, mask_name
from desk.rules.case.titles import case_title
from desk.rules.people.person_id import PersonId
from desk.rules.people.rights import Person
from desk.rules.people.sight import Purpose, sight
from desk.rules.steps.duties import Owed, duties
from desk.rules.steps.life_guards import transfer_asked
from desk.rules.steps.next_step import next_step
from desk.rules.time.case_clocks import CaseClock, Reckoning, worst
from desk.store.db import Store
from desk.store.record import read_model
from desk.store.tables import IS_OPEN, CaseRow

TITLE: Final = 36  # characters of the facts


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """One case of a handover; personal data masked.

    Attributes:
        case_no: Its number.
        name: The complainant.
        title: Its title.
        next_step: Label of the next step.
        clock: Title of its worst running clock, or "".
        due_on: The last day of that clock, or None.
        owed: Its duties, soonest first.
    """

    case_no: str
    name: str
    title: str
    next_step: str
    clock: str
    due_on: date | None
    owed: tuple[Owed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What somebody leaves behind, by numbers of open cases, oldest first.

    Attributes:
        cases: Those that she handles.
        offers: Those that were offered to her and wait for her answer.
    """

    cases: list[str]
    offers: list[str]


def held_by(store: Store, who: PersonId) -> Held:
    """Return what is to be given to somebody else when ``who`` leaves."""
    query = CaseRow.select(CaseRow.case_no, CaseRow.handler, CaseRow.entries).where(
        IS_OPEN, (CaseRow.handler == str(who)) | CaseRow.entries.contains(f'"{TRANSFERS}"')
    )
    rows = store.rows(query.order_by(CaseRow.received_at, CaseRow.case_no))
    offered = [(case_no, transfer_asked(json.loads(entries))) for case_no, _, entries in rows]
    return Held(
        cases=[case_no for case_no, handler, _ in rows if handler == str(who)],
        offers=[case_no for case_no, asked in offered if asked and asked["to"] == str(who)],
    )


def open_cases_of(
    store: Store, reckoning: Reckoning, who: PersonId, reader: Person, now: datetime
) -> list[OpenCase]:
    """Return the open cases that ``who`` handles, oldest first, without those closed to ``reader``.

    Personal data is masked.
    """
    settings = read_settings(store)
    columns = [getattr(CaseRow, name) for name in read_model.CASE_COLUMNS]
    query = CaseRow.select(*columns).where(IS_OPEN, CaseRow.handler == str(who))
    rows = store.rows(query.order_by(CaseRow.received_at, CaseRow.case_no))
    found = (read_model.facts_of(row) for row in rows)
    return [
        _held(facts, worst(clocks, now), duties(facts, settings, clocks))
        for facts, clocks in ((one, reckoning.clocks(one)) for one in found)
        if sight(reader, facts, Purpose.LIST, stamp(now))
    ]


def _held(facts: Facts, clock: CaseClock | None, owed: Iterable[Owed]) -> OpenCase:
    names, name = hidden_names(facts), facts.get("complainant.name") or ""
    step = next_step(facts)
    return OpenCase(
        case_no=facts["case_no"],
        name=mask_name(name) if name else "",
        title=discreet(case_title(facts.get("facts"), TITLE), names),
        next_step=shown(step) if step else "",
        clock=clock.rule.title if clock else "",
        due_on=clock.due.on if clock else None,
        owed=tuple(replace(one, words=discreet(one.words, names)) for one in owed),
    )
