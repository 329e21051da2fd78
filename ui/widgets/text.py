"""Labels and buttons that show typed text as plain text, whatever it holds."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desk.base.text import plain


def label(text: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label of plain text; ``role`` is one of the style sheet's."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(plain(text))
    if role:
        made.setProperty("role", role)
    return made


def wrapped(text: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label of plain text that breaks its lines; its words can be selected."""
    made = label(text, role, parent)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


class Elided(QLabel):
    """One line that ends in "…" when there is no room; the tool tip has it all."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        """Show ``text``."""
        super().__init__(parent)
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


def button(text: str, *, primary: bool = False, quiet: bool = False, name: str = "") -> QPushButton:
    """Return a button; ``text`` is ours and may hold a mnemonic."""
    made = QPushButton(text)
    made.setProperty("primary", primary)
    made.setProperty("quiet", quiet)
    made.setAutoDefault(primary)
    if name:
        made.setObjectName(name)
    return made


def card(parent: QWidget | None = None) -> QFrame:
    """Return an empty card."""
    made = QFrame(parent)
    made.setObjectName("card")
    return made


def titled(title: str, words: str = "") -> tuple[QFrame, QVBoxLayout]:
    """Return a card with a quiet heading and, under it, a sentence."""
    box = card()
    rows = QVBoxLayout(box)
    rows.setContentsMargins(16, 12, 16, 14)
    rows.setSpacing(8)
    rows.addWidget(label(title, "group"))
    if words:
        rows.addWidget(wrapped(words, "muted"))
    return box, rows


def separator() -> QFrame:
    """Return a thin line."""
    made = QFrame()
    made.setObjectName("separator")
    return made
