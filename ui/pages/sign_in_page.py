"""Sign in: who, and the password. The first thing that is painted, so it imports little."""

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desk.base.text import plain
from desk.base.words import mark, say
from ui.widgets.text import Elided, button, card, label, wrapped

WIDTH = 380


class SignInPage(QWidget):
    """Asks for name and password.

    Signals:
        entered: The person wants in; carries login and password.
        elsewhere: The person wants another folder.
        new: The person wants a new office in this folder.
        lost: Nobody can sign in any more; the printed code is asked for.
        painted: It was painted for the first time; now heavy things may be loaded.
    """

    entered = Signal(str, str)
    elsewhere = Signal()
    new = Signal()
    lost = Signal()
    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.setObjectName("page")
        self._is_painted = False
        self._where = Elided("", "muted")
        self._login = QComboBox()
        self._login.setObjectName("login")
        self._login.setEditable(True)
        self._login.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._password = QLineEdit()
        self._password.setObjectName("password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.returnPressed.connect(self._on_enter)
        self._problem = wrapped("", "problem")
        self._problem.setObjectName("problem")
        self._enter = button(say(mark("Sign in")), primary=True, name="enter")
        self._enter.clicked.connect(self._on_enter)
        self._new = button(say(mark("New office…")), quiet=True, name="new-office")
        self._new.clicked.connect(self.new)
        self._new.hide()
        self._lost = button(say(mark("Password lost…")), quiet=True, name="password-lost")
        self._lost.clicked.connect(self.lost)
        self._lost.hide()
        self._build()

    def _build(self) -> None:
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._make_card())
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)

    def _make_card(self) -> QFrame:
        box = card()
        box.setFixedWidth(WIDTH)
        rows = QVBoxLayout(box)
        rows.setContentsMargins(28, 26, 28, 24)
        rows.setSpacing(8)
        rows.addWidget(label(say(mark("Complaint desk")), "title"))
        rows.addWidget(self._where)
        rows.addSpacing(10)
        rows.addWidget(label(say(mark("Name")), "label"))
        rows.addWidget(self._login)
        rows.addWidget(label(say(mark("Password")), "label"))
        rows.addWidget(self._password)
        rows.addWidget(self._problem)
        rows.addSpacing(6)
        rows.addWidget(self._enter)
        other = button(say(mark("Another folder…")), quiet=True, name="elsewhere")
        other.clicked.connect(self.elsewhere)
        links = QHBoxLayout()
        links.addStretch(1)
        links.addWidget(other)
        links.addWidget(self._new)
        links.addWidget(self._lost)
        links.addStretch(1)
        rows.addLayout(links)
        return box

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Say once that the page can be seen."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def show_home(self, folder: Path, logins: list[str], last: str) -> None:
        """Show which home it is and who may sign in."""
        self._where.show_text(str(folder))
        self._new.setVisible(not logins)
        self._lost.setVisible(bool(logins))
        self._login.clear()
        self._login.addItems([plain(login) for login in sorted(logins)])
        self._login.setCurrentText(plain(last if last in logins else ""))
        (self._password if last in logins else self._login).setFocus()

    def show_problem(self, sentence: str) -> None:
        """Show why it did not work; the password is to be typed again."""
        self._problem.setText(plain(sentence))
        self._set_busy(is_busy=False)
        self._password.clear()
        self._password.setFocus()

    def _set_busy(self, *, is_busy: bool) -> None:
        self._enter.setEnabled(not is_busy)
        self._enter.setText(say(mark("Opening…")) if is_busy else say(mark("Sign in")))

    @Slot()
    def _on_enter(self) -> None:
        if self._enter.isEnabled():
            self._problem.setText("")
            self._set_busy(is_busy=True)
            self.entered.emit(self._login.currentText().strip(), self._password.text())
