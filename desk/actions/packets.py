"""Import packets and receipts; record sent packets, and rollbacks of peers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final

from desk.actions.fold_received import fold_received
from desk.actions.work import Command, Done, Work
from desk.base.clock import wall
from desk.base.gc_paused import gc_paused
from desk.base.progress import Progress, nobody_asks
from desk.base.shapes import JsonObject
from desk.rules.case.merging import label_of
from desk.rules.people.rights import Right
from desk.rules.record.chains import DRIFT_HOURS, Chain, Heads, Tip
from desk.rules.record.devices import Device
from desk.rules.record.envelopes import Envelope
from desk.rules.record.packet_refusals import (
    BeyondItsKind,
    CountsDiffer,
    ForgedAct,
    Forked,
    OldPacket,
    OtherKey,
    OwnPacket,
    RevokedSender,
    TakenBefore,
    TooNew,
    UnknownSender,
    WentBack,
)
from desk.rules.steps import kinds
from desk.rules.steps.act_words import title
from desk.rules.time.case_clocks import Moved
from desk.rules.time.rule_files import version_of
from desk.store import exchange_rows, search
from desk.store.disk import attachment_store
from desk.store.known_devices import read_devices, read_view
from desk.store.packet_register import (
    NEW_EPOCH_BYTES,
    TAKEN,
    last_taken,
    peer_heads,
    sent_before,
    taken_before,
)
from desk.store.prescribed_templates import templates_of
from desk.store.record import journal
from desk.store.record.heads import ActPlace, behind, forks, gaps
from desk.store.record.journal import SCHEMA, Head, Identity
from desk.store.record.known_pages import ActPage, take_pages
from desk.store.record.merge_acts import ActMerge, held_between
from desk.store.record.refold import LISTED, NextDeadline, Refolded
from desk.store.record.standings import beyond, forged

LARGE: Final = 3_000  # acts of a packet for which the tables are given more memory


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentCounts:
    """How many attachments came with a packet, and how many are still missing here."""

    came: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketTaken:
    """What came of a packet, or would.

    Cases by number as in `Refolded`, with at most ``LISTED`` of a kind.

    Attributes:
        acts: How many of its acts are new here; ``known`` were here already.
        cases: How many cases are new.
        unlawful: Sentences on what does not fit, by case.
        deadlines: Next deadlines that its acts moved.
        moved: Deadlines that its rules or its calendar moved.
        gaps: First missing acts, for which later ones wait.
        templates: Forms that it prescribes, and why one cannot be used here.
        forks: Where two acts have one number.
        numbers_missing: Earlier packets for this workstation that never came.
        clocks_ahead: Workstations whose clock is days ahead.
        rules_missing: Versions of rules that its sender reckons by and that are not here, or
            say something else here, as "decide@2027-01-01".
        held: How many attachments the sender held back; ``held_back`` are the first.
        receipt: Its path; "" when the folder is read-only, None when none was due.
    """

    sender: str
    number: int
    digest: str
    made_at: str
    acts: int
    known: int
    by_kind: dict[str, int]
    cases: int
    new: list[str]
    changed_count: int
    changed: dict[str, list[str]]
    gone: list[str]
    conflicts: dict[str, list[str]]
    unlawful: dict[str, list[str]]
    deadlines: list[NextDeadline]
    moved: list[Moved]
    moved_count: int
    gaps: list[ActPlace]
    templates: list[JsonObject]
    forks: list[ActPlace]
    numbers_missing: list[int]
    clocks_ahead: list[str]
    rules_missing: list[str]
    attachments: AttachmentCounts
    attachment_bytes: int
    held: int
    held_bytes: int
    held_back: list[attachment_store.HeldBack]
    simulated: bool = False
    receipt: str | None = None


class Simulated(Exception):  # noqa: N818 - the end of a simulation, no fault
    """Raised at the end of a simulation, to roll everything back.

    Attributes:
        result: What would have changed.
    """

    def __init__(self, result: PacketTaken) -> None:
        """Keep the result."""
        super().__init__()
        self.result = result


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePacket(Command[PacketTaken]):
    """Import a packet whose signature is valid.

    Attributes:
        envelope: Its signed header.
        pages: Its acts; iterated once.
        is_simulation: Change nothing, tell only.
        is_accepted: A person accepts that the sender was rolled back or copied.
        arriving: The attachments in it, filled while its pages are read.
        progress: Called with (cases folded, cases in all); may raise a refusal to stop.
    """

    right: ClassVar[Right] = Right.EXCHANGE

    envelope: Envelope
    pages: Iterable[ActPage] = field(repr=False)
    is_simulation: bool = False
    is_accepted: bool = False
    arriving: attachment_store.Arriving | None = field(default=None, repr=False)
    progress: Progress = field(default=nobody_asks, repr=False)


def take_packet(command: TakePacket, work: Work) -> Done[PacketTaken]:
    """Carry out ``command``: stage, merge, fold and compare in one transaction.

    Raises:
        Refusal: The packet cannot be taken; nothing was changed.
        Simulated: Only a simulation was wanted; nothing was changed.
    """
    is_large = sum(command.envelope.counts.values()) >= LARGE
    with gc_paused(), search.filling(work.store) if is_large else nullcontext():
        return _take(command, work)


def _take(command: TakePacket, work: Work) -> Done[PacketTaken]:
    envelope = command.envelope
    may_take(envelope, work, is_accepted=command.is_accepted)
    view = read_view(work.store, work.pen.head.identity)
    limit = wall(work.now + timedelta(hours=DRIFT_HOURS))
    taking = ActMerge(
        store=work.store, view=view, next_id=work.pen.head.next_id, latest_clock=limit
    )
    _compare(envelope, take_pages(command.pages, taking))
    taking.settle()
    latest = last_taken(work.store, envelope.sender, envelope.epoch)
    if not taking.new and not taking.subjects and latest > envelope.number:
        raise OldPacket(number=envelope.number, sender=envelope.sender, latest=latest)
    rows = (work.pen.head.next_id, taking.next_id - 1)
    _nothing_beyond(work, rows, envelope)
    _no_forgery(work, rows, envelope)
    _advance_own_chain(work, taking)
    told = fold_received(work, taking, view, rows[0], command.progress)
    came = command.arriving.keep(work.store) if command.arriving else 0
    result = _result(command, taking, told, came, work)
    _note_taken(work, envelope, taking, rows)
    if command.is_simulation:
        raise Simulated(result)
    return Done(cases=frozenset(told.cases), queue=True, settings=True, result=result)


def may_take(envelope: Envelope, work: Work, *, is_accepted: bool) -> None:
    """Refuse a packet that cannot be imported in the present state.

    Raises:
        Refusal: The packet's sender, number, version or history does not allow it.
    """
    store, sender, number = work.store, envelope.sender, envelope.number
    own = work.pen.head.identity.device
    if sent_before(store, own, envelope.digest):
        raise OwnPacket(name=f"{sender}-{number:06d}")
    _need_trusted(sender, envelope.key, read_devices(store).get(sender))
    if envelope.schema > SCHEMA:
        raise TooNew(number=number, sender=sender)
    before = taken_before(store, sender, envelope.digest)
    if before:
        raise TakenBefore(number=number, sender=sender, at=datetime.fromisoformat(before))
    if is_accepted:
        return
    if sender == own or taken_before(store, sender, "", (envelope.epoch, number)):
        raise Forked(number=number, sender=sender)
    if number > last_taken(store, sender, envelope.epoch):
        _need_going_on(sender, number, envelope.heads, peer_heads(store, sender))


def _need_trusted(sender: str, key: str, device: Device | None) -> None:
    if device is None or not (device.is_trusted or device.revoked is not None):
        raise UnknownSender(sender=sender)
    if device.sign_key != key:
        raise OtherKey(sender=sender)
    if device.revoked is not None:
        raise RevokedSender(sender=sender)


def _need_going_on(sender: str, number: int, heads: Heads, before: Heads) -> None:
    """Refuse when the sender holds less than ``before``."""
    for name, ends in before.items():
        held = max(tip.seq for tip in ends)
        now = max((tip.seq for tip in heads.get(name, ())), default=0)
        if now < held:
            raise WentBack(sender=sender, number=number, seq=now, held=held)


def _compare(envelope: Envelope, counts: Mapping[str, int]) -> None:
    if counts != dict(envelope.counts):
        told, found = sum(envelope.counts.values()), sum(counts.values())
        raise CountsDiffer(number=envelope.number, sender=envelope.sender, told=told, found=found)


def _nothing_beyond(work: Work, rows: tuple[int, int], envelope: Envelope) -> None:
    """Refuse acts that write what their kind may not.

    Whether one restores what was before is asked when no act is missing; `verify` looks again.
    """
    is_whole = not gaps(work.store) and not behind(work.store, envelope.heads)
    for act, name in beyond(work.store, rows, is_whole=is_whole):
        kind, label = title(act.kind), label_of(name) or act.subject
        raise BeyondItsKind(
            seq=act.seq, device=act.device, author=act.author, label=label, kind=kind
        )


def _no_forgery(work: Work, rows: tuple[int, int], envelope: Envelope) -> None:
    """Refuse acts without their author's signature; incomplete chains are left to `verify`.

    The key may be in an older epoch of the sender whose packet has not arrived yet.
    """
    torn = {gap.device for gap in gaps(work.store)}
    wrong = forged(work.store, rows, torn)
    if wrong is not None:
        wrong = forged(work.store, rows, torn | behind(work.store, envelope.heads))
    if wrong is not None:
        raise ForgedAct(seq=wrong.seq, device=wrong.device, author=wrong.author)


def _advance_own_chain(work: Work, taking: ActMerge) -> None:
    """Advance our chain past the received acts; start a new epoch if our own acts came back."""
    head = work.pen.head
    own = Chain(head.identity.device, head.identity.epoch)
    latest = max(head.hlc, taking.hlc)
    if own in taking.chains:
        fresh = Identity(own.device, head.identity.letter, work.entropy(NEW_EPOCH_BYTES).hex())
        journal.write_identity(work.store, fresh)
        head = work.pen.head = Head(identity=fresh)
    head.hlc, head.next_id = latest, taking.next_id


def _result(
    command: TakePacket, taking: ActMerge, told: Refolded, came: int, work: Work
) -> PacketTaken:
    """Return what came of the packet; ``came`` are its attachments that were kept."""
    envelope, arriving, store = command.envelope, command.arriving, work.store
    arrived = arriving.told(store) if arriving else attachment_store.Arrived()
    return PacketTaken(
        sender=envelope.sender,
        number=envelope.number,
        digest=envelope.digest,
        made_at=envelope.made_at,
        acts=taking.new,
        known=taking.known,
        by_kind=dict(sorted(taking.by_kind.items())),
        cases=told.new_count,
        new=told.new,
        changed_count=told.changed_count,
        changed=told.changed,
        gone=told.gone,
        conflicts=told.conflicts,
        unlawful=told.unlawful,
        deadlines=told.deadlines,
        moved=told.moved[:LISTED],
        moved_count=len(told.moved),
        gaps=gaps(store),
        templates=templates_of(store, told.others),
        forks=forks(store, taking.chains),
        numbers_missing=[*_not_taken(envelope, work)],
        clocks_ahead=sorted(taking.ahead),
        rules_missing=sorted(_other_rules(envelope, work)),
        attachments=AttachmentCounts(came=came, waiting=len(attachment_store.waiting(store))),
        attachment_bytes=arrived.size,
        held=arrived.held,
        held_bytes=arrived.held_bytes,
        held_back=arrived.held_back,
        simulated=command.is_simulation,
    )


def _other_rules(envelope: Envelope, work: Work) -> Iterator[str]:
    here = {rule.key: version_of(rule) for rule in work.reckoning.rules}
    return (key for key, version in envelope.rules.items() if here.get(key) != version)


def _not_taken(envelope: Envelope, work: Work) -> Iterator[int]:
    """Yield the numbers of earlier packets to this workstation that were never imported.

    A sender numbers its packets to all peers in one series: only it knows which were ours.
    """
    own = read_devices(work.store)[work.pen.head.identity.device]
    for number in envelope.unconfirmed.get(own.box_key, ()):
        place = (envelope.epoch, number)
        if number < envelope.number and not taken_before(work.store, envelope.sender, "", place):
            yield number


def _note_taken(work: Work, envelope: Envelope, taking: ActMerge, rows: tuple[int, int]) -> None:
    facts = {
        "way": TAKEN,
        "device": envelope.sender,
        "peer": work.pen.head.identity.device,
        "epoch": envelope.epoch,
        "number": envelope.number,
        "digest": envelope.digest,
        "made_at": envelope.made_at,
        "at": work.stamp,
        "facts": {"acts": taking.new, "rows": rows, "undone_at": ""},
    }
    own = work.pen.head.identity.device
    work.write(kinds.PACKET_TAKEN, f"{exchange_rows.PACKET}{own}:{envelope.digest[:32]}", facts)
    note_peer(work, envelope.sender, envelope.heads, None)


def note_peer(
    work: Work,
    device: str,
    heads: Heads,
    number: int | None,
    wants: Sequence[str] | None = None,
) -> None:
    """Record the heads that ``device`` holds; ``number`` is the packet of ours it confirms.

    ``wants`` are the attachments that it waits for; None when unknown.
    """
    subject = exchange_rows.PEER + device
    before = journal.folded(work.store, subject)
    confirmed = before.facts.get("number", 0) if number is None else number
    facts = {"heads": _told_heads(heads), "number": confirmed, "at": work.stamp}
    if wants is not None and (wants or before.facts.get("wants")):
        facts["wants"] = list(wants)
    work.write(kinds.PACKET_RECEIPTED, subject, facts, before=before)


def _told_heads(heads: Heads) -> dict[str, list[list[object]]]:
    return {name: [[tip.seq, tip.hash] for tip in ends] for name, ends in heads.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptTaken:
    """A receipt of ``device`` for our packet ``number``, and acts of ours that only it has."""

    device: str
    number: int
    lost: list[ActPlace]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeReceipt(Command[ReceiptTaken]):
    """Record the heads of another workstation from its receipt.

    Attributes:
        device: Who wrote the receipt.
        key: Public signing key, hex.
        number: The last of our packets that it took.
        heads: Its heads.
        wants: Hashes of the attachments that it waits for.
    """

    right: ClassVar[Right] = Right.EXCHANGE

    device: str
    key: str
    number: int
    heads: Heads
    wants: tuple[str, ...] = ()


def take_receipt(command: TakeReceipt, work: Work) -> Done[ReceiptTaken]:
    """Carry out ``command``.

    Raises:
        UnknownSender: The workstation is not trusted.
        OtherKey: The key is not the one on its card.
        RevokedSender: It was revoked.
        WentBack: It holds fewer acts than before.
    """
    device, heads = command.device, command.heads
    _need_trusted(device, command.key, read_devices(work.store).get(device))
    _need_going_on(device, command.number, heads, peer_heads(work.store, device))
    note_peer(work, device, heads, command.number, command.wants)
    told = ReceiptTaken(device=device, number=command.number, lost=[*_lost(work, heads)])
    return Done(result=told)


def _lost(work: Work, heads: Heads) -> Iterator[ActPlace]:
    """Yield our own chains of which the other workstation holds more than we do."""
    own = work.pen.head.identity.device
    for name, ends in heads.items():
        device, _, epoch = name.partition("/")
        for tip in ends:
            chain = Chain(device, epoch)
            if device == own and not _is_here(work, chain, tip):
                yield ActPlace(device, epoch, tip.seq)


def _is_here(work: Work, chain: Chain, tip: Tip) -> bool:
    return bytes.fromhex(tip.hash) in held_between(work.store, chain, tip.seq, tip.seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRollback(Command[None]):
    """Record that another workstation was rolled back, so that it is sent what it lost."""

    right: ClassVar[Right] = Right.EXCHANGE

    device: str
    heads: Heads


def note_back(command: RecordRollback, work: Work) -> Done[None]:
    """Carry out ``command``."""
    note_peer(work, command.device, command.heads, None)
    return Done(result=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSent(Command[None]):
    """Record a packet before its file gets its final name.

    Attributes:
        envelope: Its signed header.
        to: Its addressees.
        name: Of the file.
    """

    right: ClassVar[Right] = Right.EXCHANGE

    envelope: Envelope
    to: tuple[str, ...]
    name: str


def note_sent(command: NoteSent, work: Work) -> Done[None]:
    """Carry out ``command``."""
    envelope = command.envelope
    own = work.pen.head.identity.device
    facts = {
        "way": "sent",
        "device": own,
        "peer": " ".join(command.to),
        "epoch": envelope.epoch,
        "number": envelope.number,
        "digest": envelope.digest,
        "made_at": envelope.made_at,
        "at": work.stamp,
        "facts": {"acts": sum(envelope.counts.values()), "file": command.name},
    }
    subject = f"{exchange_rows.PACKET}{own}:{envelope.digest[:32]}"
    work.write(kinds.PACKET_SENT, subject, facts)
    return Done(result=None)
