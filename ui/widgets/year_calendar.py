"""A year's calendar for viewing and editing: holidays, make-up working days, weekends."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.base.words import mark, say
from ui.base import theme

CELL = 24
MONTHS = 12
ACROSS = 4
WEEK = 7
LINES = 6
HEAD = 26
GAP = 26
SATURDAY = 5


class YearCalendar(QWidget):
    """Shows which days are worked; a click on a day changes it.

    Signals:
        edited: The person changed a day.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._year = 0
        self._named: dict[date, tuple[str, bool]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_year(self, year: int, named: Mapping[date, tuple[str, bool]]) -> None:
        """Show ``year`` with the exceptional days: (name, off)."""
        self._year, self._named = year, dict(named)
        self.updateGeometry()
        self.update()
        self.setAccessibleName(say(mark("Calendar of {year}"), year=str(year)))

    @property
    def named(self) -> dict[date, tuple[str, bool]]:
        """Return the exceptional days: (name, off)."""
        return dict(self._named)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for twelve months."""
        wide = ACROSS * WEEK * CELL + (ACROSS - 1) * GAP
        return QSize(wide, MONTHS // ACROSS * (HEAD + LINES * CELL + 8))

    def _corner(self, month: int) -> QPoint:
        down, across = divmod(month - 1, ACROSS)
        return QPoint(across * (WEEK * CELL + GAP), down * (HEAD + LINES * CELL + 8))

    def _box(self, day: date) -> QRectF:
        corner, first = self._corner(day.month), day.replace(day=1)
        line, place = divmod(first.weekday() + day.day - 1, WEEK)
        return QRectF(corner.x() + place * CELL, corner.y() + HEAD + line * CELL, CELL, CELL)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the months."""
        if not self._year:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month in range(1, MONTHS + 1):
            corner = self._corner(month)
            painter.setPen(QColor(theme.current().text))
            box = QRectF(corner.x(), corner.y(), WEEK * CELL, HEAD)
            words = say(mark("{year}-{month}"), year=str(self._year), month=f"{month:02}")
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)
            for number in range(1, calendar.monthrange(self._year, month)[1] + 1):
                self._draw(painter, date(self._year, month, number))
        painter.end()

    def _draw(self, painter: QPainter, day: date) -> None:
        colours, box = theme.current(), self._box(day)
        named = self._named.get(day)
        words = colours.muted if day.weekday() >= SATURDAY else colours.text
        if named is not None:
            words, ground = (
                (colours.today, colours.today_ground)
                if named[1]
                else (colours.accent, colours.accent_ground)
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(QColor(words))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(day.day))

    def day_at(self, place: QPoint) -> date | None:
        """Return the day at ``place``, or None."""
        day = date(self._year, 1, 1) if self._year else None
        while day is not None and day.year == self._year:
            if self._box(day).contains(place.toPointF()):
                return day
            day += timedelta(days=1)
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Toggle the day between its weekday's default and the opposite."""
        day = self.day_at(event.position().toPoint())
        if day is None:
            return
        if day in self._named:
            del self._named[day]
        else:
            self._named[day] = (say(mark("entered by hand")), day.weekday() < SATURDAY)
        self.update()
        self.edited.emit()
