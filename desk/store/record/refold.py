"""Refolding: updating the tables for subjects whose set of acts changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import peewee as pw

from desk.base.shapes import Facts
from desk.rules.people.people_in_acts import Acts, seen_from
from desk.rules.record.chains import CASE_KIND, Aside
from desk.rules.record.fold import Folded, fold
from desk.rules.steps.counting import counted
from desk.rules.steps.kinds import SHREDDING
from desk.rules.steps.merged_state import spoken_misfit, unlawful
from desk.rules.time.case_clocks import Moved, Reckoning
from desk.store.case_ids import uuids_of
from desk.store.db import PreparedQuery, Store
from desk.store.disk import attachment_store
from desk.store.record import journal, read_model
from desk.store.tables import ActRow, CaseRow, PayloadRow, StaleCaseRow

BATCH: Final = 500  # cases between two flushes
LISTED: Final = 1_000  # cases that a report names
_HIDDEN: Final = frozenset({"id", "uuid", "version"})

_ROW: Final = PreparedQuery(
    lambda case_id: CaseRow.select(*(getattr(CaseRow, n) for n in read_model.CASE_COLUMNS)).where(
        CaseRow.id == case_id
    ),
    arguments=1,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDeadline:
    """The end of a case's next clock before and after a refold, None without one."""

    case_no: str
    before: str | None
    after: str | None


@dataclass(kw_only=True)
class Refolded:
    """The effects of a refold.

    Attributes:
        cases: Row ids of all affected cases.
        new: Numbers of new cases, at most ``LISTED``.
        changed: Changed fields by case number, at most ``LISTED``.
        conflicts: Fields in conflict by case number, at most ``LISTED``.
        unlawful: Inconsistencies of merged states by case number, at most ``LISTED``.
        deadlines: Next deadlines that moved, at most ``LISTED``.
        moved: Deadlines moved by another reckoning.
        gone: Numbers of cases without a row now.
        new_count: Number of new cases.
        changed_count: Number of changed cases.
        others: Affected subjects other than cases.
    """

    cases: set[int] = field(default_factory=set)
    new: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    conflicts: dict[str, list[str]] = field(default_factory=dict)
    unlawful: dict[str, list[str]] = field(default_factory=dict)
    deadlines: list[NextDeadline] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    new_count: int = 0
    changed_count: int = 0
    others: list[str] = field(default_factory=list)

    def add(self, more: "Refolded") -> None:
        """Add the effects on further subjects."""
        self.cases |= more.cases
        self.new += more.new
        self.gone += more.gone
        self.others += more.others
        self.deadlines += more.deadlines
        self.moved += more.moved
        self.changed |= more.changed
        self.conflicts |= more.conflicts
        self.unlawful |= more.unlawful
        self.new_count += more.new_count
        self.changed_count += more.changed_count


def refold(store: Store, reckoning: Reckoning, subjects: Iterable[str]) -> Refolded:
    """Refold ``subjects`` into the tables; payloads of erased ones are deleted first."""
    told = Refolded()
    remaining = iter(subjects)
    while batch := list(islice(remaining, BATCH)):
        cases, known = read_model.CaseBatch(store=store, reckoning=reckoning), _Known(store, batch)
        changed = [found for subject in batch if (found := _into(cases, known, subject, told))]
        cases.flush()
        for case_id, before, folded in changed:
            _tell(store, case_id, before, folded, told)
    return told


def refold_stale(store: Store, reckoning: Reckoning) -> None:
    """Make the rows anew that a migration found stale; killed meanwhile, it goes on later."""
    while stale := store.rows(StaleCaseRow.select(StaleCaseRow.id).limit(BATCH)):
        ids = [case_id for (case_id,) in stale]
        with store.writing():
            refold(store, reckoning, [uuid for _, uuid in uuids_of(store, ids)])
            store.run(StaleCaseRow.delete().where(StaleCaseRow.id.in_(ids)))


Changed = tuple[int, Facts | None, Folded]


_ACTS: Final = PreparedQuery(
    lambda *subjects: (
        ActRow.select(*journal.ACT_FIELDS, PayloadRow.body)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .where(ActRow.subject.in_(subjects), ActRow.aside == Aside.COUNTS.value)
    ),
    arguments=BATCH,
)
_FIRSTS: Final = PreparedQuery(
    lambda *subjects: (
        ActRow.select(ActRow.subject, pw.fn.min(ActRow.id))
        .where(ActRow.subject.in_(subjects))
        .group_by(ActRow.subject)
    ),
    arguments=BATCH,
)
_ROWS: Final = PreparedQuery(
    lambda *cases: CaseRow.select(*(getattr(CaseRow, n) for n in read_model.CASE_COLUMNS)).where(
        CaseRow.id.in_(cases)
    ),
    arguments=BATCH,
)


