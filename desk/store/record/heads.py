"""The state of all chains: ends, forks, gaps; and the acts that a peer is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import peewee as pw

from desk.base.shapes import JsonMapping, Row
from desk.rules.record.chains import (
    Aside,
    Chain,
    Heads,
    Tip,
    chain_of,
    last_seq_of,
    office_of,
)
from desk.rules.steps.kinds import READABLE
from desk.store.db import Store
from desk.store.record.journal import ACT_COLUMNS
from desk.store.record.merge_acts import held_between
from desk.store.tables import ActRow, PayloadRow

WAITING: Final = Aside.WAITING.value
_COLUMNS: Final = tuple(getattr(ActRow, name) for name in ACT_COLUMNS[1:])
_KIND: Final = ACT_COLUMNS.index("kind") - 1
_SUBJECT: Final = ACT_COLUMNS.index("subject") - 1


class Span(NamedTuple):
    """Acts of a chain: those after number ``after``, up to number ``last``."""

    chain: Chain
    after: int
    last: int


@dataclass(frozen=True, slots=True, order=True)
class ActPlace:
    """The place of an act in a chain: of one that is missing, or that stands there twice."""

    device: str
    epoch: str
    seq: int


def forks(store: Store, chains: Iterable[Chain] | None = None) -> list[ActPlace]:
    """Return where two acts have one number, in all or some chains."""
    keys = (ActRow.device, ActRow.epoch, ActRow.seq)
    query = ActRow.select(*keys).group_by(*keys).having(pw.fn.count(ActRow.id) > 1)
    if chains is not None:
        some = pw.Tuple(ActRow.device, ActRow.epoch).in_([pw.Tuple(*one) for one in chains])
        query = query.where(some)
    return sorted(ActPlace(*row) for row in store.rows(query))


def tips(store: Store) -> Heads:
    """Return the ends of every chain, several for a forked one; waiting acts are no ends.

    A single index scan: a chain is forked when it has more acts than numbers.
    """
    newest, held = pw.fn.max(ActRow.seq), pw.fn.count(ActRow.id)
    query = ActRow.select(ActRow.device, ActRow.epoch, newest, held)
    waiting = {Chain(gap.device, gap.epoch) for gap in gaps(store)}
    found: Heads = {}
    for device, epoch, last, count in sorted(
        store.rows(query.group_by(ActRow.device, ActRow.epoch))
    ):
        chain = Chain(device, epoch)
        ends = (
            _leaves(store, chain)
            if count != last or chain in waiting
            else [Tip(last, text.hex()) for text in held_between(store, chain, last, last)]
        )
        if ends:
            found[str(chain)] = ends
    return found


def _leaves(store: Store, chain: Chain) -> list[Tip]:
    query = ActRow.select(ActRow.seq, ActRow.hash, ActRow.prev).where(
        ActRow.device == chain.device, ActRow.epoch == chain.epoch, ActRow.aside != WAITING
    )
    rows = store.rows(query)
    inner = {bytes(prev) for _, _, prev in rows}
    return sorted(Tip(seq, bytes(own).hex()) for seq, own, _ in rows if bytes(own) not in inner)


def gaps(store: Store) -> list[ActPlace]:
    """Return the first missing act of each chain that later acts wait for."""
    columns = (ActRow.device, ActRow.epoch, ActRow.seq, ActRow.hash, ActRow.prev)
    waits = ActRow.aside != Aside.COUNTS.value, ActRow.aside == WAITING
    rows = store.rows(ActRow.select(*columns).where(*waits))
    known = {bytes(own) for *_, own, _ in rows}
    return sorted(
        {ActPlace(d, e, seq - 1) for d, e, seq, _, prev in rows if bytes(prev) not in known}
    )


def missing_spans(store: Store, theirs: Heads, ours: Heads | None = None) -> list[Span]:
    """Return the spans of acts that a peer with the heads ``theirs`` is missing.

    Args:
        store: The open database.
        theirs: The peer's heads.
        ours: Our `tips`, to be read once when several peers are compared.
    """
    ours = tips(store) if ours is None else ours
    waiting = {str(Chain(gap.device, gap.epoch)) for gap in gaps(store)}
    found = []
    for name in sorted({*ours, *waiting}):
        chain, mine = chain_of(name), ours.get(name, [])
        told = theirs.get(name)
        known = {tip.hash for tip in told or () if _holds(store, chain, tip)}
        after = last_seq_of(told, mine, known)
        if after is None and name in waiting:
            after = max(tip.seq for tip in mine)
        if after is not None:
            found.append(Span(chain, after, _last(store, chain)))
    return found


def behind(store: Store, told: Heads) -> set[str]:
    """Return the workstations with acts in the heads ``told`` that are missing here."""
    found = set()
    for name, ends in told.items():
        chain, last = chain_of(name), max((tip.seq for tip in ends), default=0)
        query = ActRow.select(pw.fn.max(ActRow.seq)).where(
            ActRow.device == chain.device, ActRow.epoch == chain.epoch
        )
        if (store.value(query) or 0) < last:
            found.add(chain.device)
    return found


def concerns(chain: Chain, own: str, offices: frozenset[str]) -> bool:
    """Say whether a chain must be sent to ``offices`` that do not see everything.

    Args:
        chain: Which.
        own: The sending workstation.
        offices: Codes; empty when the addressees see everything.
    """
    writer = office_of(chain.device)
    return offices <= {writer} or writer == office_of(own)


def _holds(store: Store, chain: Chain, tip: Tip) -> bool:
    return bytes.fromhex(tip.hash) in held_between(store, chain, tip.seq, tip.seq)


def _last(store: Store, chain: Chain) -> int:
    query = ActRow.select(pw.fn.max(ActRow.seq)).where(
        ActRow.device == chain.device, ActRow.epoch == chain.epoch
    )
    return int(store.value(query))


def within(span: Span) -> Any:
    """Return the condition that an act lies in ``span``."""
    is_own = (ActRow.device == span.chain.device) & (ActRow.epoch == span.chain.epoch)
    return is_own & (ActRow.seq > span.after) & (ActRow.seq <= span.last)


def count_by_kind(store: Store, spans: Sequence[Span]) -> dict[str, int]:
    """Return the number of acts in ``spans`` by kind."""
    counts: dict[str, int] = {}
    for span in spans:
        query = ActRow.select(ActRow.kind, pw.fn.count(ActRow.id)).where(within(span))
        for kind, count in store.rows(query.group_by(ActRow.kind)):
            counts[kind] = counts.get(kind, 0) + count
    return counts


def acts_in(
    store: Store, spans: Sequence[Span], page: int, kinds: Sequence[str] = ()
) -> Iterator[list[Row]]:
    """Yield the acts of ``spans`` with salt and payload, by chain and number, in pages.

    Only those of ``kinds``, if given.
    """
    for span in spans:
        wanted = within(span) & ActRow.kind.in_(list(kinds)) if kinds else within(span)
        query = (
            ActRow.select(*_COLUMNS, PayloadRow.salt, PayloadRow.body)
            .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
            .where(wanted)
            .order_by(ActRow.device, ActRow.epoch, ActRow.seq, ActRow.id)
        )
        yield from store.chunks(query, page)


def readable(
    store: Store, found: Iterable[list[Row]], offices: frozenset[str]
) -> Iterator[list[Row]]:
    """Yield the pages ``found``, without payloads that ``offices`` must not read.

    The act itself is always sent, so that its chain is complete; its payload about a
    case in which any of ``offices`` took no part, or about another office's own
    affairs, is left out.
    """
    if not offices:
        yield from found
        return
    concerned: dict[str, bool] = {}
    for rows in found:
        for subject in {row[_SUBJECT] for row in rows} - concerned.keys():
            concerned[subject] = _is_for(store, subject, offices)
        yield [row if _may_read(row, concerned) else (*row[:-2], None, None) for row in rows]


def _may_read(row: Row, concerned: Mapping[str, bool]) -> bool:
    return concerned[row[_SUBJECT]] or row[_KIND] in READABLE


def _is_for(store: Store, subject: str, offices: frozenset[str]) -> bool:
    query = ActRow.select(ActRow.device).where(ActRow.subject == subject).distinct()
    return offices <= {office_of(device) for (device,) in store.rows(query)}


def heads_of(told: JsonMapping) -> Heads:
    """Parse heads from JSON, ``{chain: [[number, hash], …]}``.

    Raises:
        TypeError: They have another structure. (Also ValueError.)
    """
    return {
        str(name): [Tip(int(seq), str(own)) for seq, own in ends] for name, ends in told.items()
    }
