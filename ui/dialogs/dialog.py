"""The shell of a dialog: its title, its content, and the buttons that end it."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QWidget

from desk.base.errors import Refusal
from desk.base.words import mark, say
from ui.widgets.boxes import DIALOG, Grown, Part, column, leave_out, row
from ui.widgets.problems import Problems
from ui.widgets.text import button

CANCEL = mark("Cancel")
SEND_KEYS = ("Ctrl+Return", "Ctrl+Enter")


class Dialog(QDialog):
    """A dialog; it stays open while the desk says no.

    Attributes:
        problems: Shows why.
    """

    def __init__(
        self, title: str, parent: QWidget | None = None, *, width: int = 440, height: int = 0
    ) -> None:
        """Begin a dialog; without a height it is as high as its content, at least so wide."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.problems = Problems()
        self._ok: QPushButton | None = None
        self._go_on: Callable[[], object] = self.accept
        if height:
            self.resize(width, height)
        else:
            self.setMinimumWidth(width)

    def lay_out(self, *parts: Part, spacing: int = 12) -> None:
        """Put ``parts`` in, from top to bottom."""
        column(*parts, inside=self, margins=DIALOG, spacing=spacing)

    def foot(
        self,
        words: str,
        name: str,
        send: Callable[[], object],
        leave: tuple[str, str] = (CANCEL, "cancel"),
    ) -> QHBoxLayout:
        """Return what ends the dialog: what is wrong, a button to leave it, one to go on.

        Args:
            words: On the button that goes on.
            name: Its object name.
            send: Called by it; meanwhile it rests, until `show_refusal` or `free`.
            leave: ``mark``ed words and object name of the other one.
        """
        self._go_on = send
        self._ok = button(words, name, self._on_ok, primary=True)
        for keys in SEND_KEYS:
            QShortcut(QKeySequence(keys), self).activated.connect(self._ok.click)
        room = self.problems.line.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.problems.line.setSizePolicy(room)
        leaving = button(say(leave[0]), leave[1], self.reject)
        return row(Grown(self.problems.line), leaving, self._ok)

    @Slot()
    def _on_ok(self) -> None:
        self.problems.clear()
        self.free(is_free=False)
        self._go_on()

    def free(self, *, is_free: bool = True) -> None:
        """Let the person go on, or not yet."""
        if self._ok is not None:
            self._ok.setEnabled(is_free)

    def offer(self, *, is_offered: bool) -> None:
        """Show the button that goes on, or leave it out for whoever may not."""
        if self._ok is not None:
            leave_out(self._ok, unless=is_offered)

    def show_refusal(self, refusal: Refusal) -> None:
        """Show what is wrong, beside its field where there is one."""
        self.free()
        self.problems.show(refusal)

    def done_well(self, _result: object = None) -> None:
        """Close the dialog after success."""
        self.accept()