def _filled(values: Iterable[Any], rest: object) -> list[Any]:
    """Pad ``values`` with ``rest``, which is none of them, to the size of a batch."""
    several = list(values)
    return several + [rest] * (BATCH - len(several))


class _Known:
    """The stored rows of several subjects, read together for speed."""

    def __init__(self, store: Store, subjects: list[str]) -> None:
        self.store, self._office = store, journal.own_office(store)
        wanted = _filled(subjects, "")
        self.acts: dict[str, Acts] = {}
        for *row, body in store.ask_all(_ACTS, *wanted):
            act = journal.act_of(row)
            self.acts.setdefault(act.subject, []).append((act, journal.said_in(body)))
        self.first: dict[str, int] = dict(store.ask_all(_FIRSTS, *wanted))
        rows = store.ask_all(_ROWS, *_filled(self.first.values(), 0))
        self.rows = {row[0]: row for row in rows}

    def acts_of(self, subject: str) -> Acts:
        """Return the acts of one of them that count, as this office sees the people in them."""
        return counted(seen_from(self._office, self.acts.get(subject, [])))

    def shredded(self, subject: str) -> Acts:
        """Delete the payloads of ``subject`` and return its acts."""
        journal.shred(self.store, subject)
        return journal.acts_of(self.store, subject)


def _into(
    cases: read_model.CaseBatch, known: _Known, subject: str, told: Refolded
) -> Changed | None:
    """Refold one subject; for a case return its row id, its row before, and its state."""
    acts = known.acts_of(subject)
    if any(act.kind in SHREDDING for act, _ in acts):
        attachment_store.forget(known.store, known.first.get(subject, 0))
        acts = known.shredded(subject)
    case_id = known.first.get(subject, 0)
    row = known.rows.get(case_id)
    before = dict(zip(read_model.CASE_COLUMNS, row, strict=True)) if row else None
    is_case = any(act.kind.startswith(CASE_KIND) for act, _ in acts)
    if not is_case and (before is None or before["uuid"] != subject):
        _other(known.store, subject, fold(acts), told)
        return None
    folded = fold(acts)
    if row is None:
        cases.add(case_id, subject, folded)
    else:
        cases.change(case_id, subject, read_model.facts_of(row), folded)
    return case_id, before, folded


def _other(store: Store, subject: str, folded: Folded, told: Refolded) -> None:
    if read_model.is_kept(subject) and read_model.is_told(subject, folded):
        read_model.put_other(store, subject, folded)
        told.others.append(subject)


def _tell(
    store: Store,
    case_id: int,
    before: Facts | None,
    folded: Folded,
    told: Refolded,
) -> None:
    """Record the effects on one case."""
    told.cases.add(case_id)
    if not read_model.is_shown(folded):
        told.gone += [before["case_no"]] if before else []
        return
    number = folded.facts["case_no"]
    if folded.conflicts and len(told.conflicts) < LISTED:
        told.conflicts[number] = sorted(folded.conflicts)
    misfits = [spoken_misfit(found) for found in unlawful(folded)]
    if misfits and len(told.unlawful) < LISTED:
        told.unlawful[number] = misfits
    if before is None:
        told.new_count += 1
        told.new += [number] if len(told.new) < LISTED else []
        return
    told.changed_count += 1
    if len(told.changed) < LISTED:
        after = dict(zip(read_model.CASE_COLUMNS, store.ask(_ROW, case_id) or (), strict=True))
        told.changed[number] = sorted(_differences(before, after))
        if before["due_at"] != after["due_at"]:
            told.deadlines.append(
                NextDeadline(case_no=number, before=before["due_at"], after=after["due_at"])
            )


def _differences(before: Facts, after: Facts) -> Iterator[str]:
    return (n for n, value in after.items() if n not in _HIDDEN and before[n] != value)


def came_with(store: Store, first: int, last: int) -> dict[str, tuple[set[bytes], int]]:
    """Return the cases with acts in rows ``first`` to ``last``.

    By case number: the hashes of those acts, and the last row of all its acts.
    """
    columns = (CaseRow.case_no, ActRow.subject, ActRow.hash)
    query = (
        ActRow.select(*columns)
        .join(CaseRow, on=(CaseRow.uuid == ActRow.subject))
        .where(ActRow.id.between(first, last))
    )
    found: dict[str, tuple[set[bytes], int]] = {}
    for number, subject, own in store.rows(query):
        if number not in found:
            latest = ActRow.select(ActRow.id).where(ActRow.subject == subject)
            found[number] = (set(), store.value(latest.order_by(ActRow.id.desc()).limit(1)))
        found[number][0].add(bytes(own))
    return found
