"""Which period a report is about: month, quarter, half-year, year, or any days."""

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desk.base.words import mark, say
from desk.rules.reports.periods import BETWEEN, Period, month_of, period_of
from ui.widgets.boxes import NONE, row
from ui.widgets.calm import CalmDay, choice
from ui.widgets.text import button, label

KINDS = {
    "month": mark("Month"),
    "quarter": mark("Quarter"),
    "half": mark("Half-year"),
    "year": mark("Year"),
    "range": mark("Any days"),
}
OFFERED = {"month": 24, "quarter": 12, "half": 6, "year": 4}
QUARTERS, HALVES = 3, 6


class PeriodPicker(QWidget):
    """Offers the periods that are or were; any days between two.

    Signals:
        picked: A period was chosen.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it; `start` fills it."""
        super().__init__(parent)
        self._today = date.min
        kinds = [(kind, say(words)) for kind, words in KINDS.items()]
        self._kind = choice("period-kind", kinds, self._on_kind, say(mark("Kind of period")))
        self._periods = choice("month", [], self._on_period, say(mark("Period")))
        self._first, self._last = (
            CalmDay(name, self._today, said=say(words))
            for name, words in (("range-first", mark("From")), ("range-last", mark("Until")))
        )
        show = button(say(mark("Show")), "show-range", self._on_range)
        self._range = QWidget()
        days = (self._first, label(say(mark("to"))), self._last, show)
        row(*days, inside=self._range, margins=NONE)
        row(self._kind, self._periods, self._range, inside=self, margins=NONE, spacing=8)
        self._range.hide()

    def start(self, today: date) -> Period:
        """Offer the periods up to ``today``; return the one that is chosen, the last month."""
        self._today = today
        self._first.show_day(today.replace(day=1))
        self._last.show_day(today)
        self._offer("month")
        return self.period

    @property
    def is_empty(self) -> bool:
        """Say whether `start` has still to be called."""
        return not self._periods.count()

    @property
    def period(self) -> Period:
        """Return the chosen period."""
        if self._kind.chosen == "range":
            return period_of("range", f"{self._first.day}{BETWEEN}{self._last.day}")
        found: Period = self._periods.chosen
        return found

    def _offer(self, kind: str) -> None:
        self._periods.clear()
        period = _running(kind, self._today)
        for _ in range(OFFERED[kind]):
            self._periods.offer(period, period.title)
            period = period.before()
        self._periods.setCurrentIndex(1)

    @Slot()
    def _on_kind(self) -> None:
        kind = str(self._kind.chosen)
        self._range.setVisible(kind == "range")
        self._periods.setVisible(kind != "range")
        if kind == "range":
            self._on_range()
        else:
            self._offer(kind)
            self._on_period()

    @Slot()
    def _on_period(self) -> None:
        self.picked.emit(self.period)

    @Slot()
    def _on_range(self) -> None:
        """Emit the range, with the earlier of the two days first."""
        first, last = sorted((self._first.day, self._last.day))
        self._first.show_day(first)
        self._last.show_day(last)
        self.picked.emit(self.period)


def _running(kind: str, day: date) -> Period:
    """Return the period of ``kind`` that ``day`` lies in."""
    if kind == "month":
        return month_of(day)
    if kind == "quarter":
        return period_of(kind, f"{day.year}-Q{(day.month - 1) // QUARTERS + 1}")
    if kind == "half":
        return period_of(kind, f"{day.year}-H{(day.month - 1) // HALVES + 1}")
    return period_of(kind, f"{day.year}")
