"""Chains: which stored acts count, and why others do not.

design.md 3, rules 4 and 5; reliability.md 4.2. Acts are never refused and never
dropped: one that does not count is set aside with its reason, is exchanged like
the others, and counts as soon as the reason no longer applies.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from desk.base.words import label_all, mark

CASE_KIND: Final = "case."
DRIFT_HOURS: Final = 24  # a stamp further ahead is stored, but does not move our clock


class Aside(IntEnum):
    """Why a stored act does not count. The values are stored: never renumber them."""

    COUNTS = 0
    WAITING = 1  # the act before it on its chain is not here
    NEWER = 2  # written by a newer version of the program
    REVOKED = 3  # its device was revoked before it was known
    ELSEWHERE = 4  # another office's own affair: its people, settings, audit log


label_all(
    {
        Aside.COUNTS: mark("counts"),
        Aside.WAITING: mark("waits for an earlier act"),
        Aside.NEWER: mark("needs a newer version of the program"),
        Aside.REVOKED: mark("comes from a revoked workstation"),
        Aside.ELSEWHERE: mark("concerns another office only"),
    }
)


class Chain(NamedTuple):
    """A chain of acts.

    Attributes:
        device: The workstation that writes it, e.g. "0101-A".
        epoch: New whenever the home may have been copied or restored.
    """

    device: str
    epoch: str

    def __str__(self) -> str:
        """Return its name in packets."""
        return f"{self.device}/{self.epoch}"


class Tip(NamedTuple):
    """The end of a chain: the last act whose predecessors are all present."""

    seq: int
    hash: str


Heads = dict[str, list[Tip]]  # by chain; a forked chain has several ends


def chain_of(text: str) -> Chain:
    """Return the chain named ``text`` in packets."""
    device, _, epoch = text.partition("/")
    return Chain(device, epoch)


def office_of(device: str) -> str:
    """Return the code of the office that ``device`` belongs to."""
    return device.rpartition("-")[0]


class View(NamedTuple):
    """What a home needs to judge which acts count.

    Attributes:
        office: Code of this office.
        schema: Newest format of payloads that this program reads.
        head_offices: Codes of head offices.
        binding: Kinds of acts by which head office speaks to every office, beside the cases.
        revoked: By revoked device the last numbers that count, by chain.
    """

    office: str
    schema: int
    head_offices: frozenset[str] = frozenset()
    binding: frozenset[str] = frozenset()
    revoked: Mapping[str, Mapping[str, int]] = {}

    def aside(self, device: str, place: tuple[str, int], kind: str, schema: int) -> Aside:
        """Say whether an act counts whose predecessors are present, or why not.

        Args:
            device: Who wrote it.
            place: Its epoch and number.
            kind: Its kind.
            schema: Number of its payload's format.
        """
        epoch, seq = place
        if schema > self.schema:
            return Aside.NEWER
        if device in self.revoked and seq > self.revoked[device].get(epoch, 0):
            return Aside.REVOKED
        office = office_of(device)
        is_ours = office == self.office or kind.startswith(CASE_KIND)
        is_from_above = office in self.head_offices and kind in self.binding
        return Aside.COUNTS if is_ours or is_from_above else Aside.ELSEWHERE


def last_seq_of(theirs: Sequence[Tip] | None, ours: Sequence[Tip], known: set[str]) -> int | None:
    """Return the last sequence number that the peer has; None when it is up to date.

    Args:
        theirs: The peer's ends of the chain; None when it has none of it.
        ours: Our ends of the chain.
        known: Those of the peer's hashes that we have too.
    """
    if theirs is not None and {tip.hash for tip in theirs} == {tip.hash for tip in ours}:
        return None
    if not theirs:
        return 0
    if len(theirs) == 1 and len(ours) == 1 and theirs[0].hash in known:
        return theirs[0].seq
    return 0  # forked: whoever gets an act twice keeps it once
