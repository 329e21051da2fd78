"""The page of a locked window: who is signed in, and the password."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from ui.widgets.centred import CentredPage, sheet
from ui.widgets.problems import Problems
from ui.widgets.text import button, label, secret_line, wrapped

WIDTH = 380


class LockPage(CentredPage):
    """Asks the signed-in person for her password; shows no office data.

    Signals:
        entered: She typed it; carries it.
        other: Somebody else wants to sign in.
    """

    entered = Signal(str)
    other = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self._who = wrapped("", "muted")
        self._password = secret_line("unlock-password", self._on_enter)
        self._problems = Problems("unlock-problem")
        self._enter = button(say(mark("Unlock")), "unlock", self._on_enter, primary=True)
        other = button(say(mark("Somebody else signs in…")), "sign-out", self.other, quiet=True)
        parts = (self._password, self._problems.line, self._enter, other)
        title, asked = label(say(mark("Locked")), "title"), label(say(mark("Password")), "label")
        self.centre(sheet(title, self._who, 10, asked, *parts), WIDTH)

    def show_who(self, name: str) -> None:
        """Ask ``name``, with an empty password field."""
        words = mark("{name} is signed in. What was begun is kept and shown again after unlocking.")
        self._who.setText(plain(say(words, name=name)))
        self._problems.clear()
        self._password.clear()
        self._enter.setEnabled(True)
        self._password.setFocus()

    def show_refusal(self, refusal: Refusal) -> None:
        """Say why the password was not taken."""
        self._enter.setEnabled(True)
        self._problems.show(refusal)
        self._password.clear()
        self._password.setFocus()

    @Slot()
    def _on_enter(self) -> None:
        if self._enter.isEnabled():
            self._enter.setEnabled(False)
            password = self._password.text()
            self._password.clear()  # no typed password stays behind
            self.entered.emit(password)
