"""The dossiers of many cases, one file each, with progress; whoever stops keeps what is whole."""

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
from ui.widgets.running_bar import RunningBar
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 560, 320


class PrintDialog(QDialog):
    """Writes the masked dossiers of several cases, one after the other."""

    def __init__(self, hub: Hub, case_nos: Sequence[str], parent: QWidget | None = None) -> None:
        """Build the dialog for ``case_nos``; nothing is written before a folder is chosen."""
        super().__init__(parent)
        self._hub = hub
        self._case_nos = list(case_nos)
        self._written = 0
        self._notes: list[str] = []
        self.setWindowTitle(say(mark("Print dossiers")))
        self.resize(WIDTH, HEIGHT)
        self._running = RunningBar(hub)
        self._running.ended.connect(self._on_ended)
        self._state = wrapped(say(mark("{count} cases are chosen."), count=len(self._case_nos)))
        self._state.setObjectName("print-state")
        self._result = scrolled()
        self._start = button(say(mark("Choose a folder…")), primary=True, name="print-start")
        self._start.clicked.connect(self._on_start)
        self._close = button(say(mark("Close the window")), name="print-close")
        self._close.clicked.connect(self.accept)
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
        foot.addWidget(self._close)
        foot.addWidget(self._start)
        rows.addLayout(foot)

    @Slot()
    def _on_start(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the dossiers be written?")))
        if folder:
            self.print_to(folder)

    def print_to(self, folder: Path) -> None:
        """Write the dossiers into ``folder``: each is a job, so that other work gets in between."""
        count = len(self._case_nos)
        self._enable(is_free=False)
        for place, case_no in enumerate(self._case_nos, start=1):
            words = mark("{case_no}, {place} of {count}…")
            self._running.run(
                say(words, case_no=case_no, place=place, count=count),
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

    def _note(self, text: str) -> None:
        self._notes.append(text)
        rows = QVBoxLayout()
        for line in self._notes:
            rows.addWidget(wrapped(plain(line), "muted"))
        fill(self._result, rows)

    @Slot(int)
    def _on_ended(self, left: int) -> None:
        words = mark("{count} dossiers are written, {left} were not begun.")
        self._state.setText(say(words, count=self._written, left=left))
        self._enable(is_free=True)

    def _enable(self, *, is_free: bool) -> None:
        self._start.setVisible(is_free and not self._written)
        self._close.setEnabled(is_free)

    @Slot()
    def reject(self) -> None:
        """Close; while something is written, Escape and the frame only stop it."""
        if self._running.is_running:
            self._running.cancel()
        else:
            super().reject()


def _write(office: Office, case_no: str, folder: Path, _tell: Progress) -> Printed:
    return print_dossier(office, case_no, folder)
