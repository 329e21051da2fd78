"""The page in front of everything while the window is locked: whose it is, and her password."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from ui.widgets.text import button, card, label, wrapped

WIDTH = 380


class LockPage(QWidget):
    """Asks the signed-in person for her password; shows nothing of the office's work.

    Signals:
        entered: She typed it; carries it.
        other: Somebody else wants to sign in.
    """

    entered = Signal(str)
    other = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.setObjectName("page")
        self.setAutoFillBackground(True)
        self._who = wrapped("", "muted")
        self._password = QLineEdit()
        self._password.setObjectName("unlock-password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName(say(mark("Password")))
        self._password.returnPressed.connect(self._on_enter)
        self._problem = wrapped("", "problem")
        self._problem.setObjectName("unlock-problem")
        self._enter = button(say(mark("Unlock")), primary=True, name="unlock")
        self._enter.clicked.connect(self._on_enter)
        self._build()

    def _build(self) -> None:
        other = button(say(mark("Somebody else signs in…")), quiet=True, name="sign-out")
        other.clicked.connect(self.other)
        box = card()
        box.setFixedWidth(WIDTH)
        rows = QVBoxLayout(box)
        rows.setContentsMargins(28, 26, 28, 24)
        rows.setSpacing(8)
        rows.addWidget(label(say(mark("Locked")), "title"))
        rows.addWidget(self._who)
        rows.addSpacing(10)
        rows.addWidget(label(say(mark("Password")), "label"))
        for part in (self._password, self._problem, self._enter, other):
            rows.addWidget(part)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(box)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)

    def show_who(self, name: str) -> None:
        """Ask ``name``; what was typed before is gone."""
        words = mark("{name} is signed in. What was begun is kept and shown again after unlocking.")
        self._who.setText(plain(say(words, name=name)))
        self._problem.setText("")
        self._password.clear()
        self._enter.setEnabled(True)
        self._password.setFocus()

    def show_refusal(self, refusal: Refusal) -> None:
        """Say why the password was not taken."""
        self._enter.setEnabled(True)
        self._problem.setText(plain(str(refusal)))
        self._password.clear()
        self._password.setFocus()

    @Slot()
    def _on_enter(self) -> None:
        if self._enter.isEnabled():
            self._enter.setEnabled(False)
            self.entered.emit(self._password.text())
