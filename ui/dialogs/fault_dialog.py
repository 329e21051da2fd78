"""An unexpected error: sorry, and the details to copy."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import STRETCH, Grown, row
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 640, 420


class FaultDialog(Dialog):
    """Shows one fault; what was typed stays where it is."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Show the details ``text``, which hold nothing that people typed."""
        title = say(mark("Unexpected error"))
        super().__init__(title, parent, width=WIDTH, height=HEIGHT)
        self._text = text
        details = QPlainTextEdit(readOnly=True)
        details.setPlainText(plain(text))
        copy = button(say(mark("Copy details")), "copy-fault", self._on_copy)
        go_on = button(say(mark("Go on")), "go-on", self.accept, primary=True)
        sorry = mark(
            "This was not carried out. What was saved before is saved, and what is typed is still "
            "there. Copy the details for whoever looks after the program; they hold no personal "
            "data. If it comes again, run the doctor on the page “Backups and checks”."
        )
        head = label(say(mark("Something went wrong in the program")), "heading")
        foot = row(STRETCH, copy, go_on)
        self.lay_out(head, wrapped(say(sorry), "muted"), Grown(details), foot, spacing=10)

    def is_about(self, text: str) -> bool:
        """Say whether it is open and shows ``text``."""
        return self.isVisible() and self._text == text

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
