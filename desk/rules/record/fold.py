"""The fold: from the set of acts of one subject to its state, in any order of arrival.

design.md 3, rules 1, 2 and 4. The journal is a set; an act supersedes, field by
field, the acts named in its ``base``. A field's live values are those no counted
act supersedes; the highest ``(hlc, device, hash)`` is shown, different others are
the conflict and stay visible until an act naming them all decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from desk.base.shapes import Facts, Payload

ENTRY_MARK: Final = "/"  # "contacts/<id>" is one entry of the collection "contacts"


class Act(NamedTuple):
    """One change, as the journal keeps it.

    Attributes:
        hash: SHA-256 of everything but the signature and the payload's content.
        device: The workstation that wrote it: office and letter, e.g. "0101-A".
        epoch: New whenever the home may have been copied or restored.
        seq: Number within (device, epoch), from 1.
        prev: Hash of the one before it on (device, epoch), b"" for the first.
        hlc: Hybrid logical clock: milliseconds << 16 | counter.
        author: Login of the person; in acts of a case that are read, a `PersonId` as text.
        kind: Dotted name, e.g. "case.registered"; stored, never renamed.
        subject: UUID of the case, or "settings", "audit", "person:<login>" …
        base: Per overwritten field the hashes that this edit saw.
        payload_hash: SHA-256 of salt and payload.
        schema: Number of the payload's format.
        alg: Algorithms of hashes and signature.
        signature: Ed25519 over the hash, or None.
        unfit: Of what it says, the names of values that do not fit their field; they are left out.
    """

    hash: bytes
    device: str
    epoch: str
    seq: int
    prev: bytes
    hlc: int
    author: str
    kind: str
    subject: str
    base: Mapping[str, Sequence[str]]
    payload_hash: bytes
    schema: int
    alg: str
    signature: bytes | None = None
    unfit: tuple[str, ...] = ()


class Live(NamedTuple):
    """A live value of a field."""

    value: Any
    act: Act

    @property
    def rank(self) -> tuple[int, str, bytes]:
        """Return the sort key that decides which of several live values is shown."""
        return (self.act.hlc, self.act.device, self.act.hash)


@dataclass(kw_only=True)
class Folded:
    """The state of one subject.

    Attributes:
        facts: Shown value by field; entries as lists under their collection's
            name, each with its "id", oldest first.
        live: All live values by field, the shown one last.
        count: How many acts were folded.
        chains: How many different chains they come from.
        unfit: Fields and entries whose last word did not fit and was left out.
    """

    facts: Facts = field(default_factory=dict)
    live: dict[str, list[Live]] = field(default_factory=dict)
    count: int = 0
    chains: int = 0
    unfit: tuple[str, ...] = ()

    @property
    def conflicts(self) -> dict[str, list[Live]]:
        """Return the fields with several different live values, the shown one last."""
        return {
            name: values
            for name, values in self.live.items()
            if len(values) > 1 and any(other.value != values[-1].value for other in values)
        }

    def base_of(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Return the ``base`` for an edit of ``names``."""
        seen = {name: self.live[name] for name in names if name in self.live}
        return {name: [live.act.hash.hex() for live in values] for name, values in seen.items()}


def fold(acts: Iterable[tuple[Act, Facts | None]]) -> Folded:
    """Return the state that ``acts`` of one subject lead to, whatever their order.

    Args:
        acts: Each with its payload, None when it was erased.
    """
    live: dict[str, list[Live]] = {}
    dead: dict[str, set[str]] = {}
    chains: set[tuple[str, str]] = set()
    several = list(acts)
    for act, payload in several:
        chains.add((act.device, act.epoch))
        for name, hashes in act.base.items():
            dead.setdefault(name, set()).update(hashes)
        for name, value in payload.items() if payload else ():
            if name in live:
                live[name].append(Live(value, act))
            else:  # most fields are said once
                live[name] = [Live(value, act)]
    for name in dead.keys() & live.keys():
        live[name] = [one for one in live[name] if one.act.hash.hex() not in dead[name]]
    for values in live.values():
        if len(values) > 1:
            values.sort(key=_rank)
    unfit = _last_words((act for act, _ in several if act.unfit), live)
    return Folded(
        facts=_facts(live), live=live, count=len(several), chains=len(chains), unfit=unfit
    )


def _last_words(unfit: Iterable[Act], live: Mapping[str, list[Live]]) -> tuple[str, ...]:
    """Return what did not fit in ``unfit`` acts and of which nothing fitting was said since."""
    found = set()
    for act in unfit:
        for name in act.unfit:
            since = live.get(name)
            if not since or since[-1].rank < Live(None, act).rank:
                found.add(name)
    return tuple(sorted(found))


def _rank(live: Live) -> tuple[int, str, bytes]:
    return live.rank


def _facts(live: Mapping[str, list[Live]]) -> Facts:
    facts: Payload = {}
    entries: dict[str, list[tuple[tuple[int, str, bytes], Payload]]] = {}
    for name, values in live.items():
        if not values:
            continue
        shown = values[-1]
        if ENTRY_MARK not in name:
            facts[name] = shown.value
        elif shown.value is not None:
            collection, _, entry_id = name.partition(ENTRY_MARK)
            entries.setdefault(collection, []).append((shown.rank, {"id": entry_id, **shown.value}))
    for collection, found in entries.items():
        found.sort(key=lambda pair: (pair[0], pair[1]["id"]))  # one act may write several
        facts[collection] = [entry for _, entry in found]
    return facts


def applied(facts: Facts, changes: Facts) -> Payload:
    """Return ``facts`` after an act, based on all of them, writes ``changes``."""
    after = dict(facts)
    for name, value in changes.items():
        collection, is_entry, entry_id = name.partition(ENTRY_MARK)
        if not is_entry:
            after[name] = value
            continue
        others = [entry for entry in after.get(collection, ()) if entry["id"] != entry_id]
        after[collection] = others if value is None else [*others, {"id": entry_id, **value}]
    return after
