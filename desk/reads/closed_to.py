"""Which cases are closed to a person, and whether a packet would carry one of them."""

import json
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.people.recusal import is_recused
from desk.rules.people.rights import Person
from desk.store.db import Store
from desk.store.record.heads import Span, within
from desk.store.tables import ActRow, CaseRow

NAMED: Final = 5  # cases told by their numbers


class CarriesClosed(Refusal):
    """Somebody recused wants to take a case out of the office in a packet."""

    text: ClassVar[str] = mark(
        "This packet would carry cases in which {person} is complained of or recused: {cases}. "
        "Ask a colleague who is not concerned to make it."
    )


def closed_cases(store: Store, person: Person) -> dict[str, str]:
    """Return the numbers of the cases in which ``person`` is recused, by UUID."""
    columns = (CaseRow.recused, CaseRow.complained_staff)
    names = {person.login, person.name}
    wanted = [column.contains(name) for column in columns for name in names]
    query = CaseRow.select(CaseRow.uuid, CaseRow.case_no, *columns)
    # A name may be part of another one: the row decides, not the pattern.
    rows = store.rows(query.where(reduce(or_, wanted)))
    return {uuid: no for uuid, no, *lists in rows if is_recused(person, _named(lists))}


def _named(lists: Sequence[str | None]) -> dict[str, Any]:
    return {"recused": [name for text in lists for name in json.loads(text or "[]")]}


def need_none_closed(store: Store, spans: Sequence[Span], person: Person) -> None:
    """Refuse a packet of ``spans`` that contains a case closed to ``person`` (第17条 回避).

    Raises:
        CarriesClosed: It contains one.
    """
    closed = closed_cases(store, person)
    carried = sorted({closed[uuid] for span in spans for uuid in _carried(store, span, closed)})
    if carried:
        raise CarriesClosed(person=person.name, cases=carried[:NAMED])


def _carried(store: Store, span: Span, closed: dict[str, str]) -> list[str]:
    query = ActRow.select(ActRow.subject).where(within(span), ActRow.subject.in_(list(closed)))
    return [uuid for (uuid,) in store.rows(query.distinct())] if closed else []
