"""The end of the record against its witness: was the database put back by hand?

A file put back to any earlier state is named at each start until the newer one is back, a restore
by the desk has said what it left behind, or the director takes the end as it is. No number is
given twice meanwhile: the counters go on behind the higher of both.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from desk.actions.accept_end import AcceptEnd
from desk.base.clock import moment_of
from desk.base.errors import Refusal
from desk.base.state_folder import state_folder
from desk.base.words import mark
from desk.office import Office
from desk.reads.audit_log import audit_lines
from desk.reads.verify import Finding
from desk.rules.record.subjects import AUDIT
from desk.rules.steps import kinds
from desk.rules.steps.kinds import KINDS
from desk.store.counters import keep_numbers, numbers_of
from desk.store.db import Store
from desk.store.keys.roots import derived
from desk.store.keys.vault import KeyFileDamaged, Vault
from desk.store.record import journal
from desk.store.record.heads import Span, count_by_kind
from desk.store.record.home_fingerprint import place_of
from desk.store.record.witness import FILE, GONE, End, Testimony, Witness, lost_since
from desk.store.tables import HomeRow

PURPOSE: Final = "witness"  # of the key
CHECK: Final = "end"
WENT_BACK: Final = "went back"
LEFT: Final = "left"  # in an act: by chain, up to where it was left behind


class NothingMissing(Refusal):
    """The end of the record is accepted where nothing was found."""

    text: ClassVar[str] = mark("Nothing is missing at the end of the record.")


def witness_of(folder: Path, vault: Vault, root: bytes) -> Witness:
    """Return the witness of the home in ``folder``; a training home has no second file.

    Lines from before the root was changed are read as well, as far as the key file has it.
    """
    paths = [folder / FILE]
    if not vault.is_training:
        paths.append(state_folder() / f"{vault.home}-{place_of(folder)[:16]}.jsonl")
    roots = [root]
    with suppress(KeyFileDamaged):
        roots = list(reversed(vault.past_roots(root).values()))
    return Witness(paths, [derived(root, PURPOSE) for root in roots], vault.home)


def watch(store: Store, witness: Witness) -> None:
    """Compare the record with its witness, mend the counters, and let it watch from now on."""
    told = witness.read()
    lacked = _lacked(store, told)
    missing, trouble = _unexplained(store, lacked), _trouble(store, told)
    known, is_known = numbers_of(store), _is_known(store)
    behind = {one: last for one, last in told.numbers.items() if known.get(one, 0) < last}
    store.witness = witness
    if is_known and told.is_clean and not (lacked or told.missing or behind or trouble):
        return
    with store.writing():
        if behind:
            keep_numbers(store, behind)
        if not is_known:
            here = place_of(store.folder)
            store.run(HomeRow.update(watched=here).where(HomeRow.id == journal.HOME))
        witness.write_anew(store, missing, trouble)


def end_findings(store: Store) -> list[Finding]:
    """Return what the record lacks at its end, and what is wrong with the witness."""
    if not isinstance(store.witness, Witness):
        return []
    told = store.witness.read()
    missing = _unexplained(store, _lacked(store, told))
    found = [
        Finding(
            WENT_BACK,
            f"{end.device}: ≥ {lost_since(store, end)}, {moment_of(end.hlc):%Y-%m-%d %H:%M}",
        )
        for end in missing
    ]
    trouble = _trouble(store, told)
    return found + ([Finding(CHECK, f"{FILE} ({trouble})")] if trouble else [])


def accept(office: Office, reason: str) -> None:
    """Take the end of the record as it is; what was missing is on record and named no more.

    Raises:
        NothingMissing: Nothing was found.
        NotPermitted: The signed-in person may not.
        NoReason: No reason was given.
    """
    store, witness = office.store, office.store.witness
    office.need(AcceptEnd.right)
    if not isinstance(witness, Witness):
        raise NothingMissing
    told = witness.read()
    missing, trouble = _unexplained(store, _lacked(store, told)), _trouble(store, told)
    if not (missing or trouble):
        raise NothingMissing
    left = {str(end.chain): end.seq for end in missing}
    office.do(AcceptEnd(reason=reason, left=left, trouble=trouble))
    with store.writing():
        witness.write_anew(store)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a restore leaves behind of the record.

    Attributes:
        ends: By chain the number of its last act that the restored database lacks.
        work: How many of those acts are no mere lines of the audit log.
    """

    ends: dict[str, int]
    work: int

    def beside(self, seen: "LeftBehind") -> "LeftBehind":
        """Return the same with what a witness has ``seen``; what only that knows counts as work."""
        chains = self.ends | seen.ends
        ends = {one: max(self.ends.get(one, 0), seen.ends.get(one, 0)) for one in chains}
        return LeftBehind(ends, self.work if ends == self.ends else max(self.work, seen.work))


def left_behind(old: Store, new: Store) -> LeftBehind:
    """Return what ``old`` has beyond ``new``."""
    here = journal.chain_ends(new)
    ends, work = {}, 0
    for chain, last in journal.chain_ends(old).items():
        after = here.get(chain, 0)
        if after < last:
            span = Span(chain, after, last)
            counts = count_by_kind(old, [span])
            ends[str(span.chain)] = last
            work += sum(n for kind, n in counts.items() if not _is_line(kind))
    return LeftBehind(ends, work)


def _is_line(kind: str) -> bool:
    """Say whether acts of ``kind`` are lines of the audit log alone."""
    return kind in KINDS and KINDS[kind].about == AUDIT


def left_by_witness(witness: Witness, new: Store) -> LeftBehind:
    """Return the same where the old database cannot be read: what its witness has seen."""
    ends = [end for end in witness.read().ends if lost_since(new, end)]
    work = max((lost_since(new, end) for end in ends), default=0)
    return LeftBehind({str(end.chain): end.seq for end in ends}, work)


def _trouble(store: Store, told: Testimony) -> str:
    """Return what is wrong with the witness; where it never was, none is missed."""
    return told.trouble or (GONE if _is_known(store) and not told.is_there else "")


def _is_known(store: Store) -> bool:
    """Say whether a witness was begun in this very place."""
    query = HomeRow.select(HomeRow.watched).where(HomeRow.id == journal.HOME)
    return bool(store.value(query) == place_of(store.folder))


def _lacked(store: Store, told: Testimony) -> list[End]:
    return [end for end in (*told.ends, *told.missing) if lost_since(store, end)]


def _unexplained(store: Store, lacked: list[End]) -> list[End]:
    """Return the last end of each chain that no act says to have been left behind."""
    left = _left(store) if lacked else {}
    last: dict[str, End] = {}
    for end in sorted(lacked, key=lambda one: one.seq):
        if left.get(str(end.chain), 0) < end.seq:
            last[str(end.chain)] = end
    return list(last.values())


def _left(store: Store) -> Mapping[str, int]:
    """Return by chain up to where acts were left behind, by a restore or the director's word."""
    found: dict[str, int] = {}
    for kind in (kinds.HOME_RESTORED, kinds.END_ACCEPTED):
        for line in audit_lines(store, kind.id):
            for chain, seq in line.told.get(LEFT, {}).items():
                found[chain] = max(seq, found.get(chain, 0))
    return found
