"""The dossiers of many cases, one file each, with progress; whoever stops keeps what is whole."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from reports.places import Printed
from reports.printing import print_dossier
from ui.base.hub import Hub
from ui.dialogs.folder_dialog import ask_folder
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 560, 320


class PrintDialog(QDialog):
    """Writes the masked dossiers of several cases, one after the other."""

    def __init__(self, hub: Hub, case_nos: Sequence[str], parent: QWidget | None = None) -> None:
        """Build the dialog for ``case_nos``; nothing is written before a folder is chosen."""
        super().__init__(parent)
        self._hub = hub
        self._left = list(case_nos)
        self._folder = Path()
        self._written = 0
        self._refusals: list[str] = []
        self._is_stopped = False
        self.setWindowTitle(say(mark("Print dossiers")))
        self.resize(WIDTH, HEIGHT)
        self._bar = QProgressBar()
        self._bar.setObjectName("printed")
        self._bar.setRange(0, len(self._left))
        self._bar.setTextVisible(False)
        self._state = wrapped(say(mark("{count} cases are chosen."), count=len(self._left)))
        self._state.setObjectName("print-state")
        self._result = scrolled()
        self._start = button(say(mark("Choose a folder…")), primary=True, name="print-start")
        self._start.clicked.connect(self._on_start)
        self._stop = button(say(mark("Close the window")), name="print-stop")
        self._stop.clicked.connect(self._on_stop)
        self._build()

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(10)
        rows.addWidget(label(say(mark("Dossiers, personal data masked")), "title"))
        rows.addWidget(self._state)
        rows.addWidget(self._bar)
        rows.addWidget(self._result, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._stop)
        foot.addWidget(self._start)
        rows.addLayout(foot)

    @Slot()
    def _on_start(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the dossiers be written?")))
        if folder:
            self.print_to(folder)

    def print_to(self, folder: Path) -> None:
        """Write the dossiers into ``folder``."""
        self._folder = folder
        self._start.setEnabled(False)
        self._stop.setText(say(mark("Stop")))
        self._next()

    def _next(self) -> None:
        """Write the next one: each is a job of its own, so that other work gets in between."""
        if self._is_stopped or not self._left:
            self._end()
            return
        case_no = self._left.pop(0)
        job = partial(print_dossier, self._hub.reader.office, case_no, self._folder)
        self._hub.tasks.write(self, job, self._on_written, partial(self._on_refused, case_no))

    def _on_written(self, printed: Printed) -> None:
        self._written += 1
        if printed.note:
            self._note(printed.note)
        self._go_on()

    def _on_refused(self, case_no: str, refusal: Refusal) -> None:
        self._note(say(mark("{label}: {words}"), label=case_no, words=str(refusal)))
        self._go_on()

    def _note(self, text: str) -> None:
        self._refusals.append(text)
        rows = QVBoxLayout()
        for line in self._refusals:
            rows.addWidget(wrapped(plain(line), "muted"))
        fill(self._result, rows)

    def _go_on(self) -> None:
        done = self._bar.maximum() - len(self._left)
        self._bar.setValue(done)
        words = mark("{done} of {count}")
        self._state.setText(say(words, done=done, count=self._bar.maximum()))
        self._next()

    def _end(self) -> None:
        words = mark("{count} dossiers are written, {left} were not begun.")
        self._state.setText(say(words, count=self._written, left=len(self._left)))
        self._stop.setText(say(mark("Close the window")))
        self._left.clear()

    @Slot()
    def _on_stop(self) -> None:
        if self._start.isEnabled() or not self._left:
            self.accept()
        self._is_stopped = True

    @Slot()
    def reject(self) -> None:
        """Stop, too, when the dialog is closed by its frame or by Escape."""
        self._is_stopped = True
        super().reject()
