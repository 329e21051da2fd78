"""Horizontal bars: words, a bar, a number."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.base.text import plain
from ui.base import theme

LINE = 24
WORDS = 0.42  # share of the width
NUMBER = 52


class Bars(QWidget):
    """Counts by words, in the order given."""

    def __init__(self, lines: list[tuple[str, int]], parent: QWidget | None = None) -> None:
        """Show ``lines``: (words, count)."""
        super().__init__(parent)
        self._lines = [(plain(words), count) for words, count in lines]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("; ".join(f"{words} {count}" for words, count in self._lines))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a line for each."""
        return QSize(240, LINE * len(self._lines))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw them."""
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words_width = self.width() * WORDS
        room = max(self.width() - words_width - NUMBER, 10)
        most = max((count for _, count in self._lines), default=1) or 1
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for place, (words, count) in enumerate(self._lines):
            top = place * LINE
            painter.setPen(QColor(colours.text))
            line = painter.fontMetrics().elidedText(
                words, Qt.TextElideMode.ElideRight, int(words_width) - 8
            )
            painter.drawText(QRectF(0, top, words_width, LINE), middle, line)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            width = max(room * count / most, 2)
            painter.drawRoundedRect(QRectF(words_width, top + 7, width, LINE - 14), 3, 3)
            painter.setPen(QColor(colours.muted))
            painter.drawText(
                QRectF(words_width + width + 8, top, NUMBER, LINE), middle, f"{count:,}"
            )
        painter.end()
