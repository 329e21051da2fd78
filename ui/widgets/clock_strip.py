"""The clocks of a case as a strip: label, time left, shape, colour, a thin bar."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.base.text import plain
from desk.base.words import day_with_weekday, mark, say, shown
from desk.rules.time.calendar import WorkCalendar
from desk.rules.time.case_clocks import CaseClock, by_urgency
from desk.rules.time.lights import Light
from desk.rules.time.wording import time_left
from ui.base import theme
from ui.widgets.boxes import NONE, column
from ui.widgets.pill import SHAPE, paint_shape
from ui.widgets.scrolled import clear

BAR = 4
LINE = 20


class ClockLine(QWidget):
    """One clock: words above, a bar of the time used below."""

    def __init__(self, clock: CaseClock, now: datetime, calendar: WorkCalendar) -> None:
        """Show ``clock`` as it stands at ``now``."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        rule = clock.rule
        self._light = clock.light(now)
        self._title = f"{shown(rule.track)} {rule.title}"
        guess = "≈ " if clock.due.provisional else ""
        self._left = guess + _words(clock, now, calendar)
        self._share = _share(clock, now)
        ends = say(mark("due {day}"), day=day_with_weekday(clock.due.on))
        self.setToolTip(plain(f"{self._title}: {self._left}\n{ends}\n{rule.article}", rich=True))
        self.setAccessibleName(f"{self._title} {self._left}")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a line with its bar."""
        return QSize(220, LINE + BAR + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw words and bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.current()
        words = QColor(colours.light(self._light)[0])
        if self._light is Light.BLACK:
            words = QColor(colours.today)
        metrics = painter.fontMetrics()
        left_width = metrics.horizontalAdvance(self._left)
        box = QRectF(0, 0, self.width(), LINE)
        painter.setPen(words)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(box, middle | int(Qt.AlignmentFlag.AlignRight), self._left)
        shape_left = self.width() - left_width - SHAPE - 6
        paint_shape(
            painter, QRectF(shape_left, (LINE - SHAPE) / 2, SHAPE, SHAPE), self._light, words
        )
        painter.setPen(QColor(colours.text))
        room = max(int(shape_left) - 8, 0)
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, middle | int(Qt.AlignmentFlag.AlignLeft), title)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.bar))
        bar = QRectF(0, LINE + 2, self.width(), BAR)
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        painter.setBrush(words)
        bar.setWidth(self.width() * self._share)
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        painter.end()


def _words(clock: CaseClock, now: datetime, calendar: WorkCalendar) -> str:
    if clock.stopped_at is not None:
        return say(mark("met")) if clock.is_met else say(mark("met late"))
    if not clock.counts:
        return shown(clock.state)
    return time_left(clock.rule, clock.due.at, now, calendar)


def _share(clock: CaseClock, now: datetime) -> float:
    whole = (clock.due.at - clock.started_at).total_seconds()
    used = ((clock.stopped_at or now) - clock.started_at).total_seconds()
    return min(max(used / whole if whole > 0 else 1.0, 0.02), 1.0)


class ClockStrip(QWidget):
    """The running clocks of a case in the queue's order: the law first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows = column(inside=self, margins=NONE, spacing=6)

    def show_clocks(self, clocks: list[CaseClock], now: datetime, calendar: WorkCalendar) -> None:
        """Show those of ``clocks`` that run."""
        clear(self._rows)
        for clock in by_urgency(clocks, now):
            self._rows.addWidget(ClockLine(clock, now, calendar))
