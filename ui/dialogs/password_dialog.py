"""The password once more, before what cannot be taken back."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from ui.widgets.text import button, label, wrapped

WIDTH = 420


class PasswordDialog(QDialog):
    """Asks for the signed-in person's password; stays open while it is wrong.

    Signals:
        entered: She typed it; carries it.
    """

    entered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, question: str = "") -> None:
        """Ask ``name``; ``question`` says what for, unless it is a deed that stays."""
        super().__init__(parent)
        self.setWindowTitle(say(mark("Password once more")))
        self.setMinimumWidth(WIDTH)
        self.finished.connect(self.deleteLater)  # no typed password stays behind
        self._password = QLineEdit()
        self._password.setObjectName("password-again")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName(say(mark("Password")))
        self._problem = wrapped("", "problem")
        self._ok = button(say(mark("Go on")), primary=True, name="password-ok")
        self._ok.clicked.connect(self._on_entered)
        cancel = button(say(mark("Cancel")), name="password-cancel")
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self._problem, 1)
        foot.addWidget(cancel)
        foot.addWidget(self._ok)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(12)
        words = mark("This cannot be taken back, so type your password once more, {name}.")
        rows.addWidget(wrapped(question or say(words, name=name)))
        rows.addWidget(label(say(mark("Password")), "label"))
        rows.addWidget(self._password)
        rows.addLayout(foot)

    @Slot()
    def _on_entered(self) -> None:
        self._ok.setEnabled(False)
        self.entered.emit(self._password.text())

    def show_refusal(self, refusal: Refusal) -> None:
        """Say why the password was not taken."""
        self._ok.setEnabled(True)
        self._problem.setText(plain(str(refusal)))
        self._password.selectAll()
        self._password.setFocus()
