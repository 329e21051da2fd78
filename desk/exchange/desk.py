"""Exchange by file at an open office: cards, packets out and in, receipts.

What is written goes through `Office.do`; this module reads and writes the files
around it. A packet is signed, read back and verified before it gets its name;
one that came is verified before anything of it is decrypted.
"""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

from desk.actions.packets import (
    NoteSent,
    RecordRollback,
    Simulated,
    TakePacket,
    TakeReceipt,
)
from desk.actions.trust_device import IntroduceDevice, TrustDevice
from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.files import CannotWrite, whole_file
from desk.base.gc_paused import gc_paused
from desk.base.progress import Progress, nobody_asks
from desk.exchange import act_pages
from desk.exchange.card import card_of, is_receipt, read_card, read_receipt, receipt_of
from desk.exchange.opened_packet import digest_of, envelope_of, read_back, unpacked
from desk.exchange.outgoing import Wanted, outlook, planned, told_items
from desk.exchange.parcels import Arrivals, items_in, waiting_here, wants_in, write_items
from desk.exchange.plans import Plan
from desk.exchange.sealed import ATTACHMENT, PAGE, Packet, PacketWriter, open_packet
from desk.office import Office
from desk.rules.record.chains import Heads
from desk.rules.record.devices import Device
from desk.rules.record.packet_refusals import (
    QUARANTINED,
    NotForUs,
    PacketDamaged,
    RevokedSender,
    UnknownDevice,
    WentBack,
)
from desk.store import packet_register
from desk.store.disk import attachment_store
from desk.store.known_devices import DeviceKeys, read_devices, read_keys
from desk.store.record.heads import acts_in, heads_of, readable, tips
from desk.store.record.journal import SCHEMA
from desk.store.record.known_pages import ActPage

PACKET: Final = ".cdp"
RECEIPT: Final = ".cdr"
QUARANTINE: Final = "quarantine"
MOST_ACTS: Final = 2_000_000  # in one file: far below the 4 GiB that FAT32 holds

PARTS: Final = 1_000  # of an import, as progress tells it
READING: Final = 0.4  # share of an import's time that reading takes; the rest is folding


