"""Data exchange: who is known, what each side owes, packets in and out, where desks disagree."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desk.actions.work import Changes
from desk.base.text import plain
from desk.base.words import mark, say
from desk.exchange import Exchange
from desk.reads.conflicts import tray_json
from desk.reads.exchange import read_status, reason_of
from desk.rules.people import Right
from ui.base.hub import Hub
from ui.dialogs.folder_dialog import ask_folder
from ui.dialogs.packet_dialog import PacketDialog
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, card, label, wrapped
from ui.widgets.tray import Tray

Status = tuple[dict[str, Any], list[dict[str, Any]]]
SHOWN = 12  # packets in the list


class ExchangePage(QWidget):
    """Shows how exchange stands; a file dropped on it is looked at, then taken in."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads how things stand."""
        super().__init__(parent)
        self.setObjectName("page")
        self.setAcceptDrops(True)
        self._hub = hub
        office = hub.reader.office
        self._exchange = Exchange(office, office.store.folder)
        self._to: dict[str, QCheckBox] = {}
        self._body = scrolled()
        self._body.setObjectName("plain")
        self._own = wrapped("", "muted")
        self._send = button(say(mark("Export…")), primary=True, name="export-packet")
        self._send.clicked.connect(self._on_send)
        self._take = button(say(mark("Import…")), name="import-packet")
        self._take.clicked.connect(self._on_take)
        self._card = button(say(mark("Save my card…")), name="save-card")
        self._card.clicked.connect(self._on_card)
        self._trust = button(say(mark("Trust a card…")), name="trust-card")
        self._trust.clicked.connect(self._on_trust)
        self._trust.setVisible(office.actor.may(Right.DEVICES))
        self._build()
        hub.changed.connect(self._on_changed)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(say(mark("Data exchange")), "title"))
        head.addStretch(1)
        for part in (self._card, self._trust, self._take, self._send):
            head.addWidget(part)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 8, 16, 12)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addWidget(self._own)
        rows.addWidget(self._body, 1)

    def start(self) -> None:
        """Read how things stand."""
        office, own = self._hub.reader.office, self._exchange.device
        self._hub.tasks.read(
            self,
            lambda: (read_status(office.store), tray_json(office.store, own, office.actor)),
            self._show,
        )

    @Slot(object)
    def _on_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.start()

    def _show(self, found: Status) -> None:
        status, tray = found
        devices = status["devices"]
        own = next((one for one in devices if one["is_own"]), None)
        self._own.setText(_own_words(status["device"], own))
        rows = QVBoxLayout()
        rows.setSpacing(12)
        if tray and self._hub.reader.office.actor.may(Right.DECIDE):
            rows.addWidget(Tray(self._hub, tray))
        for text in _alarms(status, len(tray)):
            rows.addWidget(wrapped(text, "problem"))
        self._to = {}
        rows.addWidget(self._devices([one for one in devices if not one["is_own"]]))
        rows.addWidget(_quarantine(status["quarantine"]))
        rows.addWidget(_packets(status["packets"][:SHOWN]))
        rows.addStretch(1)
        fill(self._body, rows, margin=0)

    def _devices(self, devices: list[dict[str, Any]]) -> QFrame:
        box, rows = _box(say(mark("Workstations")))
        for device in devices:
            line = QCheckBox(plain(f"{device['device']}  {device['name']}").replace("&", "&&"))
            line.setObjectName(f"to {device['device']}")
            line.setChecked(device["trusted"])
            line.setEnabled(device["trusted"])
            self._to[device["device"]] = line
            rows.addWidget(line)
            rows.addWidget(wrapped(_device_words(device), "muted"))
        if not devices:
            words = mark("Nobody is known yet. Exchange cards with the other workstation.")
            rows.addWidget(wrapped(say(words), "muted"))
        self._send.setEnabled(any(device["trusted"] for device in devices))
        return box

    @Slot()
    def _on_send(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the packet be written?")))
        if folder:
            self.send_to(folder)

    def send_to(self, folder: Path) -> None:
        """Write a packet for those that are ticked into ``folder``."""
        names = [name for name, line in self._to.items() if line.isChecked()]
        self._hub.tasks.write(
            self, lambda: self._exchange.send(names, folder), self._on_sent, self._hub.say_no
        )

    def _on_sent(self, reports: list[dict[str, Any]]) -> None:
        names = [Path(report["file"]).name for report in reports]
        words = mark("Written: {names}. Eject the stick before you pull it out.")
        self._hub.told.emit(say(words, names=names))
        self.start()

    @Slot()
    def _on_take(self) -> None:
        kinds = say(mark("Packets and receipts")) + " (*.cdp *.cdr)"
        name, _ = QFileDialog.getOpenFileName(self, say(mark("Which file?")), "", kinds)
        if name:
            self.look_at(Path(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Look at the files that were dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.look_at(Path(url.toLocalFile()))

    def look_at(self, path: Path) -> None:
        """Show what the file would change, then take it in; a receipt is taken at once."""
        if path.suffix == ".cdr":
            self.take(path)
            return
        self._hub.tasks.write(
            self,
            lambda: self._exchange.take(path, is_simulated=True),
            partial(self._on_looked, path),
            lambda _refusal: self.take(path),  # says no itself, and keeps what must be kept
        )

    def _on_looked(self, path: Path, report: Mapping[str, Any]) -> None:
        dialog = PacketDialog(report, self)
        dialog.accepted.connect(lambda: self.take(path))
        dialog.open()

    def take(self, path: Path) -> None:
        """Take the file in."""
        self._hub.tasks.write(
            self, lambda: self._exchange.take(path), self._on_taken, self._on_refused
        )

    def _on_taken(self, report: Mapping[str, Any]) -> None:
        if "cases" in report:
            words = mark("Taken in: {new} new cases, {changed} changed, {conflicts} in conflict.")
            told = say(
                words,
                new=report["cases"],
                changed=report["changed_count"],
                conflicts=len(report["conflicts"]),
            )
        else:
            told = say(mark("The receipt was taken in."))
        self._hub.told.emit(told)
        self._hub.changed.emit(Changes(queue=True, settings=True))

    def _on_refused(self, refusal: Any) -> None:
        self._hub.say_no(refusal)
        self.start()

    @Slot()
    def _on_card(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the card be written?")))
        if folder:
            self.save_card(folder)

    def save_card(self, folder: Path) -> None:
        """Write this workstation's card into ``folder``."""
        self._hub.tasks.write(
            self, lambda: self._exchange.save_card(folder), self._on_saved, self._hub.say_no
        )

    def _on_saved(self, path: Path) -> None:
        self._hub.told.emit(say(mark("Written: {names}"), names=path.name))
        self.start()

    @Slot()
    def _on_trust(self) -> None:
        kinds = say(mark("Cards")) + " (*.card *.json)"
        name, _ = QFileDialog.getOpenFileName(self, say(mark("Which card?")), "", kinds)
        if name:
            self.trust(Path(name))

    def trust(self, path: Path) -> None:
        """Trust the card; the sixteen words are shown, to be compared by voice."""
        self._hub.tasks.write(
            self, lambda: self._exchange.trust(path), self._on_trusted, self._hub.say_no
        )

    def _on_trusted(self, report: Mapping[str, Any]) -> None:
        words = mark(
            "{device} is trusted now. Compare by telephone: {words}. "
            "If a single word differs, revoke it at once."
        )
        told = say(words, device=report["device"], words=" ".join(report["fingerprint"]))
        self._hub.told.emit(told)
        self._hub.changed.emit(Changes(queue=True, settings=True))


def _box(title: str) -> tuple[QFrame, QVBoxLayout]:
    box = card()
    rows = QVBoxLayout(box)
    rows.setContentsMargins(16, 12, 16, 14)
    rows.setSpacing(6)
    rows.addWidget(label(title, "group"))
    return box, rows


def _own_words(device: str, own: Mapping[str, Any] | None) -> str:
    if own is None:
        return say(mark("This workstation is {device}."), device=device)
    words = " ".join(own["fingerprint"])
    return say(
        mark("This workstation is {device}. Its fingerprint: {words}"), device=device, words=words
    )


def _device_words(device: Mapping[str, Any]) -> str:
    if device["revoked"]:
        return say(mark("Revoked; what it writes from then on is kept apart."))
    if not device["trusted"]:
        return say(mark("Known by others, not trusted here."))
    held = (
        say(mark("holds everything up to our packet {number}"), number=device["confirmed"])
        if device["confirmed"]
        else say(mark("has confirmed nothing yet"))
    )
    words = mark("{held}; we sent up to {sent}, took up to {taken}; {owed} entries are owed to it.")
    return say(words, held=held, **{name: device[name] for name in ("sent", "taken", "owed")})


def _alarms(status: Mapping[str, Any], conflicts: int) -> list[str]:
    """Return what somebody should look at."""
    found = []
    if conflicts:
        found.append(say(mark("Workstations disagree on {count} cases."), count=conflicts))
    for gap in status["gaps"]:
        words = mark("Entries wait for entry {seq} of {device}: import its earlier packet.")
        found.append(say(words, seq=gap["seq"], device=gap["device"]))
    for device in sorted({fork["device"] for fork in status["forks"]}):
        words = mark("{device} was copied and both copies were used; both sides are kept.")
        found.append(say(words, device=device))
    for aside, count in status["aside"].items():
        if aside in ("newer", "revoked"):
            found.append(f"{count} × {reason_of(aside)}")
    return found


def _quarantine(kept: list[dict[str, Any]]) -> QFrame:
    box, rows = _box(say(mark("Quarantine")))
    for one in kept:
        words = mark("Packet {number} of {sender}, since {at}")
        rows.addWidget(wrapped(say(words, **{n: one[n] for n in ("number", "sender", "at")})))
    if not kept:
        rows.addWidget(label(say(mark("Empty.")), "muted"))
    return box


def _packets(packets: list[dict[str, Any]]) -> QFrame:
    box, rows = _box(say(mark("Packets")))
    ways = {
        "sent": mark("{at}  sent packet {number} to {peer}: {acts} entries"),
        "taken": mark("{at}  {peer} took packet {number} of {device}: {acts} entries"),
    }
    for packet in packets:
        values = {name: packet[name] for name in ("at", "number", "peer", "device", "acts")}
        words = ways[packet["way"]]
        rows.addWidget(wrapped(say(words, **values), "muted"))
    if not packets:
        rows.addWidget(label(say(mark("None yet.")), "muted"))
    return box
