"""Paints the queue's first column as a pill; the rest of a row stays quiet."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desk.reads.queue import QueueRow
from ui.base import theme
from ui.models.queue_model import RowRole
from ui.widgets.pill import HEIGHT, paint_pill, pill_width

MARGIN = 8


class PillDelegate(QStyledItemDelegate):
    """Draws a pill in the light's colours."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw ground, line and pill."""
        colours = theme.current()
        box = QRectF(option.rect)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, QColor(colours.accent_ground if is_selected else colours.card))
        painter.setPen(QColor(colours.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        row: QueueRow | None = index.data(RowRole)
        if row is None:
            return
        text = index.data(Qt.ItemDataRole.DisplayRole)
        painter.setFont(option.font)
        width = min(pill_width(text, option.font), box.width() - MARGIN)
        pill = QRectF(box.left() + MARGIN - 2, box.center().y() - HEIGHT / 2, width, HEIGHT)
        paint_pill(painter, pill, row.clock.light if row.clock else None, text)
