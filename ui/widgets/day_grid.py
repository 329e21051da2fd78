"""Days as weeks, Monday to Sunday, each with a word below its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.base.text import plain
from desk.base.words import WEEKDAYS, say
from ui.base import theme

WEEK = 7
HEAD = 24
CELL = 44
GAP = 3
WIDTH = 78
SMALL = 11  # pixels


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day.

    Attributes:
        day: Which.
        words: What stands below its number.
        tone: "plain", "counted", "off", "paused" or "last".
    """

    day: date
    words: str
    tone: str


class DayGrid(QWidget):
    """Shows days that follow each other without a gap."""

    def __init__(self, cells: Sequence[DayCell], parent: QWidget | None = None) -> None:
        """Show ``cells``."""
        super().__init__(parent)
        self._cells = list(cells)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("; ".join(f"{c.day.isoformat()} {plain(c.words)}" for c in cells))

    @property
    def _monday(self) -> date:
        first = self._cells[0].day
        return first - timedelta(days=first.weekday())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for all weeks."""
        if not self._cells:
            return QSize(0, 0)
        weeks = (self._cells[-1].day - self._monday).days // WEEK + 1
        return QSize(WEEK * (WIDTH + GAP), HEAD + weeks * (CELL + GAP))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the weeks."""
        if not self._cells:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.current().muted))
        for place, words in enumerate(WEEKDAYS):
            box = QRectF(place * (WIDTH + GAP), 0, WIDTH, HEAD)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), say(words))
        for cell in self._cells:
            self._draw(painter, cell)
        painter.end()

    def _draw(self, painter: QPainter, cell: DayCell) -> None:
        week, place = divmod((cell.day - self._monday).days, WEEK)
        box = QRectF(place * (WIDTH + GAP), HEAD + week * (CELL + GAP), WIDTH, CELL)
        words, ground = _colours(cell.tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(words))
        is_first = cell.day.day == 1 or cell is self._cells[0]
        number = f"{cell.day.month}-{cell.day.day:02}" if is_first else str(cell.day.day)
        top = box.adjusted(7, 4, -6, -CELL / 2)
        painter.drawText(top, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), number)
        small = painter.font()
        small.setPixelSize(SMALL)
        kept = painter.font()
        painter.setFont(small)
        line = painter.fontMetrics().elidedText(
            plain(cell.words), Qt.TextElideMode.ElideRight, WIDTH - 12
        )
        below = box.adjusted(7, CELL / 2 - 2, -5, -3)
        painter.drawText(
            below, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), line
        )
        painter.setFont(kept)


def _colours(tone: str) -> tuple[str, str]:
    """Return words and ground of a tone."""
    colours = theme.current()
    return {
        "counted": (colours.text, colours.accent_ground),
        "off": (colours.muted, colours.ground),
        "paused": (colours.soon, colours.soon_ground),
        "last": (colours.today, colours.today_ground),
    }.get(tone, (colours.muted, colours.ground))
