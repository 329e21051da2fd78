"""An unexpected error: sorry, and the details to copy."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from ui.widgets.text import button, label, wrapped


class FaultDialog(QDialog):
    """Shows one fault; what was saved is saved."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Show the traceback ``text``."""
        super().__init__(parent)
        self.setWindowTitle(say(mark("Unexpected error")))
        self.resize(640, 420)
        self._text = text
        details = QPlainTextEdit()
        details.setReadOnly(True)
        details.setPlainText(plain(text))
        copy = button(say(mark("Copy details")), name="copy-fault")
        copy.clicked.connect(self._on_copy)
        go_on = button(say(mark("Go on")), primary=True, name="go-on")
        go_on.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(go_on)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 16)
        rows.setSpacing(10)
        rows.addWidget(label(say(mark("Something went wrong in the program")), "heading"))
        sorry = mark(
            "What was saved before is saved. Copy the details for whoever looks after the program."
        )
        rows.addWidget(wrapped(say(sorry), "muted"))
        rows.addWidget(details, 1)
        rows.addLayout(buttons)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
