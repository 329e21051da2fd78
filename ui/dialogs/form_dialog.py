"""A dialog of labelled fields that stays open while its command is refused."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QLineEdit, QWidget

from desk.base.text import plain
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import DIALOG, add, column
from ui.widgets.calm import Choice, choice
from ui.widgets.text import label, secret_line, wrapped


class FormDialog(Dialog):
    """Fields under their labels, a problem under each, and one button that sends.

    A subclass adds its fields, then calls `finish` with the function that sends them.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Begin a dialog."""
        super().__init__(title, parent)
        self.finished.connect(self.deleteLater)  # no typed password stays behind
        self.rows = column(inside=self, margins=DIALOG, spacing=6)

    def explain(self, words: str) -> None:
        """Add a sentence."""
        self.rows.addWidget(wrapped(words, "muted"))

    def add(self, name: str, title: str, field: QWidget) -> None:
        """Add ``field`` under its ``title``."""
        field.setObjectName(name)
        field.setAccessibleName(title)
        add(self.rows, label(title, "label"), field, self.problems.beside(name, field))

    def add_line(
        self, name: str, title: str, text: str = "", *, is_secret: bool = False
    ) -> QLineEdit:
        """Add a field for a line of text."""
        line = secret_line(name) if is_secret else QLineEdit(plain(text))
        self.add(name, title, line)
        return line

    def add_choice(
        self, name: str, title: str, offered: Iterable[tuple[object, str]], value: object = None
    ) -> Choice:
        """Add a choice of (value, words)."""
        box = choice(name, offered)
        box.choose(value)
        self.add(name, title, box)
        return box

    def finish(self, words: str, send: Callable[[], object]) -> None:
        """Add the buttons; ``send`` is called when the person is done."""
        add(self.rows, 6, self.foot(words, "ok", send))
