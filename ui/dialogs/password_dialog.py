"""Asking for the password again before irreversible commands."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desk.base.errors import Refusal
from desk.base.words import mark, say
from ui.dialogs.dialog import CANCEL, Dialog
from ui.widgets.text import label, secret_line, wrapped

WIDTH = 420


class PasswordDialog(Dialog):
    """Asks for the signed-in person's password until it is right.

    Signals:
        entered: She typed it; carries it.
    """

    entered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, question: str = "") -> None:
        """Ask ``name``; ``question`` replaces the default text about irreversible commands."""
        super().__init__(say(mark("Password once more")), parent, width=WIDTH)
        self.finished.connect(self.deleteLater)  # no typed password stays behind
        self._password = secret_line("password-again")
        leave = (CANCEL, "password-cancel")
        foot = self.foot(say(mark("Go on")), "password-ok", self._on_entered, leave)
        words = mark("This cannot be taken back, so type your password once more, {name}.")
        asked = wrapped(question or say(words, name=name))
        self.lay_out(asked, label(say(mark("Password")), "label"), self._password, foot)

    @Slot()
    def _on_entered(self) -> None:
        self.entered.emit(self._password.text())

    def show_refusal(self, refusal: Refusal) -> None:
        """Say why the password was not taken."""
        super().show_refusal(refusal)
        self._password.selectAll()
        self._password.setFocus()
