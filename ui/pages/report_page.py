"""The month report: figures as they will print, and the two files."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desk.base.errors import Refusal
from desk.base.words import day_with_weekday, mark, say
from desk.reads.figures import Balance, Figures, Share
from desk.rules.codes import label as code_label
from desk.rules.periods import Period, month_of, submitted_by
from desk.rules.rulebook import shipped_rules
from reports.printing import Printed, print_report
from ui.base.hub import Hub
from ui.dialogs.folder_dialog import ask_folder
from ui.widgets.bars import Bars
from ui.widgets.scrolled import clear, fill, scrolled
from ui.widgets.text import button, card, label, wrapped

MONTHS = 24
BALANCE = {
    "opening": mark("Open before"),
    "received": mark("Received"),
    "closed": mark("Closed"),
    "withdrawn": mark("Withdrawn"),
    "open_at_end": mark("Open at end"),
}
STRUCTURE = {
    "channel": mark("By intake channel"),
    "product_line": mark("By product line"),
    "cause": mark("By cause"),
    "unit": mark("By unit"),
    "grade": mark("By grade"),
    "outcome": mark("By outcome (closed)"),
}
MOST_BARS = 8


class ReportPage(QWidget):
    """Shows a month's figures and has the report written."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` asks for the last month."""
        super().__init__(parent)
        self.setObjectName("page")
        self._hub = hub
        self._period: Period | None = None
        self._month = QComboBox()
        self._month.setObjectName("month")
        self._month.activated.connect(self._on_month)
        self._due = label("", "muted")
        self._write = button(say(mark("Write Excel and PDF…")), primary=True, name="write-report")
        self._write.clicked.connect(self._on_write)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(say(mark("Month report")), "title"))
        head.addWidget(self._month)
        head.addWidget(self._due)
        head.addStretch(1)
        head.addWidget(self._write)
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(12)
        self._body = scrolled()
        self._body.setObjectName("plain")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 8, 16, 12)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addLayout(self._tiles)
        rows.addWidget(self._body, 1)

    def start(self) -> None:
        """Offer the months and show the last whole one."""
        if self._month.count():
            return
        period = month_of(self._hub.reader.now.date())
        for _ in range(MONTHS):
            self._month.addItem(period.title, period)
            period = period.before()
        self._month.setCurrentIndex(1)
        self._on_month()

    @Slot()
    def _on_month(self) -> None:
        period: Period = self._month.currentData()
        self._period = period
        last = submitted_by(period)
        self._due.setText(self._due_words(last))
        self._hub.tasks.read(self, partial(self._hub.reader.figures, period), self._show)

    def _due_words(self, last: date) -> str:
        left = (last - self._hub.reader.now.date()).days
        day = day_with_weekday(last)
        if left < 0:
            return say(mark("was to be submitted by {day}"), day=day)
        return say(mark("to be submitted by {day}, {left} d left"), day=day, left=left)

    def _show(self, figures: Figures) -> None:
        if figures.period != self._period:
            return
        clear(self._tiles)
        for name, words in BALANCE.items():
            self._tiles.addWidget(self._tile(say(words), figures, name), 1)
        rows = QVBoxLayout()
        rows.setSpacing(12)
        rows.addWidget(self._timeliness(figures))
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, (name, words) in enumerate(STRUCTURE.items()):
            counts = figures.breakdown.get(name, {})
            grid.addWidget(self._structure(say(words), name, counts), place // 2, place % 2)
        rows.addLayout(grid)
        fill(self._body, rows, margin=0)

    def _tile(self, words: str, figures: Figures, name: str) -> QFrame:
        box = card()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(16, 10, 16, 10)
        rows.setSpacing(2)
        rows.addWidget(label(words, "muted"))
        rows.addWidget(label(f"{getattr(figures.balance, name):,}", "figure"))
        rows.addWidget(label(_change(figures.balance, figures.before, name), "muted"))
        return box

    def _timeliness(self, figures: Figures) -> QFrame:
        box = card()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(16, 12, 16, 14)
        rows.addWidget(label(say(mark("Timeliness: clocks that ended in the month")), "group"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        rules, day = shipped_rules(), figures.period.last
        for place, (name, share) in enumerate(figures.timeliness.items()):
            line, column = place // 2, place % 2 * 3
            grid.addWidget(label(rules.rule(name, day).title), line, column)
            grid.addWidget(label(_share(share)), line, column + 1)
            grid.setColumnStretch(column + 2, 1)
        if not figures.timeliness:
            grid.addWidget(label(say(mark("No clock ended in this month.")), "muted"), 0, 0)
        rows.addLayout(grid)
        return box

    def _structure(self, words: str, name: str, counts: object) -> QFrame:
        box = card()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(16, 12, 16, 14)
        rows.addWidget(label(words, "group"))
        lines = [(_code_words(name, code), n) for code, n in dict(counts).items()]  # type: ignore[call-overload]
        lines.sort(key=lambda line: -line[1])
        rows.addWidget(Bars(lines[:MOST_BARS]))
        if not lines:
            rows.addWidget(label(say(mark("Nothing in this month.")), "muted"))
        elif len(lines) > MOST_BARS:
            more = sum(n for _, n in lines[MOST_BARS:])
            text = say(mark("{count} more in the report"), count=more)
            rows.addWidget(wrapped(text, "muted"))
        rows.addStretch(1)
        return box

    @Slot()
    def _on_write(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the report be written?")))
        if folder:
            self.write_to(folder)

    def write_to(self, folder: Path) -> None:
        """Have the report of the shown month written into ``folder``."""
        if self._period is None:
            return
        self._write.setEnabled(False)
        period = self._period
        self._hub.tasks.write(
            self,
            lambda: print_report(self._hub.reader.office, period, folder),
            self._on_written,
            self._on_refused,
        )

    def _on_written(self, printed: Printed) -> None:
        self._write.setEnabled(True)
        self._hub.say_written(printed)

    def _on_refused(self, refusal: Refusal) -> None:
        self._write.setEnabled(True)
        self._hub.say_no(refusal)


def _change(now: Balance, before: Balance, name: str) -> str:
    difference = getattr(now, name) - getattr(before, name)
    if not difference:
        return say(mark("as the month before"))
    text = f"+{difference:,}" if difference > 0 else f"−{-difference:,}"
    return say(mark("{difference} against the month before"), difference=text)


def _share(share: Share) -> str:
    percent = share.percent
    if percent is None:
        return "—"
    return say(mark("{percent} %  ({met} of {of})"), percent=percent, met=share.met, of=share.of)


def _code_words(name: str, code: str) -> str:
    if code == "unstated":
        return say(mark("not stated"))
    return code if name == "unit" else code_label(name, code)
