"""Introduce this workstation, trust another one, revoke one."""

from dataclasses import dataclass
from typing import ClassVar, Final

from desk.actions.work import Command, Done, Work
from desk.base.shapes import Payload
from desk.rules.people.rights import Right
from desk.rules.record.chains import Heads, View, chain_of, office_of
from desk.rules.record.devices import BRANCH, Device
from desk.rules.record.packet_refusals import DeviceTaken, UnknownDevice
from desk.rules.steps import kinds
from desk.store import exchange_rows
from desk.store.known_devices import (
    SEED_BYTES,
    keys_of,
    read_devices,
    read_keys,
    read_view,
    write_seed,
)
from desk.store.record import journal
from desk.store.record.heads import tips
from desk.store.record.merge_acts import ActMerge
from desk.store.record.refold import refold

DEVICE: Final = exchange_rows.DEVICE


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroduceDevice(Command[None]):
    """Create this workstation's keys and write the public ones to the journal."""

    right: ClassVar[Right] = Right.EXCHANGE


def introduce_device(_command: IntroduceDevice, work: Work) -> Done[None]:
    """Carry out the command; does nothing when the workstation has keys already."""
    own = work.pen.head.identity.device
    keys = read_keys(work.store)
    if keys is None:
        seed = work.entropy(SEED_BYTES)
        write_seed(work.store, seed)
        keys = keys_of(seed)
    name, role = work.settings.text("office_name"), work.settings.text("office_role") or BRANCH
    sign_key, box_key = keys.public
    device = Device(
        id=own, office=office_of(own), name=name, role=role, sign_key=sign_key, box_key=box_key
    )
    told = journal.folded(work.store, DEVICE + own)
    if {**told.facts, **device.facts} != told.facts:
        work.write(
            kinds.DEVICE_INTRODUCED, DEVICE + own, {**device.facts, "is_trusted": 1}, before=told
        )
    return Done(result=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustDevice(Command[Device]):
    """Trust the workstation whose card was compared."""

    right: ClassVar[Right] = Right.DEVICES

    device: Device


def trust_device(command: TrustDevice, work: Work) -> Done[Device]:
    """Carry out ``command``.

    Raises:
        DeviceTaken: Another workstation of that name is trusted, with another key.
    """
    device = command.device
    known = read_devices(work.store).get(device.id)
    own = work.pen.head.identity.device
    is_same = known is not None and known.sign_key == device.sign_key
    if not is_same and (device.id == own or (known is not None and known.revoked is None)):
        raise DeviceTaken(device=device.id)
    facts: Payload = {**device.facts, "is_trusted": 1}
    before, view = journal.folded(work.store, DEVICE + device.id), _view(work)
    work.write(kinds.DEVICE_TRUSTED, DEVICE + device.id, facts, before=before)
    touched = _judge_again(work, view, DEVICE + device.id)
    return Done(cases=touched, result=device, queue=True, settings=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeDevice(Command[Device]):
    """Revoke a workstation: its acts up to now count, later ones are set aside.

    Attributes:
        name: Its id.
        reason: Why.
    """

    right: ClassVar[Right] = Right.DEVICES

    name: str
    reason: str = ""


def revoke_device(command: RevokeDevice, work: Work) -> Done[Device]:
    """Carry out ``command``.

    Raises:
        UnknownDevice: No other workstation has this id.
    """
    devices = read_devices(work.store)
    own = work.pen.head.identity.device
    device = devices.get(command.name)
    if device is None or device.id == own:
        known = [name for name in devices if name != own]
        raise UnknownDevice(name=command.name, known=known)
    facts = {
        "revoked": _ends(tips(work.store), device.id),
        "is_trusted": 0,
        "reason": command.reason,
    }
    before, view = journal.folded(work.store, DEVICE + device.id), _view(work)
    work.write(kinds.DEVICE_REVOKED, DEVICE + device.id, facts, before=before)
    touched = _judge_again(work, view, DEVICE + device.id)
    after = read_devices(work.store)[device.id]
    return Done(cases=touched, result=after, queue=True, settings=True)


def _ends(heads: Heads, device: str) -> dict[str, int]:
    """Return the last number of each epoch of ``device``."""
    chains = {chain_of(name): ends for name, ends in heads.items()}
    return {
        chain.epoch: max(end.seq for end in ends)
        for chain, ends in chains.items()
        if chain.device == device
    }


def _view(work: Work) -> View:
    return read_view(work.store, work.pen.head.identity)


def _judge_again(work: Work, before: View, subject: str) -> frozenset[int]:
    """Re-judge all acts by the changed list of workstations; return the cases touched."""
    work.settle()
    union = ActMerge(store=work.store, view=before, next_id=0, latest_clock=0)
    union.judge_again(_view(work))
    return frozenset(refold(work.store, work.reckoning, [subject, *union.subjects]).cases)
