"""Merging acts from other workstations into the journal, each once, in any order.

Nothing is refused or dropped (reliability.md 4.2): an act that is here
already is skipped, one whose predecessor is missing waits, one that does
not concern this office is set aside. Which acts count depends on the set alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from desk.rules.record.chains import Aside, Chain, View
from desk.store.db import PreparedQuery, Store
from desk.store.record.journal import ACT_COLUMNS, PAYLOAD_COLUMNS
from desk.store.tables import ActRow, PayloadRow

COLUMNS: Final = (*ACT_COLUMNS, "aside")
HASH, DEVICE, EPOCH, SEQ, PREV, HLC, _, KIND, SUBJECT = range(9)
PAYLOAD_HASH, SCHEMA, SALT, BODY = 10, 11, 14, 15
COUNTS, WAITING = Aside.COUNTS.value, Aside.WAITING.value

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class StoredAct:
    """An act that is here already."""

    id: int
    is_linked: bool
    has_payload: bool


@dataclass
class ActMerge:
    """Merges acts within one transaction; call `settle` at the end.

    Attributes:
        store: Where to.
        view: For judging which acts count.
        next_id: Row id for the next act.
        latest_clock: Stamps beyond it do not advance our clock.
        new: Number of acts that were not here.
        known: Number of acts that were here.
        by_kind: Number of new acts by kind.
        subjects: Subjects with new acts, or with acts that count only now.
        hlc: Highest stamp among the new acts, up to ``latest_clock``.
        ahead: Workstations whose stamps lie beyond it.
        chains: Of the new acts.
    """

    store: Store
    view: View
    next_id: int
    latest_clock: int
    new: int = 0
    known: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    subjects: dict[str, None] = field(default_factory=dict)
    hlc: int = 0
    ahead: set[str] = field(default_factory=set)
    chains: set[Chain] = field(default_factory=set)

    def take(self, rows: Iterable[Row]) -> None:
        """Merge acts (with salt and payload), preferably sorted by chain and number."""
        acts: list[tuple[Any, ...]] = []
        payloads: list[tuple[Any, ...]] = []
        ordered = sorted(rows, key=lambda row: (row[DEVICE], row[EPOCH], row[SEQ]))
        for chain, group in groupby(ordered, key=lambda row: Chain(row[DEVICE], row[EPOCH])):
            for run in _runs(group):
                self._take_run(chain, run, acts, payloads)
        self.store.insert(ActRow, COLUMNS, acts)
        self.store.insert(PayloadRow, PAYLOAD_COLUMNS, payloads)

    def _take_run(
        self,
        chain: Chain,
        run: list[Row],
        acts: list[tuple[Any, ...]],
        payloads: list[tuple[Any, ...]],
    ) -> None:
        """Merge a run of consecutive acts of one chain."""
        held = held_between(self.store, chain, run[0][SEQ] - 1, run[-1][SEQ])
        linked = {text for text, one in held.items() if one.is_linked} | {b""}
        for row in run:
            here = held.get(row[HASH])
            if here is not None:
                self.known += 1
                if row[BODY] is not None and not here.has_payload:
                    payloads.append((here.id, row[SALT], row[BODY]))
                    held[row[HASH]] = StoredAct(here.id, here.is_linked, has_payload=True)
                    self.subjects[row[SUBJECT]] = None
                continue
            is_linked = row[PREV] in linked and (row[SEQ] == 1) == (row[PREV] == b"")
            if is_linked:
                linked.add(row[HASH])
            held[row[HASH]] = StoredAct(self.next_id, is_linked, row[BODY] is not None)
            acts.append((self.next_id, *row[:SALT], self._aside(row, is_linked=is_linked)))
            if row[BODY] is not None:
                payloads.append((self.next_id, row[SALT], row[BODY]))
            self.next_id += 1
            self._note(row)

    def _aside(self, row: Row, *, is_linked: bool) -> int:
        if not is_linked:
            return WAITING
        place = (row[EPOCH], row[SEQ])
        return self.view.aside(row[DEVICE], place, row[KIND], row[SCHEMA]).value

    def _note(self, row: Row) -> None:
        self.new += 1
        self.by_kind[row[KIND]] = self.by_kind.get(row[KIND], 0) + 1
        self.subjects[row[SUBJECT]] = None
        self.chains.add(Chain(row[DEVICE], row[EPOCH]))
        if row[HLC] > self.latest_clock:
            self.ahead.add(row[DEVICE])
        elif row[HLC] > self.hlc:
            self.hlc = row[HLC]

    def settle(self) -> None:
        """Judge the acts that waited for acts that are here now."""
        for row in _waiting(self.store):
            act_id, chain, seq, prev = row[0], Chain(row[1], row[2]), row[3], bytes(row[4])
            before = held_between(self.store, chain, seq - 1, seq - 1).get(prev)
            if before is not None and before.is_linked:
                aside = self.view.aside(chain.device, (chain.epoch, seq), row[5], row[7])
                self._set(act_id, row[6], aside)
        self._newer()

    def _newer(self) -> None:
        """Judge the acts that waited for this version of the program."""
        readable = ActRow.aside == Aside.NEWER.value, ActRow.schema <= self.view.schema
        self._judge(readable)

    def judge_again(self, view: View) -> None:
        """Re-judge all acts by ``view`` after changes to the list of workstations."""
        before, self.view = self.view, view
        devices = {
            device
            for device in {*before.revoked, *view.revoked}
            if before.revoked.get(device) != view.revoked.get(device)
        }
        offices = before.head_offices ^ view.head_offices
        condition = ActRow.device.in_(devices)
        for office in offices:
            condition |= ActRow.device.startswith(f"{office}-")
        if devices or offices:
            self._judge((ActRow.aside != WAITING, condition))

    def _judge(self, conditions: tuple[Any, ...]) -> None:
        columns = (ActRow.id, ActRow.aside, ActRow.device, ActRow.epoch, ActRow.seq, ActRow.kind)
        query = ActRow.select(*columns, ActRow.subject, ActRow.schema).where(*conditions)
        for act_id, aside, device, epoch, seq, kind, subject, schema in self.store.rows(query):
            found = self.view.aside(device, (epoch, seq), kind, schema)
            if found.value != aside:
                self._set(act_id, subject, found)

    def _set(self, act_id: int, subject: str, aside: Aside) -> None:
        self.store.run(ActRow.update(aside=aside.value).where(ActRow.id == act_id))
        self.subjects[subject] = None


def _runs(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows of one chain in runs of consecutive (or, if forked, equal) numbers."""
    run: list[Row] = []
    for row in rows:
        if run and row[SEQ] - run[-1][SEQ] > 1:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


_HELD: Final = PreparedQuery(
    lambda device, epoch, first, last: (
        ActRow.select(ActRow.hash, ActRow.id, ActRow.aside, PayloadRow.act_id)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .where(
            ActRow.device == device,
            ActRow.epoch == epoch,
            ActRow.seq >= first,
            ActRow.seq <= last,
        )
    ),
    arguments=4,
)


def held_between(store: Store, chain: Chain, first: int, last: int) -> dict[bytes, StoredAct]:
    """Return the stored acts of ``chain`` numbered ``first`` to ``last``, by hash."""
    rows = store.ask_all(_HELD, chain.device, chain.epoch, first, last)
    return {
        bytes(text): StoredAct(act_id, aside != WAITING, payload is not None)
        for text, act_id, aside, payload in rows
    }


def _waiting(store: Store) -> list[tuple[Any, ...]]:
    columns = (ActRow.id, ActRow.device, ActRow.epoch, ActRow.seq, ActRow.prev, ActRow.kind)
    query = ActRow.select(*columns, ActRow.subject, ActRow.schema).where(
        ActRow.aside != COUNTS, ActRow.aside == WAITING
    )
    return store.rows(query.order_by(ActRow.device, ActRow.epoch, ActRow.seq))
