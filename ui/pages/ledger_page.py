"""Ledgers (台账): import former ones after a preview, undo imports, export our own."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from desk.actions.import_ledger import LedgerTaken
from desk.actions.undo_import import ImportUndone, UndoImport
from desk.actions.work import Done
from desk.base.text import filename
from desk.base.words import mark, say
from desk.ledgers.ledger_file import Outline
from desk.ledgers.take_ledger import take_ledger
from desk.reads.imports import PastImport
from desk.rules.people.rights import Right
from desk.rules.query import Order, QueueFilter
from reports.ledger_export import export_ledger
from ui.base.drops import Drops
from ui.base.folder_dialog import with_file
from ui.base.hub import Hub
from ui.models.sheet_model import SheetRow
from ui.widgets.boxes import STRETCH, Grown, row
from ui.widgets.cards import Card
from ui.widgets.ledger_view import LedgerView
from ui.widgets.page import Page
from ui.widgets.running_bar import RunningBar
from ui.widgets.sheet import Sheet
from ui.widgets.text import button

KINDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
PAST = {
    mark("Taken in"): 150,
    mark("By"): 90,
    mark("Cases"): 80,
    mark("Undone"): 150,
    mark("File"): 0,
}


class LedgerPage(Page):
    """Imports, undoes and exports ledgers; nothing is written without a preview."""

    title = mark("Ledger")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads the past imports."""
        super().__init__(hub, parent)
        self._path = Path()
        self._past: dict[str, PastImport] = {}
        self._running = RunningBar(hub)
        self._view = LedgerView()
        self._look = self._look_card()
        self._list = Sheet(PAST, "past-imports")
        self._list.picked.connect(self._on_picked)
        self._undo = button(say(mark("Take this import back")), "undo-import", self._on_undo)
        past = self._past_card()
        self.lay_out(self._actions(), self._running, Grown(self._look, 3), Grown(past, 2))
        may = partial(self._may, Right.IMPORT)
        Drops(self, lambda paths: self.look_at(paths[0]), KINDS, may=may)

    def _may(self, right: Right) -> bool:
        return self._hub.reader.office.acting.may(right)

    def _actions(self) -> Iterator[QWidget]:
        if self._may(Right.EXPORT):
            yield button(say(mark("Export the ledger…")), "export-ledger", self._on_export)
        if self._may(Right.IMPORT):
            words = say(mark("Take a ledger in…"))
            yield button(words, "import-ledger", self._on_take, primary=True)

    def _look_card(self) -> QFrame:
        self._ok = button("", "ledger-ok", self._on_ok, primary=True)
        box = Card(say(mark("Look first")), Grown(self._view))
        no = button(say(mark("Do not take it in")), "ledger-no", box.hide)
        box.put(row(STRETCH, no, self._ok))
        box.hide()
        return box

    def _past_card(self) -> QFrame:
        words = mark(
            "Drop a ledger here, or choose it above: Excel, WPS or CSV, in the office's own "
            "columns. You see what would come before anything is written."
        )
        foot = row(STRETCH, self._undo)
        return Card(say(mark("Taken in before")), say(words), Grown(self._list), foot)

    @Slot()
    def start(self) -> None:
        """Read the past imports."""
        self._hub.tasks.read(self, self._hub.reader.past_imports, self._show_past)

    def _show_past(self, past: list[PastImport]) -> None:
        self._past = {one.import_id: one for one in past}
        self._list.show_rows([_row(one, self._hub.reader.people.name(one.by)) for one in past])
        self._on_picked()

    @Slot()
    def _on_picked(self) -> None:
        found = self._past.get(self._list.key)
        self._undo.setEnabled(found is not None and not found.undone_at and self._may(Right.IMPORT))

    @Slot()
    def _on_take(self) -> None:
        endings = " ".join(f"*{kind}" for kind in KINDS)
        kinds = say(mark("Ledgers")) + f" ({endings})"
        with_file(self, say(mark("Which ledger?")), kinds, self.look_at)

    @property
    def is_looked_at(self) -> bool:
        """Say whether a previewed ledger waits for a decision."""
        return self._look.isVisible()

    def look_at(self, path: Path) -> None:
        """Preview the import of the ledger at ``path``; nothing is written."""
        self._path = path
        self._look.hide()
        self._run(say(mark("Reading {name}…"), name=path.name), is_simulation=True)

    def _run(self, words: str, *, is_simulation: bool) -> None:
        office, path = self._hub.reader.office, self._path
        self._running.run(
            words,
            lambda tell: take_ledger(office, path, is_simulation=is_simulation, progress=tell),
            self._on_looked if is_simulation else self._on_taken,
        )

    def _on_looked(self, found: tuple[Outline, Done[LedgerTaken]]) -> None:
        outline, done = found
        self._view.show_found(outline, done.result)
        taken = done.result.taken
        self._ok.setText(say(mark("Take {count} cases in"), count=f"{taken:,}"))
        self._ok.setEnabled(taken > 0)
        self._look.show()

    @Slot()
    def _on_ok(self) -> None:
        self._look.hide()
        self._run(say(mark("Taking {name} in…"), name=self._path.name), is_simulation=False)

    def _on_taken(self, found: tuple[Outline, Done[LedgerTaken]]) -> None:
        _, done = found
        words = mark("{count} cases were taken in. They are in the queue.")
        self._hub.told.emit(say(words, count=f"{done.result.taken:,}"))
        self._hub.changed.emit(done)
        self.start()

    @Slot()
    def _on_undo(self) -> None:
        self._hub.send(UndoImport(import_id=self._list.key), self._on_undone, None, self)

    def _on_undone(self, changes: Done[ImportUndone]) -> None:
        words = mark("The import is taken back: {count} cases are gone from the queue.")
        self._hub.told.emit(say(words, count=f"{changes.result.undone:,}"))
        self.start()

    @Slot()
    def _on_export(self) -> None:
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        office, now = self._hub.reader.office, self._hub.reader.now
        title = say(mark("Complaint ledger"))
        name = filename(office.settings.text("office_code"), f"{now:%Y%m%d}", title)
        place = Path(QStandardPaths.writableLocation(documents)) / f"{name}.xlsx"
        asked, _ = QFileDialog.getSaveFileName(self, title, str(place), "(*.xlsx)")
        if asked:
            self.export_to(Path(asked))

    def export_to(self, path: Path) -> None:
        """Write the masked ledger of all cases to ``path``."""
        reader = self._hub.reader
        want = QueueFilter(order=Order.RECEIVED, is_all=True)
        self._running.run(
            say(mark("Writing {name}…"), name=path.name),
            lambda _tell: export_ledger(reader.office, reader.numbers(want), path),
            self._on_exported,
            can_stop=False,
        )

    def _on_exported(self, written: dict[str, object]) -> None:
        words = mark("Written: {name}, {count} cases, personal data masked.")
        name = Path(str(written["xlsx"])).name
        self._hub.told.emit(say(words, name=name, count=f"{written['cases']:,}"))


def _row(past: PastImport, by: str) -> SheetRow:
    cells = (_time(past.at), by, f"{past.taken:,}", _time(past.undone_at), past.file)
    return SheetRow(past.import_id, cells, is_quiet=bool(past.undone_at))


def _time(stored: str) -> str:
    return f"{datetime.fromisoformat(stored):%Y-%m-%d %H:%M}" if stored else ""
