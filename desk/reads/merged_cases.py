"""The cases that were merged into another one: they live on there, with all that they hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import peewee as pw

from desk.base.shapes import Facts, Row
from desk.rules.case.entries import MERGERS
from desk.store.case_ids import NUMBERED
from desk.store.db import Store
from desk.store.record import journal, read_model
from desk.store.search import contains_words
from desk.store.tables import CaseRow

Shut: TypeAlias = Callable[[Sequence[int]], set[int]]  # those of some ids that tell nothing
_MERGED = CaseRow.merged_into.is_null(is_null=False)


def numbers_merged(facts: Facts) -> list[str]:
    """Return the numbers of the cases that were merged into the one with ``facts``, and are still.

    A merger that was undone has left no entry here.
    """
    mergers = facts.get(MERGERS) or ()
    return [one["case_no"] for one in mergers if one.get("case_no")]


def merged_cases(store: Store, facts: Facts) -> list[Facts]:
    """Return the facts, entries included, of all cases that live on in the one with ``facts``.

    Those merged into merged ones too, each once; unmasked. Cases that are not here are left out
    with what was merged into them.
    """
    return list(_merged(store, facts, {str(facts["case_no"])}))


def _merged(store: Store, facts: Facts, known: set[str]) -> Iterator[Facts]:
    for case_no in numbers_merged(facts):
        found = store.ask(NUMBERED, case_no)
        if found is None or case_no in known:
            continue
        known.add(case_no)
        own = journal.folded(store, found[1]).facts
        if own.keys() >= {"case_no", "state"}:
            yield {**own, **read_model.derived(own)}
            yield from _merged(store, own, known)


def living_with(store: Store, words: str, shut: Shut) -> set[int]:
    """Return the ids of the cases in which those that hold all typed ``words`` live on.

    Those that are ``shut`` to the asker tell nothing of where they live on.
    """
    if store.row(CaseRow.select(CaseRow.id).where(_MERGED).limit(1)) is None:
        return set()
    # Of the few merged ones it is asked whether they hold the words, not of the many that do.
    held = contains_words(pw.SQL("id + 0"), words)
    return _living(store, _open(store.rows(_targets().where(held)), shut))


def living_of(store: Store, ids: set[int], shut: Shut) -> set[int]:
    """Return the ids of the cases in which those with ``ids`` live on, but of ``shut`` ones."""
    if not ids:
        return set()
    return _living(store, _open([row for row in store.rows(_targets()) if row[0] in ids], shut))


def _open(merged: Sequence[Row], shut: Shut) -> list[Row]:
    hidden = shut([case_id for case_id, _ in merged]) if merged else set()
    return [row for row in merged if row[0] not in hidden]


def _targets() -> Any:
    return CaseRow.select(CaseRow.id, CaseRow.merged_into).where(_MERGED)


def _living(store: Store, merged: Iterable[Row]) -> set[int]:
    """Follow mergers to their end, one after the other, never in a circle."""
    wanted, known, living = {no for _, no in merged}, set[str](), set[int]()
    while wanted := wanted - known:
        known |= wanted
        query = CaseRow.select(CaseRow.id, CaseRow.merged_into).where(
            CaseRow.case_no.in_(sorted(wanted))
        )
        found = store.rows(query)
        living |= {case_id for case_id, target in found if not target}
        wanted = {target for _, target in found if target}
    return living
