"""Data exchange: who is known, what each side owes, packets in and out, where desks disagree."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from desk.actions.packets import PacketTaken, ReceiptTaken
from desk.actions.work import Done
from desk.base.errors import Refusal
from desk.base.progress import Cancelled
from desk.base.shapes import JsonMapping, JsonObject
from desk.base.text import plain
from desk.base.words import mark, say
from desk.exchange.desk import Exchange
from desk.reads.conflicts import tray_json
from desk.reads.exchange_status import read_status
from desk.rules.people.rights import Right
from desk.rules.record.devices import Device
from reports.device_card import print_card
from ui.base.drops import Drops
from ui.base.folder_dialog import into_folder, with_file
from ui.base.folder_watch import FolderWatch
from ui.base.hub import Hub
from ui.base.layout import ScreenLayout
from ui.dialogs.card_dialog import CardDialog
from ui.dialogs.forms_dialog import FormsDialog
from ui.dialogs.packet_dialog import PacketDialog
from ui.dialogs.send_dialog import SendDialog
from ui.widgets.boxes import STRETCH, Grown, add, column, leave_out
from ui.widgets.cards import Card
from ui.widgets.exchange_cards import alarms, device_words, own_words, packets, quarantine
from ui.widgets.page import Page
from ui.widgets.running_bar import RunningBar
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped
from ui.widgets.tray import Tray
from ui.widgets.watched_card import WatchedCard

Status = tuple[JsonObject, list[JsonObject]]
KINDS = (".cdp", ".cdr")
SHOWN = 12  # packets in the list
WATCHED = "exchange/watched"  # the folder, among what this screen remembers


class ExchangePage(Page):
    """Shows the state of exchange; a dropped file is previewed, then imported."""

    title = mark("Data exchange")

    def __init__(self, hub: Hub, layout: ScreenLayout, parent: QWidget | None = None) -> None:
        """Build the page and watch the remembered folder; `start` reads the state.

        Args:
            hub: For sending commands to the office.
            layout: The remembered screen layout.
            parent: Qt parent.
        """
        super().__init__(hub, parent)
        Drops(self, self._on_dropped, KINDS)
        office = hub.reader.office
        self._exchange = Exchange(office, office.store.folder)
        self._to: dict[str, QCheckBox] = {}
        self._shown: Status | None = None
        self._body = scrolled(is_card=False)
        self._own = wrapped("", "muted")
        self._make_buttons()
        self._layout = layout
        self._running = RunningBar(hub)
        self._watched = WatchedCard()
        self._watched.wants_folder.connect(self._on_watch)
        self._watched.wants_none.connect(lambda: self.watch(None))
        self._watched.wants_look.connect(self.look_at)
        self._watch = FolderWatch(self)
        self._watch.arrived.connect(self._on_arrived)
        actions = (self._forms, self._card, self._trust, self._take, self._send)
        self.lay_out(actions, self._own, self._running, self._watched, Grown(self._body))
        kept = layout.text(WATCHED)
        self.watch(Path(kept) if kept else None)

    def _make_buttons(self) -> None:
        self._send = button(say(mark("Export…")), "export-packet", self._on_send, primary=True)
        self._take = button(say(mark("Import…")), "import-packet", self._on_take)
        self._forms = button(say(mark("Forms…")), "forms", self._on_forms)
        self._card = button(say(mark("My card…")), "save-card", self._on_card)
        self._trust = button(say(mark("Trust a card…")), "trust-card", self._on_trust)
        leave_out(self._trust, unless=self._hub.reader.office.actor.may(Right.DEVICES))

    def concerns(self, _changes: Done[object]) -> bool:
        """Read again after every change: each is owed to somebody."""
        return True

    def start(self) -> None:
        """Read the state of exchange."""
        office, own = self._hub.reader.office, self._exchange.device
        self._hub.tasks.read(
            self,
            lambda: (
                read_status(office.store, office.acting),
                tray_json(office.store, own, office.acting),
            ),
            self._show,
        )

    def _show(self, found: Status) -> None:
        if found == self._shown:
            return  # nothing moves under the hand of whoever is typing
        self._shown = found
        status, tray = found
        devices = status["devices"]
        own = next((one for one in devices if one["is_own"]), None)
        self._own.setText(own_words(status["device"], own))
        rows = column(spacing=12)
        if tray and self._hub.reader.office.actor.may(Right.DECIDE):
            before = self._body.findChild(Tray)
            shown = Tray(self._hub, tray)
            shown.take_over(before.typed() if before else {})
            rows.addWidget(shown)
        for text in alarms(status, len(tray)):
            rows.addWidget(wrapped(text, "problem"))
        self._to = {}
        add(
            rows,
            self._devices([one for one in devices if not one["is_own"]]),
            quarantine(status["quarantine"]),
            packets(status["packets"][:SHOWN]),
            STRETCH,
        )
        fill(self._body, rows, margin=0)

    def _devices(self, devices: list[JsonObject]) -> QFrame:
        made = Card(say(mark("Workstations")), spacing=6)
        for device in devices:
            line = QCheckBox(plain(f"{device['device']}  {device['name']}").replace("&", "&&"))
            line.setObjectName(f"to {device['device']}")
            line.setChecked(device["trusted"])
            line.setEnabled(device["trusted"])
            self._to[device["device"]] = line
            made.put(line, *(_indented(told) for told in device_words(device)))
        if not devices:
            words = mark("Nobody is known yet. Exchange cards with the other workstation.")
            made.put(say(words))
        self._send.setEnabled(any(device["trusted"] for device in devices))
        return made

    @Slot()
    def _on_send(self) -> None:
        names = [name for name, line in self._to.items() if line.isChecked()]
        self._hub.tasks.read(
            self, lambda: self._exchange.outlook(names), self._on_outlook, self._hub.say_no
        )

    def _on_outlook(self, outlook: JsonMapping) -> None:
        dialog = SendDialog(outlook, self)
        dialog.accepted.connect(self._on_agreed)
        dialog.open()

    @Slot()
    def _on_agreed(self) -> None:
        into_folder(self, say(mark("Where shall the packet be written?")), self.send_to)

    def send_to(self, folder: Path) -> None:
        """Write a packet for those that are ticked into ``folder``."""
        names = [name for name, line in self._to.items() if line.isChecked()]
        self._running.run(
            say(mark("Writing the packet…")),
            lambda tell: self._exchange.send(names, folder, tell),
            self._on_sent,
        )

    def _on_sent(self, reports: list[JsonObject]) -> None:
        names = [Path(report["file"]).name for report in reports]
        words = mark("Written: {names}. Eject the stick before you pull it out.")
        self._hub.told.emit(say(words, names=names))
        self.start()

    @Slot()
    def _on_take(self) -> None:
        endings = " ".join(f"*{kind}" for kind in KINDS)
        kinds = say(mark("Packets and receipts")) + f" ({endings})"
        with_file(self, say(mark("Which file?")), kinds, self.look_at)

    def _on_dropped(self, paths: list[Path]) -> None:
        for path in paths:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Preview the file's changes, then import it; a receipt is imported at once."""
        self._watch.forget(path)
        self._watched.drop(path)
        self._running.run(
            say(mark("Looking at {name}…"), name=path.name),
            lambda tell: self._exchange.take(path, is_simulation=True, progress=tell),
            partial(self._on_looked, path),
            partial(self._on_not_looked, path),
        )

    def _on_not_looked(self, path: Path, refusal: Refusal) -> None:
        """Import it nevertheless: the import refuses it itself, and keeps it in quarantine."""
        if isinstance(refusal, Cancelled):
            self._hub.say_no(refusal)
        else:
            self.take(path)

    def _on_looked(self, path: Path, told: PacketTaken | ReceiptTaken) -> None:
        if isinstance(told, ReceiptTaken):
            self._on_taken(told)
            return
        dialog = PacketDialog(told, self)
        dialog.accepted.connect(lambda: self.take(path))
        dialog.open()

    def take(self, path: Path) -> None:
        """Take the file in."""
        self._running.run(
            say(mark("Taking in {name}…"), name=path.name),
            lambda tell: self._exchange.take(path, progress=tell),
            self._on_taken,
            self._on_refused,
        )

    def _on_taken(self, told: PacketTaken | ReceiptTaken) -> None:
        if isinstance(told, PacketTaken):
            words = mark("Taken in: {new} new cases, {changed} changed, {conflicts} in conflict.")
            text = say(
                words,
                new=told.cases,
                changed=told.changed_count,
                conflicts=len(told.conflicts),
            )
        else:
            text = say(mark("The receipt was taken in."))
        self._hub.told.emit(text)
        self._hub.changed.emit(Done(result=None, queue=True, settings=True))

    def _on_refused(self, refusal: Refusal) -> None:
        self._hub.say_no(refusal)
        self.start()

    @Slot()
    def _on_forms(self) -> None:
        FormsDialog(self._hub, self).open()

    @Slot()
    def _on_card(self) -> None:
        self._hub.tasks.write(
            self, lambda: self._exchange.card()[0], self._show_own_card, self._hub.say_no
        )

    def _show_own_card(self, device: Device) -> None:
        self._show_card(device, is_own=True)

    def _show_card(self, device: Device, *, is_own: bool) -> None:
        dialog = CardDialog(device, is_own=is_own, parent=self)
        dialog.wants_file.connect(lambda: self._into_folder(self.save_card))
        dialog.wants_paper.connect(lambda: self._into_folder(partial(self.print_card, device)))
        dialog.open()

    def _into_folder(self, write: Callable[[Path], object]) -> None:
        into_folder(self, say(mark("Where shall the card be written?")), write)

    def print_card(self, device: Device, folder: Path) -> None:
        """Write the card of ``device`` into ``folder`` as PDF."""
        office = self._hub.reader.office
        self._hub.tasks.write(
            self, lambda: print_card(office, device, folder), self._on_saved, self._hub.say_no
        )

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
        with_file(self, say(mark("Which card?")), kinds, self.trust)

    def trust(self, path: Path) -> None:
        """Trust the card; the sixteen words are shown, to be compared by voice."""
        self._hub.tasks.write(
            self, lambda: self._exchange.trust(path), self._on_trusted, self._hub.say_no
        )

    def _on_trusted(self, device: Device) -> None:
        self._show_card(device, is_own=False)
        self._hub.changed.emit(Done(result=None, queue=True, settings=True))

    @Slot()
    def _on_watch(self) -> None:
        into_folder(self, say(mark("Which folder shall be watched for packets?")), self.watch)

    def watch(self, folder: Path | None) -> None:
        """Watch ``folder`` from now on, and remember it; None watches nothing."""
        self._watch.watch(folder)
        self._layout.keep(WATCHED, str(folder) if folder else "")
        self._watched.show_folder(self._watch.folder)

    def _on_arrived(self, paths: list[Path]) -> None:
        new = self._watched.show_files(paths)
        if new:
            words = mark(
                "Arrived in the watched folder: {names}. Look at it under “Data exchange”."
            )
            self._hub.told.emit(say(words, names=[path.name for path in new]))


def _indented(text: str) -> QWidget:
    line = label(text, "muted")
    line.setContentsMargins(24, 0, 0, 0)
    return line
