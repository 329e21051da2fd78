"""A new recovery code: made once the password was typed, shown once, printed on two sheets."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.home import accounts
from reports.places import making_of
from reports.recovery_sheets import print_recovery_sheets, sheets_pdf
from ui.base.folder_dialog import ask_folder
from ui.base.hub import Hub
from ui.dialogs.printing_dialog import PrintingDialog
from ui.dialogs.to_printer import Secret
from ui.widgets.text import button, label, wrapped

WIDTH = 520


class CodeDialog(PrintingDialog):
    """Makes a new code; it can be left only when somebody says that the sheets are there."""

    def __init__(self, hub: Hub, parent: QWidget | None = None, code: str = "") -> None:
        """Ask first; a ``code`` that was made already is shown at once."""
        super().__init__(hub, parent)
        self.setWindowTitle(say(mark("New recovery code")))
        self.setMinimumWidth(WIDTH)
        self.finished.connect(self.deleteLater)  # the code is shown once
        self._code = ""
        self._shown = label("", "heading")
        self._shown.setObjectName("recovery-code")
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._problem = wrapped("", "problem")
        self._told = wrapped()
        self._make = button(say(mark("Make a new code")), primary=True, name="make-code")
        self._make.clicked.connect(self._on_make)
        self._save = button(say(mark("Two sheets as PDF…")), name="save-sheets")
        self._save.clicked.connect(self._on_save)
        self._print = button(say(mark("Print the two sheets…")), primary=True, name="print-sheets")
        self._print.clicked.connect(self._on_print)
        self._save.hide()
        self._print.hide()
        self._close = button(say(mark("Cancel")), name="close-code")
        self._close.clicked.connect(self.accept)
        self._build()
        if code:
            self._show(code)

    def _build(self) -> None:
        words = mark(
            "A new code is made and the old sheets are worthless from then on. It is shown once: "
            "print the two sheets, seal them in two envelopes and keep them in two places. "
            "Printed from here no file holds the code; a PDF must be deleted after printing."
        )
        foot = QHBoxLayout()
        foot.addStretch(1)
        self._resting = (self._close, self._save, self._print, self._make)
        for part in self._resting:
            foot.addWidget(part)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(12)
        rows.addWidget(wrapped(say(words)))
        rows.addWidget(self._shown)
        rows.addWidget(self._running)
        rows.addWidget(self._problem)
        rows.addWidget(self._told)
        rows.addLayout(foot)

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
        self._problem.setText(plain(str(refusal)))

    @Slot()
    def _on_print(self) -> None:
        """Print the sheets: no file ever holds the code."""
        office, code = self._hub.reader.office, self._code
        self._problem.setText("")
        self._told.setText("")
        title = say(mark("Recovery sheet"))
        self._send([Secret(title, lambda: sheets_pdf(code, making_of(office)))])

    def _show_said(self, sentences: Sequence[str]) -> None:
        self._problem.setText(plain(" ".join(sentences)))

    @Slot(int, int)
    def _on_printed(self, count: int, _left: int) -> None:
        if count:
            words = mark("The two sheets are given to the printer. Seal them now.")
            self._told.setText(say(words))

    @Slot()
    def _on_save(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the sheets be written?")))
        if folder:
            self.save_to(folder)

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
