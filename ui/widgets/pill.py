"""Pills: how near the end is, as colour and shape and words."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desk.base.text import plain
from desk.rules.time.lights import Light
from ui.base import theme

HEIGHT = 24
SHAPE = 10
PAD = 9
GAP = 6
FULL_TURN = 16 * 360
QUARTER = 16 * 90


def paint_shape(painter: QPainter, box: QRectF, light: Light | None, colour: QColor) -> None:
    """Draw the light's shape into ``box``: ○ calm, ◐ soon, ◑ near, ● today, ✕ overdue."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if light is Light.BLACK:
        painter.setPen(QPen(colour, 1.8))
        inner = box.adjusted(1, 1, -1, -1)
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
        return
    if light is None:
        painter.drawLine(
            QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y())
        )
        return
    painter.drawEllipse(box)
    painter.setBrush(colour)
    if light is Light.YELLOW:
        painter.drawPie(box, QUARTER, FULL_TURN // 2)
    elif light is Light.ORANGE:
        painter.drawPie(box, -QUARTER, FULL_TURN // 2)
    elif light is Light.RED:
        painter.drawEllipse(box)


def pill_width(text: str, font: QFont) -> int:
    """Return how wide a pill with ``text`` is."""
    return PAD + SHAPE + GAP + QFontMetrics(font).horizontalAdvance(text) + PAD + 2


def paint_pill(painter: QPainter, box: QRectF, light: Light | None, text: str) -> None:
    """Draw a pill into ``box``; what does not fit is elided."""
    words, ground = (QColor(colour) for colour in theme.current().light(light))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
    shape = QRectF(box.left() + PAD, box.center().y() - SHAPE / 2, SHAPE, SHAPE)
    paint_shape(painter, shape, light, words)
    painter.setPen(words)
    room = box.adjusted(PAD + SHAPE + GAP, 0, -PAD + 2, 0)
    line = QFontMetrics(painter.font()).elidedText(
        text, Qt.TextElideMode.ElideRight, int(room.width())
    )
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line)
    painter.restore()


class Pill(QWidget):
    """A pill as a widget."""

    def __init__(self, light: Light | None = None, text: str = "") -> None:
        """Show ``light`` and ``text``."""
        super().__init__()
        self._light: Light | None = None
        self._text = ""
        self.show_light(light, text)

    def show_light(self, light: Light | None, text: str) -> None:
        """Show ``light`` and ``text``."""
        self._light, self._text = light, plain(text)
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room that the words need."""
        return QSize(pill_width(self._text, self.font()), HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the same: a pill is not squeezed."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        box = QRectF(0, (self.height() - HEIGHT) / 2, self.width(), HEIGHT)
        paint_pill(painter, box, self._light, self._text)
        painter.end()
