"""Paints the queue's cells: the deadline as a pill, the rest as quiet words.

Qt's own way lays every text out anew at each painting and asks the model for seven
roles of each cell. Here words are laid out and pills are drawn once, so that a step
of scrolling takes half the time (``benchmarks.queue``).
"""

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
    QStaticText,
)
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desk.reads.queue import QueueRow
from desk.rules.time.lights import Light
from ui.base import theme
from ui.models.queue_model import CLOCK_OF, QueueColumn, RowRole
from ui.widgets.pill import HEIGHT, paint_pill, pill_width

MARGIN: Final = 8
KEPT_TEXTS: Final = 2_000  # a dozen screens


class QueueDelegate(QStyledItemDelegate):
    """Draws the line below, and a pill in the light's colours or words."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Know no words yet."""
        super().__init__(parent)
        self._font = QFont()
        self._texts: dict[tuple[str, int], QStaticText] = {}

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the cell; the view has drawn its ground."""
        box, palette = option.rect, option.palette
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, palette.mid())
        text = index.data(Qt.ItemDataRole.DisplayRole)
        row: QueueRow | None = index.data(RowRole) if index.column() in CLOCK_OF else None
        clock = CLOCK_OF[QueueColumn(index.column())](row) if row is not None else None
        if clock is not None:
            pill = self._pill(painter, clock.light, text, option)
            height = pill.deviceIndependentSize().height()
            middle = box.top() + (box.height() - height) / 2
            painter.drawPixmap(QPointF(box.left() + MARGIN - 2, middle), pill)
        elif text:
            words = self._laid_out(text, option)
            middle = box.top() + (box.height() - words.size().height()) / 2
            painter.setFont(option.font)
            painter.setPen(palette.color(QPalette.ColorRole.Text))
            painter.drawStaticText(QPointF(box.left() + MARGIN, middle), words)

    def _pill(
        self, painter: QPainter, light: Light | None, text: str, option: QStyleOptionViewItem
    ) -> QPixmap:
        """Return a pill as a picture, drawn once."""
        font, ratio = option.font, painter.device().devicePixelRatioF()
        room = option.rect.width() - MARGIN
        key = f"pill {theme.current().name} {light} {room} {ratio} {font.key()} {text}"
        found = QPixmap()
        if QPixmapCache.find(key, found):
            return found
        size = QSize(min(pill_width(text, font), room), HEIGHT)
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        brush = QPainter(made)
        brush.setFont(font)
        paint_pill(brush, QRectF(0, 0, size.width(), size.height()), light, text)
        brush.end()
        QPixmapCache.insert(key, made)
        return made

    def _laid_out(self, text: str, option: QStyleOptionViewItem) -> QStaticText:
        """Return words in one line, elided to their cell, laid out once."""
        if option.font != self._font or len(self._texts) > KEPT_TEXTS:
            self._font = QFont(option.font)
            self._texts.clear()
        room = option.rect.width() - 2 * MARGIN
        found = self._texts.get((text, room))
        if found is None:
            line = QFontMetrics(option.font).elidedText(
                text.replace("\n", " "), Qt.TextElideMode.ElideRight, room
            )
            found = QStaticText(line)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=option.font)
            self._texts[text, room] = found
        return found
