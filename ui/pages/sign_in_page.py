"""Sign in: who, and the password. The first thing that is painted, so it imports little."""

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QWidget,
)

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from ui.widgets.boxes import STRETCH, row
from ui.widgets.centred import CentredPage, sheet
from ui.widgets.problems import Problems
from ui.widgets.text import Elided, button, label, secret_line

TRAINING = mark("Training branch: everything here is invented.")
WIDTH = 380


class SignInPage(CentredPage):
    """Asks for name and password.

    Signals:
        entered: The person wants in; carries login and password.
        elsewhere: The person wants another folder.
        new: The person wants a new office in this folder.
        lost: Nobody can sign in any more; the person wants to use the printed code.
        broken: The person wants to restore a backup.
        painted: It was painted for the first time; now heavy things may be loaded.
    """

    entered = Signal(str, str)
    elsewhere = Signal()
    new = Signal()
    lost = Signal()
    broken = Signal()
    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self._is_painted = False
        self._where = Elided("", "muted")
        self._training = label(say(TRAINING), "muted", "training-home")
        self._training.hide()
        self._login = QComboBox(editable=True)
        self._login.setObjectName("login")
        self._login.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._password = secret_line("password", self._on_enter)
        self._problems = Problems()
        self._right = QCheckBox(say(mark("The date and the time of this PC are right")))
        self._right.setObjectName("clock-is-right")
        self._right.hide()
        self._enter = button(say(mark("Sign in")), "enter", self._on_enter, primary=True)
        self._new = button(say(mark("New office…")), "new-office", self.new, quiet=True)
        self._new.hide()
        self._lost = button(say(mark("Password lost…")), "password-lost", self.lost, quiet=True)
        self._lost.hide()
        self._broken = button(
            say(mark("Restore a backup…")), "restore-backup", self.broken, quiet=True
        )
        self._broken.hide()
        self.centre(self._make_card(), WIDTH)

    def _make_card(self) -> QFrame:
        other = button(say(mark("Another folder…")), "elsewhere", self.elsewhere, quiet=True)
        return sheet(
            label(say(mark("Complaint desk")), "title"),
            self._where,
            self._training,
            10,
            label(say(mark("Name")), "label"),
            self._login,
            label(say(mark("Password")), "label"),
            self._password,
            self._problems.line,
            self._right,
            6,
            self._enter,
            row(STRETCH, other, self._new, self._lost, STRETCH),
            row(STRETCH, self._broken, STRETCH),
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Say once that the page can be seen."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def show_home(
        self,
        folder: Path,
        logins: list[str],
        last: str,
        *,
        has_backups: bool = False,
        is_training: bool = False,
    ) -> None:
        """Show which home it is, who may sign in, and whether a backup could be restored.

        Nothing is left of who was here before.
        """
        self._broken.setVisible(has_backups)
        self._training.setVisible(is_training)
        self._set_busy(is_busy=False)
        self._password.clear()
        self._problems.clear()
        self._right.hide()
        self._where.show_text(str(folder))
        self._new.setVisible(not (logins or has_backups))
        self._lost.setVisible(bool(logins))
        self._login.clear()
        self._login.addItems([plain(login) for login in sorted(logins)])
        self._login.setCurrentText(plain(last if last in logins else ""))
        (self._password if last in logins else self._login).setFocus()

    @property
    def login(self) -> str:
        """Return the name that is typed."""
        return self._login.currentText().strip()

    @property
    def is_clock_right(self) -> bool:
        """Say whether the person says that the PC clock is right, having been asked."""
        return self._right.isVisible() and self._right.isChecked()

    def show_refusal(self, refusal: Refusal, *, asks_for_clock: bool = False) -> None:
        """Show why it did not work; the password is to be typed again."""
        self._problems.show(refusal)
        self._right.setChecked(False)
        self._right.setVisible(asks_for_clock)
        self._set_busy(is_busy=False)
        self._password.clear()
        self._password.setFocus()

    def _set_busy(self, *, is_busy: bool) -> None:
        self._enter.setEnabled(not is_busy)
        self._enter.setText(say(mark("Opening…")) if is_busy else say(mark("Sign in")))

    @Slot()
    def _on_enter(self) -> None:
        if self._enter.isEnabled():
            self._problems.clear()
            self._set_busy(is_busy=True)
            password = self._password.text()
            self._password.clear()  # no typed password stays behind
            self.entered.emit(self.login, password)
