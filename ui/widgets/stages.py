"""The stages of a case's way, the present one marked."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.base.words import shown
from desk.rules.case.life import Stage, State
from desk.rules.case.ways import KindWay
from ui.base import theme

HEIGHT = 34
DOT = 10


class StageBar(QWidget):
    """接收投诉 → 调查核实 → 制定方案 → 执行解决 → 跟进回访, or 待答复 → 已答复 → 已办结."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start before the first stage."""
        super().__init__(parent)
        self._stages: tuple[State | Stage, ...] = tuple(Stage)
        self._place = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_way(self, way: KindWay, state: State, *, is_ended: bool) -> None:
        """Show the stages of ``way``, that of ``state`` as the present one, or all as done."""
        self._stages, stage = way.shown, way.shown_at(state)
        self._place = len(self._stages) if is_ended else self._stages.index(stage)
        self.setAccessibleName(shown(stage))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return one line."""
        return QSize(400, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw dots, lines and words."""
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step, middle = self.width() / len(self._stages), HEIGHT / 2
        for place, stage in enumerate(self._stages):
            left, words = place * step, shown(stage)
            colour = QColor(colours.accent if place <= self._place else colours.muted)
            painter.setPen(QPen(colour, 1.6))
            painter.setBrush(colour if place < self._place else Qt.BrushStyle.NoBrush)
            dot = QRectF(left + 1, middle - DOT / 2, DOT, DOT)
            painter.drawEllipse(dot)
            if place == self._place:
                painter.setBrush(colour)
                painter.drawEllipse(dot.adjusted(3, 3, -3, -3))
            painter.setPen(QColor(colours.text if place <= self._place else colours.muted))
            font = painter.font()
            font.setBold(place == self._place)
            painter.setFont(font)
            painter.drawText(
                QRectF(left + DOT + 8, 0, step, HEIGHT), int(Qt.AlignmentFlag.AlignVCenter), words
            )
            used = left + DOT + 16 + painter.fontMetrics().horizontalAdvance(words)
            if place + 1 < len(self._stages):
                done = colours.accent if place < self._place else colours.line
                painter.setPen(QPen(QColor(done), 1.4))
                painter.drawLine(QPointF(used, middle), QPointF(left + step - 6, middle))
        painter.end()
