"""The items of registers as the table has them; none that tells of a case closed to who asks."""

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from desk.base.shapes import Facts, Row
from desk.rules.people.rights import Person
from desk.rules.people.sight import closed_for
from desk.rules.registers.register import Register
from desk.rules.registers.table import REGISTERS, NoItem
from desk.store.db import Store
from desk.store.tables import CaseRow, ClosedRow, RegisterItemRow

_COLUMNS: Final = tuple(RegisterItemRow._meta.fields)  # noqa: SLF001 - peewee's public list
_IDS: Final = {one.about: one.id for one in REGISTERS.values()}
TABLES: Final = dict.fromkeys(_IDS, (RegisterItemRow, _COLUMNS))


class StoredItem(NamedTuple):
    """An item.

    Attributes:
        uuid: Its subject, without what its register's subjects begin with.
        no: Its number.
        state: Its state.
        facts: What is known of it.
    """

    uuid: str
    no: str
    state: str
    facts: Facts


def row_of(subject: str, facts: Facts) -> tuple[str, list[Row]]:
    """Return how ``subject`` begins, and its row."""
    head, colon, uuid = subject.partition(":")
    about, told = head + colon, json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return about, [(uuid, _IDS[about], facts["no"], facts["state"], told)]


def is_told(facts: Facts) -> bool:
    """Say whether so much is known of an item that it has a row."""
    return bool(facts.get("no") and facts.get("state"))


def is_of(about: str) -> Any:
    """Return the condition that a row is of the register whose subjects begin so."""
    return RegisterItemRow.register == _IDS[about]


def items_of(
    store: Store, register: Register, reader: Person, *, is_open: bool = False
) -> Iterator[StoredItem]:
    """Yield the items of ``register`` that ``reader`` may see, the newest number first.

    Those that tell of a case closed to her are left out. ``is_open`` leaves out the ended ones.
    """
    row = RegisterItemRow
    query = row.select(row.uuid, row.no, row.state, row.facts).where(row.register == register.id)
    if is_open:
        query = query.where(row.state.not_in(sorted(register.ended)))
    yield from _seen(store, register, reader, query.order_by(row.no.desc()))


def need_item(store: Store, register: Register, no: str, reader: Person) -> StoredItem:
    """Return the item with the number ``no``.

    Raises:
        NoItem: There is none, or it tells of a case that is closed to ``reader``.
    """
    row = RegisterItemRow
    query = row.select(row.uuid, row.no, row.state, row.facts)
    named = query.where(row.register == register.id, row.no == no).order_by(row.uuid)
    found = next(_seen(store, register, reader, named), None)
    if found is None:
        raise NoItem(no=no)
    return found


def _seen(store: Store, register: Register, reader: Person, query: Any) -> Iterator[StoredItem]:
    items = [
        StoredItem(uuid, no, state, json.loads(told)) for uuid, no, state, told in store.rows(query)
    ]
    told = {str(one.facts[name]) for one in items for name in register.cases if one.facts.get(name)}
    closed = _closed_among(store, told, reader)
    for one in items:
        if closed.isdisjoint(one.facts.get(name) for name in register.cases):
            yield one


def _closed_among(store: Store, numbers: set[str], reader: Person) -> set[object]:
    """Return which of the cases with these numbers are closed to ``reader``."""
    if not numbers:
        return set()
    query = (
        CaseRow.select(CaseRow.case_no)
        .join(ClosedRow, on=(ClosedRow.case_id == CaseRow.id))
        .where(ClosedRow.who.in_(list(closed_for(reader))))
    )
    return {number for (number,) in store.rows(query) if number in numbers}
