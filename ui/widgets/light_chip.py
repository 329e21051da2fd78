"""A filter button with a counter: shape, words, number, in the light's colours."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desk.rules.time.lights import Light
from desk.rules.time.rulebook import Track
from ui.base import theme
from ui.widgets.pill import GAP, HEIGHT, PAD, SHAPE, paint_shape


class LightChip(QAbstractButton):
    """When pressed, only cases with this light are shown."""

    def __init__(
        self, track: Track, light: Light, words: str, parent: QWidget | None = None
    ) -> None:
        """Show ``words`` without a number."""
        super().__init__(parent)
        self._light = light
        self._words = words
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setObjectName(f"chip-{track}-{light.word}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(words)

    def show_count(self, count: int) -> None:
        """Show the number."""
        self.setText(f"{self._words} {count:,}")
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room that the words need."""
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(PAD + SHAPE + GAP + width + PAD + 3, HEIGHT + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw ground, shape and words; a ring when pressed or focused."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.current()
        words, ground = (QColor(colour) for colour in colours.light(self._light))
        box = QRectF(1, 1, self.width() - 2, self.height() - 2)
        ring = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(QColor(colours.accent), 2) if ring else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        shape = QRectF(box.left() + PAD, box.center().y() - SHAPE / 2, SHAPE, SHAPE)
        paint_shape(painter, shape, self._light, words)
        painter.setPen(words)
        painter.drawText(
            box.adjusted(PAD + SHAPE + GAP, 0, -PAD, 0),
            int(Qt.AlignmentFlag.AlignVCenter),
            self.text(),
        )
        painter.end()
