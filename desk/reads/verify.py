"""Verify: the chain is whole, and the tables are what the acts say."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from desk.rules.authority import Standings, is_signed_kind, right_of
from desk.rules.case_clocks import Reckoning
from desk.rules.fold import Act, Folded, fold
from desk.rules.numbering import number_in
from desk.rules.undone import is_undone
from desk.store import journal, search, shadow, soundness
from desk.store.db import Store
from desk.store.tables import CaseRow, ClockRow, CounterRow

NEEDED: Final = frozenset({"case_no", "kind", "state", "received_at"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        what: "hash", "payload", "chain", "unsigned", "unsealed", "signature", "right",
            "table", "extra", "counter", "search".
        where: Act number, case number or table.
    """

    what: str
    where: str


def verify(store: Store, reckoning: Reckoning) -> list[Finding]:
    """Return everything that is not as it should be; nothing means the record is whole."""
    with store.snapshot():
        standings = read_standings(store)
        found = [
            Finding(broken.what, f"act {broken.act_id}")
            for broken in soundness.broken(store, standings.key_of, is_signed_kind)
        ]
        found += _rights(store, standings)
        found += _cases(store, reckoning)
        found += _others(store)
        found += _numbers(store)
    if not search.is_sound(store):
        found.append(Finding("search", search.TABLE))
    return found


def read_standings(store: Store) -> Standings:
    """Return who was what at any moment, from the acts about people."""
    acts: dict[str, list[tuple[Act, dict[str, Any] | None]]] = {}
    for _, act, payload in journal.acts_by_subject(store, "person."):
        acts.setdefault(act.subject.removeprefix(shadow.PERSON), []).append((act, payload))
    settings = [(act, facts) for _, act, facts in journal.acts_by_subject(store, "office.set")]
    return Standings(acts, settings)


def _rights(store: Store, standings: Standings) -> Iterator[Finding]:
    """Yield the acts that their author had no right to."""
    for act_id, act in journal.acts_without_words(store, lambda kind: right_of(kind) is not None):
        right = standings.lacks(act)
        if right:
            yield Finding("right", f"act {act_id} {act.author} {right}")


def _cases(store: Store, reckoning: Reckoning) -> Iterator[Finding]:
    columns = [getattr(CaseRow, name) for name in shadow.CASE_COLUMNS]
    seen = 0
    for first_id, uuid, folded in _folded_cases(store):
        if is_undone(folded):
            continue
        seen += 1
        if not folded.facts.keys() >= NEEDED:
            yield Finding("payload", f"case {uuid}")
            continue
        clocks = reckoning.clocks(folded.facts)
        expected = shadow.case_row(first_id, uuid, folded, clocks)
        actual = store.row(CaseRow.select(*columns).where(CaseRow.id == first_id))
        if actual is None or tuple(actual) != expected:
            yield Finding("table", folded.facts["case_no"])
        rows = shadow.clock_rows(first_id, folded.facts["kind"], clocks)
        kept = [getattr(ClockRow, name) for name in shadow.CLOCK_COLUMNS]
        found = store.rows(ClockRow.select(*kept).where(ClockRow.case_id == first_id))
        if sorted(rows) != sorted(tuple(row) for row in found):
            yield Finding("table", f"{folded.facts['case_no']} clock")
    extra = CaseRow.select().count(store.database) - seen
    if extra:
        yield Finding("extra", f"{extra} × case")
    known = CaseRow.select(CaseRow.id)
    strays = ClockRow.select().where(ClockRow.case_id.not_in(known)).count(store.database)
    if strays:
        yield Finding("extra", f"{strays} × clock")


def _folded_cases(store: Store) -> Iterator[tuple[int, str, Folded]]:
    acts = journal.acts_by_subject(store, "case.")
    for uuid, group in groupby(acts, key=lambda entry: entry[1].subject):
        entries = list(group)
        yield entries[0][0], uuid, fold((act, payload) for _, act, payload in entries)


def _numbers(store: Store) -> Iterator[Finding]:
    """Yield the days whose counter is behind: a number would be given twice."""
    identity = journal.read_identity(store)
    own = f"TS-{identity.device.rpartition('-')[0]}-"
    given: dict[str, int] = {}
    for (case_no,) in store.rows(CaseRow.select(CaseRow.case_no)):
        number = number_in(case_no, identity.letter) if case_no.startswith(own) else 0
        day = case_no.removeprefix(own)[:8]
        given[day] = max(given.get(day, 0), number)
    kept = store.rows(CounterRow.select(CounterRow.day, CounterRow.last))
    known = {day.replace("-", ""): last for day, last in kept}
    for day, last in given.items():
        if known.get(day, 0) < last:
            yield Finding("counter", day)


def _others(store: Store) -> Iterator[Finding]:
    for kind in (shadow.SETTINGS, shadow.PERSON, shadow.IMPORT, shadow.REPORT, shadow.PRINT):
        expected = []
        for subject in journal.subjects(store, kind):
            folded = journal.folded(store, subject)
            if not folded.facts:
                yield Finding("payload", subject)
                continue
            expected += shadow.other_rows(subject, folded)[1]
        if not shadow.others_agree(store, kind, expected):
            yield Finding("table", kind.rstrip(":"))
