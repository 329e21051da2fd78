"""A new recovery code: created after confirmation, shown once, printed on two sheets."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.home import accounts
from reports.places import making_of
from reports.recovery_sheets import print_recovery_sheets, sheets_pdf
from ui.base.folder_dialog import into_folder
from ui.base.hub import Hub
from ui.dialogs.printing_dialog import PrintingDialog
from ui.dialogs.to_printer import Secret
from ui.widgets.boxes import STRETCH, row
from ui.widgets.text import button, label, wrapped

WIDTH = 520


class CodeDialog(PrintingDialog):
    """Creates a new code; can be closed only after confirming that the sheets exist."""

    def __init__(self, hub: Hub, parent: QWidget | None = None, code: str = "") -> None:
        """Ask first; a ``code`` that was made already is shown at once."""
        super().__init__(hub, say(mark("New recovery code")), parent, width=WIDTH)
        self.finished.connect(self.deleteLater)  # the code is shown once
        self._code = ""
        self._shown = label("", "heading", "recovery-code")
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._told = wrapped()
        self._make = button(say(mark("Make a new code")), "make-code", self._on_make, primary=True)
        self._save = button(say(mark("Two sheets as PDF…")), "save-sheets", self._on_save)
        self._print = button(
            say(mark("Print the two sheets…")), "print-sheets", self._on_print, primary=True
        )
        self._save.hide()
        self._print.hide()
        self._close = button(say(mark("Cancel")), "close-code", self.accept)
        self._build()
        if code:
            self._show(code)

    def _build(self) -> None:
        words = mark(
            "A new code is made and the old sheets are worthless from then on. It is shown once: "
            "print the two sheets, seal them in two envelopes and keep them in two places. "
            "Printed from here no file holds the code; a PDF must be deleted after printing."
        )
        self._resting = (self._close, self._save, self._print, self._make)
        told = (self._running, self.problems.line, self._told)
        foot = row(STRETCH, *self._resting)
        self.lay_out(wrapped(say(words)), self._shown, *told, foot)

    @Slot()
    def _on_make(self) -> None:
        signed = self._hub.reader.signed
        if signed is not None:
            self._make.setEnabled(False)
            job = accounts.new_recovery_code
            self._hub.run(lambda: job(signed), self._show, self._on_refused, self)

    def _show(self, code: str) -> None:
        self._code = code
        self._shown.setText(plain(code))
        self._make.hide()
        self._save.show()
        self._print.show()
        self._close.setText(say(mark("The sheets are printed and sealed")))

    def _on_refused(self, refusal: Refusal) -> None:
        self._make.setEnabled(True)
        self.problems.show(refusal)

    @Slot()
    def _on_print(self) -> None:
        """Print the sheets: no file ever holds the code."""
        office, code = self._hub.reader.office, self._code
        self.problems.clear()
        self._told.setText("")
        title = say(mark("Recovery sheet"))
        self._print_papers([Secret(title, lambda: sheets_pdf(code, making_of(office)))])

    @Slot(int, int)
    def _on_printed(self, count: int, _left: int) -> None:
        if count:
            words = mark("The two sheets are given to the printer. Seal them now.")
            self._told.setText(say(words))

    @Slot()
    def _on_save(self) -> None:
        into_folder(self, say(mark("Where shall the sheets be written?")), self.save_to)

    def save_to(self, folder: Path) -> None:
        """Write the two sheets into ``folder``."""
        office, code = self._hub.reader.office, self._code
        job = print_recovery_sheets
        self._hub.tasks.write(
            self,
            lambda: job(code, making_of(office), office.folder, folder),
            self._on_saved,
            self._on_refused,
        )

    def _on_saved(self, path: Path) -> None:
        words = mark("Written: {names}. Print it, then delete the file.")
        self._told.setText(plain(say(words, names=path.name)))
