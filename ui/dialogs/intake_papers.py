"""Papers of intake: blank numbered forms, and receipts of registrations."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QInputDialog, QWidget

from desk.actions import reserve_forms
from desk.base.words import mark, say
from reports.blank_forms import print_blank_forms
from reports.letters.issuing import FormWish, print_form
from reports.places import Printed
from reports.to_print import LetterOnPaper
from ui.base.folder_dialog import ask_folder
from ui.base.hub import Hub
from ui.dialogs.printing_dialog import given
from ui.dialogs.to_printer import Paper, ToPrinter, copies_of
from ui.widgets.running_bar import RunningBar

if TYPE_CHECKING:  # few print
    from PySide6.QtPrintSupport import QPrinter

RECEIPT: Final = "F02"
FORMS: Final = 10  # blank forms, unless another number is stated


class IntakePapers(QObject):
    """Asks for number and target, and prints or writes the papers.

    Attributes:
        folder: Where receipts go when there is no printer; asked for once while the program runs.
        running: Shows a receipt that is being printed.
        printer: Prints the receipts; chosen once while the program runs.
    """

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        """Keep who asks."""
        super().__init__(parent)
        self._hub = hub
        self._page = parent
        self.folder: Path | None = None
        self.running = RunningBar(hub, parent)
        self.printer = ToPrinter(hub, self.running, parent)
        self.printer.said.connect(hub.refused)
        self.printer.ended.connect(self._on_printed)
        self._chosen: QPrinter | None = None
        self._copies = 0

    @Slot()
    def ask_blank(self) -> None:
        """Ask how many blank forms are wanted and where to, and write them."""
        title, most = say(mark("Blank intake forms")), reserve_forms.MOST
        text = say(mark("How many forms? Their numbers are kept for them."))
        count, is_wanted = QInputDialog.getInt(self._page, title, text, FORMS, 1, most)
        question = say(mark("Where shall the forms be written?"))
        folder = ask_folder(self._page, question) if is_wanted else None
        if folder:
            self.print_blank(count, folder)

    def print_blank(self, count: int, folder: Path) -> None:
        """Have ``count`` blank numbered forms written into ``folder``."""
        office = self._hub.reader.office
        job = partial(print_blank_forms, office, count, folder)
        self._hub.tasks.write(self, job, self._on_blank, self._hub.say_no)

    def _on_blank(self, found: tuple[Path, list[str]]) -> None:
        path, numbers = found
        text = mark("Written: {name}, forms {first} to {last}.")
        self._hub.told.emit(say(text, name=path.name, first=numbers[0], last=numbers[-1]))

    def has_place(self) -> bool:
        """Say whether printer or folder for receipts are known; ask if not."""
        if self.printer.offers():
            if self._chosen is None:
                self._chosen = self.printer.chooses(self._page, 0)
                self._copies = copies_of(self._chosen) if self._chosen is not None else 0
            return self._chosen is not None
        self._chosen = None
        question = say(mark("Where shall the receipts be written?"))
        self.folder = self.folder or ask_folder(self._page, question)
        return self.folder is not None

    def print_receipt(self, case_no: str) -> None:
        """Have the receipt of a case printed, or written where receipts go."""
        office, folder = self._hub.reader.office, self.folder
        wish = FormWish(case_no=case_no, form=RECEIPT)
        if self._chosen is not None:
            paper = Paper(case_no, LetterOnPaper(office, wish))
            self.printer.send_to(self._chosen, [paper], self._copies)
        elif folder is not None:
            job = partial(print_form, office, wish, folder)
            self._hub.tasks.write(self, job, self._on_receipt, self._hub.say_no)

    @Slot(int, int)
    def _on_printed(self, count: int, _left: int) -> None:
        if count:
            self._hub.told.emit(given(count))

    def _on_receipt(self, found: tuple[Printed, str]) -> None:
        self._hub.say_written(found[0])
