"""Undo an imported packet: new acts reset every case to its state without the packet.

The imported acts stay in the journal, here and elsewhere; the undoing acts say
what holds instead, and are exchanged like all others.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark
from desk.rules.people.rights import Right
from desk.rules.record.fold import Act, Folded, fold
from desk.rules.record.undone import UNDONE_AFTER
from desk.rules.steps import kinds
from desk.store import exchange_rows
from desk.store.packet_register import TAKEN
from desk.store.record import journal
from desk.store.record.refold import came_with

NAMED: Final = 20  # cases that a refusal names
BATCH: Final = 250  # cases between two flushes, all in one transaction

Acts = list[tuple[Act, Payload | None]]


class NoPacket(Refusal):
    """A packet that was not taken here, or was undone."""

    text: ClassVar[str] = mark("There is no packet “{packet}” that was taken here and stands.")


class WorkedOnSince(Refusal):
    """Cases of the packet have gone on since."""

    text: ClassVar[str] = mark(
        "{count} cases of this packet were worked on since, so it cannot be undone: {cases}. "
        "Correct those that are wrong one by one."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketUndone:
    """How many cases stand again as they did without a packet, and since when."""

    undone: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPacket(Command[PacketUndone]):
    """Undo what a packet brought to cases; people, settings and workstations stay.

    Attributes:
        digest: Of the packet, hex.
    """

    right: ClassVar[Right] = Right.IMPORT

    digest: str


def undo_packet(command: UndoPacket, work: Work) -> Done[PacketUndone]:
    """Carry out ``command``.

    Raises:
        NoPacket: It was not imported here, or was undone already.
        WorkedOnSince: One of its cases was changed since.
    """
    own = work.pen.head.identity.device
    subject = f"{exchange_rows.PACKET}{own}:{command.digest[:32]}"
    told = journal.folded(work.store, subject)
    facts = told.facts
    if facts.get("way") != TAKEN or facts["facts"]["undone_at"] or not command.digest:
        raise NoPacket(packet=command.digest)
    first, last = facts["facts"]["rows"]
    cases = came_with(work.store, first, last)
    worked = [number for number, (_, latest) in cases.items() if latest > last]
    if worked:
        raise WorkedOnSince(count=len(worked), cases=worked[:NAMED])
    for count, (number, (brought, _)) in enumerate(cases.items(), start=1):
        _lead_back(work, number, brought)
        if count % BATCH == 0:
            work.settle()
    after = {**facts["facts"], "undone_at": work.stamp}
    work.write(kinds.PACKET_UNDONE, subject, {"facts": after}, before=told)
    return Done(queue=True, result=PacketUndone(undone=len(cases), at=work.stamp))


def _lead_back(work: Work, number: str, brought: set[bytes]) -> None:
    """Write the act that resets one case to its state without the acts ``brought``."""
    at_hand = work.case(number)
    rest = [(act, payload) for act, payload in at_hand.acts if act.hash not in brought]
    if not rest:
        work.write(kinds.UNDONE, at_hand.uuid, {UNDONE_AFTER: at_hand.folded.count})
        return
    work.write_case(kinds.RESTORED, at_hand, _without(at_hand.acts, brought, fold(rest)))


def _without(acts: Acts, brought: set[bytes], before: Folded) -> Payload:
    """Return, for each field that the acts ``brought`` wrote, its value without them."""
    said: list[Facts] = [p or {} for act, p in acts if act.hash in brought]
    names = {name for payload in said for name in payload}
    live = before.live
    return {name: live[name][-1].value if live.get(name) else None for name in sorted(names)}
