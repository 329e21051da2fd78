"""The dossiers of many cases, on paper or as files; stopping keeps the finished ones."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.progress import Progress
from desk.base.words import mark, say
from desk.office import Office
from reports.places import Printed
from reports.printing import print_dossier
from ui.base.folder_dialog import into_folder
from ui.base.hub import Hub
from ui.dialogs.printing_dialog import PrintingDialog
from ui.dialogs.to_printer import Paper
from ui.widgets.boxes import STRETCH, Grown, column, row
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 560, 320


class PrintDialog(PrintingDialog):
    """Prints or writes the masked dossiers of several cases, one after the other."""

    def __init__(self, hub: Hub, case_nos: Sequence[str], parent: QWidget | None = None) -> None:
        """Build the dialog for ``case_nos``; nothing is made before a choice."""
        title = say(mark("Print dossiers"))
        super().__init__(hub, title, parent, width=WIDTH, height=HEIGHT)
        self._case_nos = list(case_nos)
        self._written = 0
        self._is_writing = False
        self._running.ended.connect(self._on_written_all)
        self._state = wrapped(
            say(mark("{count} cases are chosen."), count=len(self._case_nos)), "", "print-state"
        )
        self._result = scrolled()
        head = label(say(mark("Dossiers, personal data masked")), "title")
        result = Grown(self._result)
        self.lay_out(head, self._state, self._running, result, self._foot(), spacing=10)

    def _foot(self) -> QHBoxLayout:
        close = button(say(mark("Close the window")), "print-close", self.reject)
        write = button(say(mark("Write as PDF…")), "print-write", self._on_write)
        press = button(say(mark("Print…")), "print-start", self._on_print, primary=True)
        self._resting = (close, write, press)
        return row(STRETCH, *self._resting)

    @Slot()
    def _on_print(self) -> None:
        office = self._hub.reader.office
        self._print_papers([Paper(no, partial(print_dossier, office, no)) for no in self._case_nos])

    @Slot(int, int)
    def _on_printed(self, count: int, left: int) -> None:
        words = mark("{count} copies are given to the printer, {left} were not begun.")
        self._state.setText(say(words, count=count, left=left))

    @Slot()
    def _on_write(self) -> None:
        into_folder(self, say(mark("Where shall the dossiers be written?")), self.print_to)

    def print_to(self, folder: Path) -> None:
        """Write the dossiers into ``folder``, one job each, to let other work in between."""
        self._said, self._is_writing, self._written = [], True, 0
        count = len(self._case_nos)
        for place, case_no in enumerate(self._case_nos, start=1):
            words = mark("{title}, {place} of {count}…")
            self._running.run(
                say(words, title=case_no, place=place, count=count),
                partial(_write, self._hub.reader.office, case_no, folder),
                self._on_written,
                partial(self._on_refused, case_no),
            )
        self._rest()

    def _on_written(self, printed: Printed) -> None:
        self._written += 1
        if printed.note:
            self._on_said(printed.note)

    def _on_refused(self, case_no: str, refusal: Refusal) -> None:
        self._on_said(say(mark("{label}: {words}"), label=case_no, words=str(refusal)))

    @Slot(int)
    def _on_written_all(self, left: int) -> None:
        if self._is_writing:
            self._is_writing = False
            words = mark("{count} dossiers are written, {left} were not begun.")
            self._state.setText(say(words, count=self._written, left=left))

    def _show_said(self, sentences: Sequence[str]) -> None:
        lines = (wrapped(line, "muted") for line in sentences)
        fill(self._result, column(*lines))


def _write(office: Office, case_no: str, folder: Path, _tell: Progress) -> Printed:
    return print_dossier(office, case_no, folder)
