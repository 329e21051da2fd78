"""Which cases are closed to a person for good, and whether a packet would carry one of them."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.people.rights import Person
from desk.rules.people.sight import closed_for, keep_away_for
from desk.store.db import PreparedQuery, Store
from desk.store.record.heads import Span, within
from desk.store.tables import ActRow, CaseRow, ClosedRow

NAMED: Final = 5  # cases told by their numbers


class CarriesClosed(Refusal):
    """Somebody recused wants to take a case out of the office in a packet."""

    text: ClassVar[str] = mark(
        "This packet would carry cases in which {person} is complained of or recused: {cases}. "
        "Ask a colleague who is not concerned to make it."
    )


def closed_ids(who: Iterable[str]) -> Any:
    """Return the query for the ids of the cases that are closed to one of ``who``."""
    return ClosedRow.select(ClosedRow.case_id).where(ClosedRow.who.in_(list(who)))


_CLOSED: Final = PreparedQuery(
    lambda *who: ClosedRow.select(ClosedRow.case_id).where(ClosedRow.who.in_(who)), arguments=4
)


def closed_cases(store: Store, person: Person) -> set[int]:
    """Return the ids of the cases that are closed to ``person`` for good."""
    who = closed_for(person)
    texts = (*who, *who[-1:] * 4)[:4]  # three, or four outside the closed group
    return {case_id for (case_id,) in store.ask_all(_CLOSED, *texts)}


def open_to(reader: Person | None) -> Any:
    """Return the condition that a case is not closed to ``reader`` for good; None is the office."""
    return reader is None or CaseRow.id.not_in(closed_ids(closed_for(reader)))


def closed_numbers(store: Store, person: Person) -> frozenset[str]:
    """Return the numbers of the cases of which ``person`` may see nothing."""
    query = CaseRow.select(CaseRow.case_no).where(CaseRow.id.in_(closed_ids(closed_for(person))))
    return frozenset(number for (number,) in store.rows(query))


def need_none_closed(store: Store, spans: Sequence[Span], person: Person) -> None:
    """Refuse a packet of ``spans`` with a case in which ``person`` is recused (第17条 回避).

    Reports of violations may be carried: they are sealed, and nobody here reads them.

    Raises:
        CarriesClosed: It contains one.
    """
    columns, shut = (CaseRow.uuid, CaseRow.case_no), closed_ids(keep_away_for(person))
    closed: dict[str, str] = dict(store.rows(CaseRow.select(*columns).where(CaseRow.id.in_(shut))))
    carried = sorted({closed[uuid] for span in spans for uuid in _carried(store, span, closed)})
    if carried:
        raise CarriesClosed(person=person.name, cases=carried[:NAMED])


def _carried(store: Store, span: Span, closed: dict[str, str]) -> list[str]:
    query = ActRow.select(ActRow.subject).where(within(span), ActRow.subject.in_(list(closed)))
    return [uuid for (uuid,) in store.rows(query.distinct())] if closed else []
