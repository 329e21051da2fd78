"""A QR code on the screen: dark on white in every theme, for scanners."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

SIDE = 176
BORDER = 3  # squares of white around it


class SquareView(QWidget):
    """Shows the QR code of a text."""

    def __init__(
        self, rows: Sequence[Sequence[bool]], name: str, parent: QWidget | None = None
    ) -> None:
        """Show ``rows`` of dark squares; ``name`` is the accessible name."""
        super().__init__(parent)
        self._rows = rows
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return its size."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        side = self.width() / (len(self._rows) + 2 * BORDER)
        for y, row in enumerate(self._rows, start=BORDER):
            for x, is_dark in enumerate(row, start=BORDER):
                if is_dark:
                    box = QRectF(x * side, y * side, side + 0.5, side + 0.5)
                    painter.fillRect(box, QColor(Qt.GlobalColor.black))
        painter.end()
