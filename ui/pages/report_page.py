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

from desk.actions.reports import NoteReport, SubmitReport
from desk.actions.work import Changes
from desk.base.errors import Refusal
from desk.base.words import day_with_weekday, mark, say
from desk.reads.figures import Balance, Figures, Share
from desk.reads.period_report import PeriodReport
from desk.rules.codes import label as code_label
from desk.rules.people import Right
from desk.rules.periods import Period, month_of, submitted_by
from desk.rules.reports import COMMENT
from desk.rules.rulebook import shipped_rules
from reports.closing import closing_of
from reports.commentary import commentary, joined
from reports.month import TITLES, standing
from reports.places import making_of
from reports.printing import Printed, print_report
from ui.base.hub import Hub
from ui.dialogs.close_report_dialog import CloseReportDialog, SubmitReportDialog
from ui.dialogs.folder_dialog import ask_folder
from ui.widgets.bars import Bars
from ui.widgets.month_close import ClosingCard, CommentaryCard
from ui.widgets.scrolled import clear, scrolled
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
        self._report: PeriodReport | None = None
        self._month = QComboBox()
        self._month.setObjectName("month")
        self._month.activated.connect(self._on_month)
        self._due = label("", "muted")
        self._write = button(say(mark("Write Excel and PDF…")), primary=True, name="write-report")
        self._write.clicked.connect(self._on_write)
        self._closing = ClosingCard()
        titles = {name: say(title) for name, (_, title) in TITLES.items()}
        self._comments = CommentaryCard(titles)
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(12)
        self._figures = QVBoxLayout()
        self._figures.setSpacing(12)
        self._body = scrolled()
        self._body.setObjectName("plain")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 8, 16, 12)
        rows.setSpacing(12)
        rows.addLayout(self._head())
        rows.addLayout(self._tiles)
        rows.addWidget(self._body, 1)
        self._build_body()
        self._connect()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(say(mark("Month report")), "title"))
        head.addWidget(self._month)
        head.addWidget(self._due)
        head.addStretch(1)
        head.addWidget(self._write)
        return head

    def _connect(self) -> None:
        hub = self._hub
        self._closing.opened.connect(lambda no: hub.wants.emit("case", no))
        self._closing.close_wanted.connect(self._on_close)
        self._closing.submit_wanted.connect(self._on_submit)
        self._comments.typed.connect(self._on_typed)
        hub.changed.connect(self._on_changed)
        hub.leaving.connect(self._comments.keep)

    def _build_body(self) -> None:
        below = QWidget()
        below.setObjectName("plain")
        body = QVBoxLayout(below)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self._closing)
        body.addLayout(self._figures)
        body.addWidget(self._comments)
        body.addStretch(1)
        self._body.setWidget(below)

    def start(self) -> None:
        """Offer the months and show the last whole one."""
        if self._month.count():
            self._ask()
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
        self._comments.keep()
        self._ask()

    def _ask(self) -> None:
        if self._period is not None:
            job = partial(self._read, self._period)
            self._hub.tasks.read(self, job, self._show_report)

    def _read(self, period: Period) -> tuple[PeriodReport, dict[str, str]]:
        report = self._hub.reader.report(period)
        return report, commentary(report, self._hub.reader.office.settings)

    def _show_report(self, found: tuple[PeriodReport, dict[str, str]]) -> None:
        report, texts = found
        if report.period != self._period:
            return
        self._report = report
        may_sign = self._hub.reader.office.acting.may(Right.SIGN)
        is_over = self._hub.reader.now.date() > report.period.last
        is_submitted = bool(report.facts.get("submitted_on"))
        self._closing.show_state(
            self._state_words(report),
            may_close=may_sign and is_over and not report.is_closed,
            may_submit=may_sign and report.is_closed and not is_submitted,
        )
        self._closing.show_blockers(report.blockers)
        self._comments.show_texts(texts, is_closed=report.is_closed)
        self._show(report.figures)

    def _state_words(self, report: PeriodReport) -> str:
        making = making_of(self._hub.reader.office)
        words = standing(report, making)
        if not report.is_closed and not report.blockers:
            return joined([words, say(mark("Nothing stands in the way of closing."))])
        return words

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
        clear(self._figures)
        for name, words in BALANCE.items():
            self._tiles.addWidget(self._tile(say(words), figures, name), 1)
        rows = self._figures
        rows.addWidget(self._timeliness(figures))
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, (name, words) in enumerate(STRUCTURE.items()):
            counts = figures.breakdown.get(name, {})
            grid.addWidget(self._structure(say(words), name, counts), place // 2, place % 2)
        rows.addLayout(grid)

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

    @Slot(object)
    def _on_typed(self, texts: dict[str, str]) -> None:
        if self._period is None or (self._report is not None and self._report.is_closed):
            return
        values = {f"{COMMENT}{name}": text for name, text in texts.items()}
        self._hub.send(NoteReport(period=self._period, values=values), owner=self)

    @Slot()
    def _on_close(self) -> None:
        report = self._report
        if report is None:
            return
        self._comments.keep()
        cases = {blocker.case_no for blocker in report.blockers}
        dialog = CloseReportDialog(report.period.title, len(cases), self)
        if dialog.exec():
            self.close_report(dialog.reason)

    def close_report(self, reason: str = "") -> None:
        """Close the shown report for good; ``reason`` is why in spite of what is in the way."""
        period, hub = self._period, self._hub
        if period is None:
            return
        hub.tasks.write(
            self,
            lambda: hub.reader.office.do(closing_of(hub.reader.office, period, reason)),
            hub.changed.emit,
            hub.say_no,
        )

    @Slot()
    def _on_submit(self) -> None:
        if self._period is None:
            return
        dialog = SubmitReportDialog(self._period.title, self._hub.reader.now.date(), self)
        if dialog.exec():
            wish = SubmitReport(period=self._period, on=dialog.on, proof=dialog.proof)
            self._hub.send(wish, owner=self)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        is_ours = "period" in changes.report and "changed" not in changes.report
        if self.isVisible() and (is_ours or changes.queue):
            self._ask()

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
