"""Importing a packet: through `Office.do`, quarantined when refused, confirmed by a receipt."""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from desk.actions.packets import PacketTaken, RecordRollback, Simulated, TakePacket
from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.files import CannotWrite, whole_file
from desk.base.progress import Progress
from desk.base.system import removed
from desk.exchange import act_pages
from desk.exchange.card import receipt_of
from desk.exchange.opened_packet import digest_of, unpacked
from desk.exchange.parcels import Arrivals, waiting_here
from desk.exchange.sealed import ATTACHMENT, PAGE, Packet
from desk.office import Office
from desk.rules.record.envelopes import Envelope
from desk.rules.record.packet_refusals import QUARANTINED, NotForUs, WentBack
from desk.store import packet_register
from desk.store.disk import attachment_store
from desk.store.known_devices import DeviceKeys
from desk.store.record.heads import tips
from desk.store.record.known_pages import ActPage

PACKET: Final = ".cdp"
RECEIPT: Final = ".cdr"
QUARANTINE: Final = "quarantine"
PARTS: Final = 1_000  # of an import, as progress tells it
READING: Final = 0.4  # share of an import's time that reading takes; the rest is folding


@dataclass(frozen=True, kw_only=True)
class IncomingPacket:
    """One opened packet: its header is checked, its body not decrypted yet.

    Attributes:
        office: The open office of the signed-in person.
        home: Folder of the home; contains the quarantine.
        keys: Of this workstation.
        packet: The file.
        envelope: Its header.
        arriving: Its attachments, staged while it is read.
        progress: Called with (done, ``PARTS``); may raise a refusal to stop.
    """

    office: Office
    home: Path
    keys: DeviceKeys
    packet: Packet
    envelope: Envelope
    arriving: Arrivals
    progress: Progress

    def simulated(self, *, is_accepted: bool) -> PacketTaken:
        """Return what would come of an import.

        Raises:
            Refusal: It cannot be imported.
        """
        try:
            return self._do(is_simulation=True, is_accepted=is_accepted)
        except Simulated as simulated:
            return simulated.result

    def taken(self, *, is_accepted: bool) -> PacketTaken:
        """Import it; return what came of it.

        Raises:
            Refusal: It cannot be imported; nothing was changed, but it may be in quarantine now.
        """
        try:
            told = self._do(is_simulation=False, is_accepted=is_accepted)
        except QUARANTINED as refusal:
            self._keep_apart(refusal)
            raise
        self._leave_quarantine()
        attachment_store.sweep(self.office.store)
        return told

    def _do(self, *, is_simulation: bool, is_accepted: bool) -> PacketTaken:
        command = TakePacket(
            envelope=self.envelope,
            pages=self._pages(),
            is_simulation=is_simulation,
            is_accepted=is_accepted,
            arriving=self.arriving,
            progress=lambda done, of: self.progress(_folded(done, of), PARTS),
        )
        try:
            return self.office.do(command).result
        except (Simulated, *QUARANTINED):
            raise
        except BaseException:
            self.arriving.discard(self.office.store)
            raise

    def _pages(self) -> Iterator[ActPage]:
        """Yield its acts in pages; iterated only after its sender was checked."""
        packet, own = self.packet, self.keys.box
        if not packet.is_for(own):
            device = self.office.identity.device
            raise NotForUs(sender=packet.sender, number=packet.number, device=device)
        done, whole = 0, sum(self.envelope.counts.values())
        for kind, content in packet.records(own):
            if kind == PAGE:
                yield ActPage(digest_of(content), partial(unpacked, packet, content))
                done += act_pages.count_in(content)
                self.progress(round(PARTS * READING * min(done / max(whole, 1), 1)), PARTS)
            elif kind == ATTACHMENT:
                self.arriving.take(content)

    def receipt(self, folder: Path) -> str:
        """Write its receipt; return the path, or "" if the folder is read-only."""
        store, packet, own = self.office.store, self.packet, self.office.identity.device
        told = {
            "from": own,
            "to": packet.sender,
            "number": packet.number,
            "digest": packet.digest,
            "heads": {name: [list(tip) for tip in ends] for name, ends in tips(store).items()},
            "at": stamp(self.office.clock.now()),
            "waiting": waiting_here(store),
        }
        path = folder / f"{own}-for-{packet.sender}-{packet.number:06d}{RECEIPT}"
        text = json.dumps(receipt_of(told, self.keys.signing), ensure_ascii=True, indent=1)
        with suppress(CannotWrite), whole_file(path) as draft:
            draft.write_text(text, encoding="utf-8")
            return str(path)
        return ""

    @property
    def _in_quarantine(self) -> Path:
        return self.home / QUARANTINE / f"{self.packet.digest[:32]}{PACKET}"

    def _keep_apart(self, refusal: Refusal) -> None:
        """Keep a copy of it in quarantine."""
        packet, store = self.packet, self.office.store
        with whole_file(self._in_quarantine) as draft:
            shutil.copyfile(packet.path, draft)
        now = stamp(self.office.clock.now())
        if isinstance(refusal, WentBack):
            command = RecordRollback(device=packet.sender, heads=self.envelope.heads)
            self.office.do(command)
        row = (
            packet.digest,
            packet.path.name,
            packet.sender,
            packet.number,
            self.envelope.made_at,
            refusal.code,
            now,
            json.dumps(refusal.values),
        )
        with store.writing():
            packet_register.keep_apart(store, row)

    def _leave_quarantine(self) -> None:
        store = self.office.store
        with store.writing():
            packet_register.let_go(store, self.packet.digest)
        removed(self._in_quarantine, missing_ok=True)


def _folded(done: int, of: int) -> int:
    """Return the progress of an import in the folding phase, ``done`` of ``of`` cases folded."""
    return round(PARTS * (READING + (1 - READING) * done / of))
