"""Exchange by file at an open office: cards, packets out and in, receipts.

All changes go through `Office.do`; this module reads and writes the files
around it. A packet is signed, read back and verified before it gets its name; a
received one is verified before any of it is decrypted.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final

from desk.actions.packets import (
    NoteSent,
    PacketTaken,
    ReceiptTaken,
    TakeReceipt,
)
from desk.actions.trust_device import IntroduceDevice, TrustDevice
from desk.base.clock import stamp
from desk.base.files import whole_file
from desk.base.gc_paused import gc_paused
from desk.base.progress import Progress, nobody_asks
from desk.base.shapes import JsonObject
from desk.exchange import act_pages
from desk.exchange.card import card_of, is_receipt, read_card, read_receipt
from desk.exchange.incoming import PACKET, IncomingPacket
from desk.exchange.opened_packet import envelope_of, read_back
from desk.exchange.outgoing import Wanted, outlook, planned, told_items
from desk.exchange.parcels import Arrivals, items_in, wants_in, write_items
from desk.exchange.plans import Plan
from desk.exchange.sealed import PAGE, PacketWriter, open_packet
from desk.office import Office
from desk.rules.record.chains import Heads
from desk.rules.record.devices import Device
from desk.rules.record.packet_refusals import (
    NotForUs,
    PacketDamaged,
    RevokedSender,
    UnknownDevice,
)
from desk.rules.time.rule_files import version_of
from desk.store import packet_register
from desk.store.known_devices import DeviceKeys, read_devices, read_keys
from desk.store.record.heads import acts_in, heads_of, readable
from desk.store.record.journal import SCHEMA

MOST_ACTS: Final = 2_000_000  # in one file: far below the 4 GiB that FAT32 holds


@dataclass(frozen=True)
class Exchange:
    """Exchange at one office.

    Attributes:
        office: The open office of the signed-in person.
        folder: Of the home; contains the quarantine.
        most_acts: Most acts in one file; more become several packets.
    """

    office: Office
    folder: Path
    most_acts: int = field(default=MOST_ACTS)

    @property
    def device(self) -> str:
        """Return this workstation's id."""
        return self.office.identity.device

    def _keys(self) -> DeviceKeys:
        keys = read_keys(self.office.store)
        if keys is None or self.device not in read_devices(self.office.store):
            self.office.do(IntroduceDevice())
            keys = read_keys(self.office.store)
        if keys is None:
            raise LookupError(self.device)
        return keys

    def card(self) -> tuple[Device, JsonObject]:
        """Return this workstation and its card."""
        self.office.do(IntroduceDevice())
        device = read_devices(self.office.store)[self.device]
        return device, card_of(device, self._keys().signing)

    def known(self, name: str) -> Device:
        """Return the workstation with the id ``name``.

        Raises:
            KeyError: It is unknown.
        """
        return read_devices(self.office.store)[name]

    def save_card(self, folder: Path) -> Path:
        """Write this workstation's card into ``folder``; return its path.

        Raises:
            CannotWrite: The card could not be written (no such folder, disk full, read-only).
        """
        device, card = self.card()
        path = folder / f"{device.id}.card"
        with whole_file(path) as draft:
            draft.write_text(json.dumps(card, indent=1), encoding="utf-8")
        return path

    def trust(self, path: Path) -> Device:
        """Trust the workstation of the card at ``path``; return it.

        Raises:
            BadCard: It is not a valid card.
            DeviceTaken: Another trusted workstation has its id.
        """
        self._keys()
        return self.office.do(TrustDevice(device=read_card(path))).result

    def addressee(self, name: str) -> Device:
        """Return the trusted workstation called ``name``: its id, or its office's code or name.

        Raises:
            UnknownDevice: None matches, or several do.
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
    ) -> list[JsonObject]:
        """Write the acts that the addressees lack into ``folder``; return a report for each file.

        Args:
            names: The addressees.
            folder: Where to, usually a USB stick.
            progress: Called with (acts written, acts in all); may raise a refusal to stop.
            is_whole: Send everything, whatever they confirmed: for a peer that lost its data.
            megabytes: Limit for attachments; the office's setting unless stated.

        Raises:
            UnknownDevice: A name matches no workstation.
            CannotWrite: A packet could not be written (no such folder, disk full, read-only).
            CarriesClosed: It would contain a case in which the signed-in person is recused.
        """
        keys = self._keys()
        to = [self.addressee(name) for name in names]
        plans, heads = planned(self.office, Wanted(to, self.most_acts, is_whole, megabytes))
        return [self._write(keys, to, plan, heads, folder, progress) for plan in plans]

    def outlook(self, names: Sequence[str], megabytes: int | None = None) -> JsonObject:
        """Return what a packet for the addressees would contain; nothing is written.

        Raises:
            UnknownDevice: A name matches no workstation.
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
    ) -> JsonObject:
        """Write one packet: as .part, verified, recorded in the journal, then renamed."""
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
            "rules": {rule.key: version_of(rule) for rule in self.office.reckoning.rules},
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
        header: JsonObject,
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
    ) -> PacketTaken | ReceiptTaken:
        """Import the packet or the receipt at ``path``; return what came of it.

        Args:
            path: The file.
            is_simulation: Only report what would change.
            is_accepted: Import a packet even though its sender was rolled back or copied.
            receipts: Folder for the receipt; the packet's folder unless stated.
            progress: Called with (done, ``PARTS``); may raise a refusal to stop.

        Raises:
            Refusal: It cannot be imported; nothing was changed, but it may be in quarantine now.
        """
        if is_receipt(path):
            return self._take_receipt(path)
        packet = open_packet(path)
        coming = IncomingPacket(
            office=self.office,
            home=self.folder,
            keys=self._keys(),
            packet=packet,
            envelope=envelope_of(packet),
            arriving=Arrivals(
                sender=packet.sender,
                number=packet.number,
                home=self.folder,
                items=items_in(packet.header, path.name),
                is_dry=is_simulation,
            ),
            progress=progress,
        )
        if is_simulation:
            return coming.simulated(is_accepted=is_accepted)
        told = coming.taken(is_accepted=is_accepted)
        return replace(told, receipt=coming.receipt(receipts or path.parent))

    def _take_receipt(self, path: Path) -> ReceiptTaken:
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
        return self.office.do(command).result
