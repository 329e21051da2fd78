"""Labels, buttons and lines that show typed text as plain text, whatever it holds."""

from collections.abc import Callable
from types import BuiltinMethodType, MethodType

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSizePolicy

from desk.base.text import plain
from desk.base.words import mark, say


def label(text: str = "", role: str = "", name: str = "") -> QLabel:
    """Return a label of plain text; ``role`` is one of the style sheet's."""
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(plain(text))
    if role:
        made.setProperty("role", role)
    return made


def wrapped(text: str = "", role: str = "", name: str = "") -> QLabel:
    """Return a label of plain text that breaks its lines; its words can be selected."""
    made = label(text, role, name)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


class Elided(QLabel):
    """One line that ends in "…" when there is no room; the tool tip has it all."""

    def __init__(self, text: str = "", role: str = "", name: str = "") -> None:
        """Show ``text``."""
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show ``text`` in one line."""
        line = " ".join(plain(text).split())
        self.setText(line)
        self.setToolTip(plain(line, rich=True))
        self.setAccessibleName(line)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the line, cut where it must be."""
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        width = self.contentsRect().width()
        line = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, width)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self.contentsRect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), line
        )
        painter.end()


def button(
    text: str,
    name: str = "",
    slot: Callable[[], object] | SignalInstance | None = None,
    *,
    primary: bool = False,
    quiet: bool = False,
) -> QPushButton:
    """Return a button.

    Args:
        text: Is ours and may hold a mnemonic.
        name: Object name.
        slot: What a click calls or emits.
        primary: It is what the person most likely wants; Enter presses it.
        quiet: It looks like words.
    """
    made = QPushButton(text)
    made.setProperty("primary", primary)
    made.setProperty("quiet", quiet)
    made.setAutoDefault(primary)
    made.setObjectName(name)
    if isinstance(slot, MethodType | BuiltinMethodType | SignalInstance):
        made.clicked.connect(slot)  # Qt lets go of it when its owner goes
    elif slot is not None:
        made.clicked.connect(_without_state(slot))
    return made


def _without_state(slot: Callable[[], object]) -> Callable[[bool], object]:
    """Return ``slot`` for a signal that also tells whether a button is pressed."""
    return lambda _is_pressed: slot()


def secret_line(name: str, entered: Callable[[], object] | None = None) -> QLineEdit:
    """Return a line for a password; ``entered`` is called when Enter is pressed in it."""
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(say(mark("Password")))
    line.setEchoMode(QLineEdit.EchoMode.Password)
    if entered is not None:
        line.returnPressed.connect(entered)
    return line
