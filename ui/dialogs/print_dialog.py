"""The dossiers of many cases, on paper or as files; whoever stops keeps what is whole."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.progress import Progress
from desk.base.text import plain
from desk.base.words import mark, say
from desk.office import Office
from reports.places import Printed
from reports.printing import print_dossier
from ui.base.hub import Hub
from ui.dialogs.folder_dialog import ask_folder
from ui.dialogs.to_printer import Paper, ToPrinter
from ui.widgets.running_bar import RunningBar
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 560, 320


class PrintDialog(QDialog):
    """Prints or writes the masked dossiers of several cases, one after the other.

    Attributes:
        printer: Prints them.
    """

    def __init__(self, hub: Hub, case_nos: Sequence[str], parent: QWidget | None = None) -> None:
        """Build the dialog for ``case_nos``; nothing is made before somebody says how."""
        super().__init__(parent)
        self._hub = hub
        self._case_nos = list(case_nos)
        self._written = 0
        self._is_writing = False
        self._notes: list[str] = []
        self.setWindowTitle(say(mark("Print dossiers")))
        self.resize(WIDTH, HEIGHT)
        self._running = RunningBar(hub)
        self._running.ended.connect(self._on_written_all)
        self.printer = ToPrinter(hub, self._running, self)
        self.printer.said.connect(self._note)
        self.printer.ended.connect(self._on_printed)
        self._state = wrapped(say(mark("{count} cases are chosen."), count=len(self._case_nos)))
        self._state.setObjectName("print-state")
        self._result = scrolled()
        self._print = button(say(mark("Print…")), primary=True, name="print-start")
        self._print.clicked.connect(self._on_print)
        self._write = button(say(mark("Write as PDF…")), name="print-write")
        self._write.clicked.connect(self._on_write)
        self._close = button(say(mark("Close the window")), name="print-close")
        self._close.clicked.connect(self.reject)
        self._build()

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(10)
        rows.addWidget(label(say(mark("Dossiers, personal data masked")), "title"))
        rows.addWidget(self._state)
        rows.addWidget(self._running)
        rows.addWidget(self._result, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for press in (self._close, self._write, self._print):
            foot.addWidget(press)
        rows.addLayout(foot)

    @Slot()
    def _on_print(self) -> None:
        office = self._hub.reader.office
        papers = [Paper(no, partial(print_dossier, office, no)) for no in self._case_nos]
        try:
            self.printer.send(papers)
        except Refusal as refusal:
            self._note(str(refusal))
        self._enable(is_free=not self._running.is_running)

    @Slot(int, int)
    def _on_printed(self, count: int, left: int) -> None:
        words = mark("{count} copies are given to the printer, {left} were not begun.")
        self._state.setText(say(words, count=count, left=left))
        self._enable(is_free=True)

    @Slot()
    def _on_write(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the dossiers be written?")))
        if folder:
            self.print_to(folder)

    def print_to(self, folder: Path) -> None:
        """Write the dossiers into ``folder``: each is a job, so that other work gets in between."""
        self._is_writing, self._written = True, 0
        count = len(self._case_nos)
        self._enable(is_free=False)
        for place, case_no in enumerate(self._case_nos, start=1):
            words = mark("{title}, {place} of {count}…")
            self._running.run(
                say(words, title=case_no, place=place, count=count),
                partial(_write, self._hub.reader.office, case_no, folder),
                self._on_written,
                partial(self._on_refused, case_no),
            )

    def _on_written(self, printed: Printed) -> None:
        self._written += 1
        if printed.note:
            self._note(printed.note)

    def _on_refused(self, case_no: str, refusal: Refusal) -> None:
        self._note(say(mark("{label}: {words}"), label=case_no, words=str(refusal)))

    @Slot(int)
    def _on_written_all(self, left: int) -> None:
        if self._is_writing:
            self._is_writing = False
            words = mark("{count} dossiers are written, {left} were not begun.")
            self._state.setText(say(words, count=self._written, left=left))
            self._enable(is_free=True)

    @Slot(str)
    def _note(self, text: str) -> None:
        self._notes.append(text)
        rows = QVBoxLayout()
        for line in self._notes:
            rows.addWidget(wrapped(plain(line), "muted"))
        fill(self._result, rows)

    def _enable(self, *, is_free: bool) -> None:
        for press in (self._print, self._write, self._close):
            press.setEnabled(is_free)

    @Slot()
    def reject(self) -> None:
        """Close; while papers are made, Escape and the frame only stop that."""
        if self._running.is_running:
            self._running.cancel()
        else:
            super().reject()


def _write(office: Office, case_no: str, folder: Path, _tell: Progress) -> Printed:
    return print_dossier(office, case_no, folder)
