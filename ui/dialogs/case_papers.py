"""The papers of a case: its letters, its dossier; two buttons that lead to them."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.reads.case_file import CaseFile
from desk.rules.people.rights import Right
from desk.rules.people.sight import Sight
from reports.previewing import preview_dossier
from reports.printing import print_dossier
from ui.base.folder_dialog import into_folder
from ui.base.hub import Hub
from ui.dialogs.letter_dialog import LetterDialog
from ui.dialogs.preview_dialog import PreviewDialog
from ui.dialogs.reveal_dialog import ask_why_in_clear
from ui.dialogs.to_printer import Paper
from ui.widgets.boxes import NONE, row
from ui.widgets.text import button


class CasePapers(QWidget):
    """Opens the letters of a case, shows and writes its dossier.

    Signals:
        issued: A letter was issued; the case has it now.
    """

    issued = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the buttons; without the right to print there are none."""
        super().__init__(parent)
        self._hub = hub
        self._case: CaseFile | None = None
        self._letters = button(say(mark("Letters…")), "letters", self._on_letters)
        self._dossier = button(say(mark("Dossier")), "dossier")
        menu = QMenu(self)
        menu.addAction(say(mark("Preview"))).triggered.connect(self._on_preview)
        menu.addAction(say(mark("Write as PDF…"))).triggered.connect(self._on_write)
        self._full = menu.addAction(say(mark("Unmasked, with attachments…")))
        self._full.triggered.connect(self._on_full)
        self._full.setVisible(False)  # until a case is shown that may be seen so
        self._dossier.setMenu(menu)
        row(self._letters, self._dossier, inside=self, margins=NONE)
        if not hub.reader.office.acting.may(Right.PRINT):
            self.hide()

    def show_case(self, case: CaseFile) -> None:
        """Lead to the papers of ``case``, as far as it may be seen."""
        self._case = case
        self._full.setVisible(case.sight is Sight.CLEAR)
        self.setEnabled(case.sight >= Sight.MASKED)

    @Slot()
    def _on_letters(self) -> None:
        if self._case is not None:
            dialog = LetterDialog(self._hub, self._case, self)
            dialog.issued.connect(self.issued)
            dialog.open()

    @Slot()
    def _on_preview(self) -> None:
        if self._case is not None:
            self._look(self._case.case_no)

    @Slot()
    def _on_full(self) -> None:
        if self._case is not None:
            look, title = partial(self._look, self._case.case_no), say(mark("Unmasked dossier"))
            ask_why_in_clear(title, self._case.case_no, look, self)

    def _look(self, case_no: str, reason: str | None = None) -> None:
        """Show the dossier; it may take a while to gather hundreds of attached pages."""
        office, is_full = self._hub.reader.office, reason is not None
        paper = Paper(case_no, partial(print_dossier, office, case_no, reason=reason), is_full)
        job = partial(preview_dossier, office, case_no, reason=reason)
        self._dossier.setEnabled(False)
        ask = self._hub.tasks.write if is_full else self._hub.tasks.read  # one of them is an act
        ask(self, job, partial(self._preview, paper), self._on_no)

    def _preview(self, paper: Paper, content: bytes) -> None:
        self._dossier.setEnabled(True)
        PreviewDialog(self._hub, paper, content, self).open()

    def _on_no(self, refusal: Refusal) -> None:
        self._dossier.setEnabled(True)
        self._hub.say_no(refusal)

    @Slot()
    def _on_write(self) -> None:
        into_folder(self, say(mark("Where shall the dossier be written?")), self.print_to)

    def print_to(self, folder: Path) -> None:
        """Have the dossier of the shown case written into ``folder``, masked."""
        if self._case is None:
            return
        job = partial(print_dossier, self._hub.reader.office, self._case.case_no, folder)
        self._hub.tasks.write(self, job, self._hub.say_written, self._hub.say_no)