@dataclass(frozen=True)
class Exchange:
    """Exchange at one office.

    Attributes:
        office: With somebody signed in.
        folder: Of the home; quarantine lies in it.
        most_acts: In one file; more become several packets.
    """

    office: Office
    folder: Path
    most_acts: int = field(default=MOST_ACTS)

    @property
    def device(self) -> str:
        """Return the own workstation's id."""
        return self.office.identity.device

    def _keys(self) -> DeviceKeys:
        keys = read_keys(self.office.store)
        if keys is None or self.device not in read_devices(self.office.store):
            self.office.do(IntroduceDevice())
            keys = read_keys(self.office.store)
        if keys is None:
            raise LookupError(self.device)
        return keys

    def card(self) -> tuple[Device, dict[str, Any]]:
        """Return this workstation and its card."""
        self.office.do(IntroduceDevice())
        device = read_devices(self.office.store)[self.device]
        return device, card_of(device, self._keys().signing)

    def known(self, name: str) -> Device:
        """Return the workstation with the id ``name``.

        Raises:
            KeyError: Nobody knows it.
        """
        return read_devices(self.office.store)[name]

    def save_card(self, folder: Path) -> Path:
        """Write this workstation's card into ``folder``; return where.

        Raises:
            CannotWrite: The folder says no.
        """
        device, card = self.card()
        path = folder / f"{device.id}.card"
        with whole_file(path) as draft:
            draft.write_text(json.dumps(card, indent=1), encoding="utf-8")
        return path

    def trust(self, path: Path) -> dict[str, Any]:
        """Trust the workstation whose card lies at ``path``; return who it is.

        Raises:
            BadCard: It is no whole card.
            DeviceTaken: Another one has its name.
        """
        self._keys()
        return dict(self.office.do(TrustDevice(device=read_card(path))).report)

    def addressee(self, name: str) -> Device:
        """Return the trusted workstation called ``name``: its id, or its office's code or name.

        Raises:
            UnknownDevice: There is none, or several.
            RevokedSender: It was revoked.
        """
        others = [d for d in read_devices(self.office.store).values() if d.id != self.device]
        found = [d for d in others if d.id == name and (d.is_trusted or d.revoked is not None)]
        trusted = [device for device in others if device.is_trusted]
        found = found or [device for device in trusted if name in (device.office, device.name)]
        if len(found) != 1:
            raise UnknownDevice(name=name, known=[device.id for device in trusted])
        if found[0].revoked is not None:
            raise RevokedSender(sender=found[0].id)
        return found[0]

    def send(
        self,
        names: Sequence[str],
        folder: Path,
        progress: Progress = nobody_asks,
        *,
        is_whole: bool = False,
        megabytes: int | None = None,
    ) -> list[dict[str, Any]]:
        """Write what the addressees lack into ``folder``; return a report for each file.

        Args:
            names: The addressees.
            folder: On the stick, most often.
            progress: Is told how many acts of how many are in; may raise a refusal to stop.
            is_whole: Everything, whatever they confirmed: for one that lost what it had.
            megabytes: Attachments that go along at most; the office's setting unless stated.

        Raises:
            UnknownDevice: A name stands for nobody.
            CannotWrite: The stick says no.
            CarriesClosed: It would carry a case in which the signed-in person is recused.
        """
        keys = self._keys()
        to = [self.addressee(name) for name in names]
        plans, heads = planned(self.office, Wanted(to, self.most_acts, is_whole, megabytes))
        return [self._write(keys, to, plan, heads, folder, progress) for plan in plans]

    def outlook(self, names: Sequence[str], megabytes: int | None = None) -> dict[str, Any]:
        """Return what a packet for the addressees would hold; nothing is written.

        Raises:
            UnknownDevice: A name stands for nobody.
            CarriesClosed: As `send`.
        """
        to = [self.addressee(name) for name in names]
        return outlook(self.office, Wanted(to, self.most_acts, megabytes=megabytes))

    def _write(  # noqa: PLR0913, PLR0917 - everything that one file is made of
        self,
        keys: DeviceKeys,
        to: Sequence[Device],
        spans: Plan,
        heads: Heads,
        folder: Path,
        progress: Progress,
    ) -> dict[str, Any]:
        """Write one packet: as .part, verified, noted in the journal, then named."""
        number, prev = packet_register.last_sent(self.office.store, self.device)
        name = f"{self.device}-{number + 1:06d}{PACKET}"
        header = {
            "sender": self.device,
            "epoch": self.office.identity.epoch,
            "number": number + 1,
            "prev": prev,
            "heads": {chain: [list(tip) for tip in ends] for chain, ends in heads.items()},
            "counts": spans.counts,
            "schema": SCHEMA,
            "min_schema": SCHEMA,
            "made_at": stamp(self.office.clock.now()),
            "attachments": [item.told for item in spans.items],
            "unconfirmed": {
                device.box_key: packet_register.unconfirmed(
                    self.office.store, self.device, self.office.identity.epoch, device.id
                )
                for device in to
            },
        }
        with whole_file(folder / name) as draft:
            with gc_paused(), draft.open("wb") as file:
                self._fill(file, header, keys, to, spans, progress)
                file.flush()
                os.fsync(file.fileno())
            packet = read_back(draft)
            command = NoteSent(
                envelope=envelope_of(packet), to=tuple(device.id for device in to), name=name
            )
            self.office.do(command)
        return {
            "file": str(folder / name),
            "number": number + 1,
            "to": [device.id for device in to],
            "acts": sum(spans.counts.values()),
            "bytes": (folder / name).stat().st_size,
            **told_items(spans.items),
        }

    def _fill(  # noqa: PLR0913, PLR0917 - see _write
        self,
        file: BinaryIO,
        header: dict[str, Any],
        keys: DeviceKeys,
        to: Sequence[Device],
        spans: Plan,
        progress: Progress,
    ) -> None:
        addressees = [bytes.fromhex(device.box_key) for device in to]
        writer = PacketWriter(file, header, keys.signing, addressees)
        done, whole = 0, sum(spans.counts.values())
        found = acts_in(self.office.store, spans.spans, act_pages.ROWS)
        for rows in readable(self.office.store, found, spans.offices):
            writer.write(PAGE, act_pages.pack(rows))
            done += len(rows)
            progress(done, whole)
        write_items(self.office.store, writer, spans.items)
        writer.finish()

    def take(
        self,
        path: Path,
        *,
        is_simulation: bool = False,
        is_accepted: bool = False,
        receipts: Path | None = None,
        progress: Progress = nobody_asks,
    ) -> dict[str, Any]:
        """Take in the packet or the receipt at ``path``; return what it brought.

        Args:
            path: The file.
            is_simulation: Only tell what would change.
            is_accepted: Take a packet of a sender that went back or was copied.
            receipts: Folder for the receipt; that of the packet unless stated.
            progress: Is told how far it is, of ``PARTS``; may raise a refusal to stop.

        Raises:
            Refusal: It cannot be taken; nothing was changed, but it may lie in quarantine now.
        """
        if is_receipt(path):
            return self._take_receipt(path)
        packet, keys = open_packet(path), self._keys()
        announced = items_in(packet.header, path.name)
        arriving = Arrivals(
            packet.sender, packet.number, self.folder, announced, is_dry=is_simulation
        )
        command = TakePacket(
            envelope=envelope_of(packet),
            pages=self._pages(packet, keys, progress, arriving),
            is_simulation=is_simulation,
            is_accepted=is_accepted,
            arriving=arriving,
            progress=lambda done, of: progress(_folded(done, of), PARTS),
        )
        report = self._taken(command, packet)
        if is_simulation:
            return {**report, "simulated": True}
        self._let_go(packet)
        attachment_store.sweep(self.office.store)
        return {**report, "receipt": self._receipt(packet, keys, receipts or path.parent)}

    def _taken(self, command: TakePacket, packet: Packet) -> dict[str, Any]:
        """Return what the packet brought; when it is not taken, nothing of it stays."""
        try:
            return dict(self.office.do(command).report)
        except Simulated as simulated:
            return dict(simulated.report)
        except QUARANTINED as refusal:
            if not command.is_simulation:
                self._keep_apart(packet, refusal)
            raise
        except BaseException:
            if command.arriving is not None:
                command.arriving.discard(self.office.store)
            raise

    def _pages(
        self, packet: Packet, keys: DeviceKeys, progress: Progress, arriving: Arrivals
    ) -> Iterator[ActPage]:
        """Yield the acts of ``packet`` in pages; asked for when its sender is known to be good."""
        if not packet.is_for(keys.box):
            raise NotForUs(sender=packet.sender, number=packet.number, device=self.device)
        done, whole = 0, sum(packet.header["counts"].values())
        for kind, content in packet.records(keys.box):
            if kind == PAGE:
                yield ActPage(digest_of(content), partial(unpacked, packet, content))
                done += act_pages.count_in(content)
                progress(round(PARTS * READING * min(done / max(whole, 1), 1)), PARTS)
            elif kind == ATTACHMENT:
                arriving.take(content)

    def _receipt(self, packet: Packet, keys: DeviceKeys, folder: Path) -> str:
        """Write the receipt for ``packet``; return where, or "" when the folder takes none."""
        store = self.office.store
        told = {
            "from": self.device,
            "to": packet.sender,
            "number": packet.number,
            "digest": packet.digest,
            "heads": {name: [list(tip) for tip in ends] for name, ends in tips(store).items()},
            "at": stamp(self.office.clock.now()),
            "waiting": waiting_here(store),
        }
        path = folder / f"{self.device}-for-{packet.sender}-{packet.number:06d}{RECEIPT}"
        text = json.dumps(receipt_of(told, keys.signing), ensure_ascii=True, indent=1)
        with suppress(CannotWrite), whole_file(path) as draft:
            draft.write_text(text, encoding="utf-8")
            return str(path)
        return ""

    def _take_receipt(self, path: Path) -> dict[str, Any]:
        told = read_receipt(path)
        if told["to"] != self.device:
            raise NotForUs(sender=told["from"], number=told["number"], device=self.device)
        try:
            heads = heads_of(told["heads"])
        except (TypeError, ValueError) as error:
            raise PacketDamaged(name=path.name) from error
        command = TakeReceipt(
            device=told["from"],
            key=told["key"],
            number=told["number"],
            heads=heads,
            wants=wants_in(told),
        )
        return dict(self.office.do(command).report)

    def _keep_apart(self, packet: Packet, refusal: Refusal) -> None:
        """Keep a copy of ``packet`` in quarantine: nothing that came is dropped."""
        folder, store = self.folder / QUARANTINE, self.office.store
        path = folder / f"{packet.digest[:32]}{PACKET}"
        with whole_file(path) as draft:
            shutil.copyfile(packet.path, draft)
        now = stamp(self.office.clock.now())
        if isinstance(refusal, WentBack):
            command = RecordRollback(device=packet.sender, heads=envelope_of(packet).heads)
            self.office.do(command)
        row = (
            packet.digest,
            packet.path.name,
            packet.sender,
            packet.number,
            str(packet.header["made_at"]),
            refusal.code,
            now,
            json.dumps(refusal.values),
        )
        with store.writing():
            packet_register.keep_apart(store, row)

    def _let_go(self, packet: Packet) -> None:
        store = self.office.store
        with store.writing():
            packet_register.let_go(store, packet.digest)
        (self.folder / QUARANTINE / f"{packet.digest[:32]}{PACKET}").unlink(missing_ok=True)


def _folded(done: int, of: int) -> int:
    """Return how far an import is whose acts are in and ``done`` cases of ``of`` are folded."""
    return round(PARTS * (READING + (1 - READING) * done / of))
