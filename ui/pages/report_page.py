"""The report of a period: figures as they will print, what is typed for it, its papers."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QMenu,
    QWidget,
)

from desk.actions.close_report import NoteReport, ReportClosed, ReportSubmitted, SubmitReport
from desk.actions.work import Done
from desk.base.errors import Refusal
from desk.base.words import day_with_weekday, mark, say
from desk.reads.figure_values import Balance, Figures, Share
from desk.reads.period_report import PeriodReport
from desk.rules.case.classification import of_office
from desk.rules.case.codes import code_label
from desk.rules.people.rights import Right
from desk.rules.reports.closing import COMMENT
from desk.rules.reports.periods import Period, submitted_by
from reports.close_request import closing_of
from reports.commentary import commentary, joined
from reports.month import TITLES, report_status
from reports.places import making_of
from reports.previewing import preview_report
from reports.printing import Printed, print_disclosure, print_report
from ui.base.folder_dialog import ask_folder, into_folder
from ui.base.hub import Hub
from ui.dialogs.check_dialog import CheckDialog
from ui.dialogs.close_report_dialog import CloseReportDialog, SubmitReportDialog
from ui.dialogs.preview_dialog import PreviewDialog
from ui.dialogs.to_printer import Paper
from ui.widgets.bars import Bars
from ui.widgets.boxes import STRETCH, Grown, column, row
from ui.widgets.cards import Card, card
from ui.widgets.denominators import DenominatorsCard
from ui.widgets.entry_card import EntryCard
from ui.widgets.month_close import ClosingCard, CommentaryCard
from ui.widgets.page import Page
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.scrolled import cards, clear
from ui.widgets.text import button, label
from ui.widgets.training_card import TrainingCard

BALANCE = {
    "opening": mark("Open before"),
    "received": mark("Received"),
    "closed": mark("Closed"),
    "withdrawn": mark("Withdrawn"),
    "merged": mark("Merged"),
    "open_at_end": mark("Open at end"),
}
STRUCTURE = {  # those that the kind of office counts
    "channel": mark("By intake channel"),
    "product_line": mark("By product line"),
    "cause": mark("By cause"),
    "insurance_line": mark("By line of insurance"),
    "phase": mark("By financing phase"),
    "dispute": mark("By dispute"),
    "issue": mark("By issue"),
    "unit": mark("By unit"),
    "grade": mark("By grade"),
    "outcome": mark("By outcome (closed)"),
}
MOST_BARS = 8


class ReportPage(Page):
    """Shows a period's figures, has them completed, closed and written."""

    title = mark("Month report")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` asks for the last month."""
        super().__init__(hub, parent)
        self._period: Period | None = None
        self._report: PeriodReport | None = None
        self._is_led_up = False  # to who signed, once it is shown
        self._picker = PeriodPicker()
        self._picker.picked.connect(self._on_period)
        self._due = label("", "muted")
        self._write = button(
            say(mark("Write Excel and PDF…")), "write-report", self._on_write, primary=True
        )
        self._look = button(say(mark("Preview")), "preview-report", self._on_preview)
        self._numbers = DenominatorsCard(of_office(self._hub.reader.office.settings).denominators)
        self._training = TrainingCard()
        self._closing = ClosingCard()
        titles = {name: say(title) for name, (_, title) in TITLES.items()}
        self._comments = CommentaryCard(titles)
        self._tiles = row(spacing=12)
        self._figures = column(spacing=12)
        parts = (self._closing, self._figures, self._comments, self._numbers, self._training)
        self._area = cards(*parts)
        self.lay_out(
            [self._more(), self._look, self._write],
            self._tiles,
            Grown(self._area),
            beside=[self._picker, self._due],
        )
        self._connect()

    def _more(self) -> QWidget:
        more = button(say(mark("More")), "more-papers")
        menu = QMenu(more)
        menu.addAction(say(mark("Public text (PDF)…"))).triggered.connect(self._on_disclosure)
        menu.addAction(say(mark("Check a paper…"))).triggered.connect(self._on_check)
        more.setMenu(menu)
        return more

    def _connect(self) -> None:
        hub = self._hub
        self._closing.opened.connect(hub.open_case)
        self._closing.close_wanted.connect(self._on_close)
        self._closing.submit_wanted.connect(self._on_submit)
        self._comments.typed.connect(self._on_typed)
        self._numbers.typed.connect(partial(self._on_entered, self._numbers))
        self._training.typed.connect(partial(self._on_entered, self._training))
        hub.leaving.connect(self._comments.keep)

    def start(self) -> None:
        """Offer the periods and show the last whole month."""
        if self._picker.is_empty:
            self._on_period(self._picker.start(self._hub.reader.now.date()))
        else:
            self._ask()

    @Slot(object)
    def _on_period(self, period: Period) -> None:
        self._comments.keep()
        self._period = period
        for entered in (self._numbers, self._training):
            entered.problems.clear()
        self._due.setText(self._due_words(submitted_by(period)))
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
        self._numbers.show_numbers(report.details, is_closed=report.is_closed)
        self._training.show_training(report.facts, is_closed=report.is_closed)
        self._show(report.figures)
        if self._is_led_up and report.is_closed:
            self._is_led_up = False
            self._closing.setFocus()
            self._area.verticalScrollBar().setValue(0)

    def _state_words(self, report: PeriodReport) -> str:
        making = making_of(self._hub.reader.office)
        words = report_status(report, making)
        if not report.is_closed and report.unproven:
            return joined([words, say(mark("It cannot be closed: its sums do not add up."))])
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
        shown = {name: words for name, words in STRUCTURE.items() if figures.classes.asks(name)}
        for place, (name, words) in enumerate(shown.items()):
            counts = figures.breakdown.get(name, {})
            grid.addWidget(self._structure(say(words), name, counts), place // 2, place % 2)
        rows.addLayout(grid)

    def _tile(self, words: str, figures: Figures, name: str) -> QFrame:
        box = card()
        column(
            label(words, "muted"),
            label(f"{getattr(figures.balance, name):,}", "figure"),
            label(_change(figures.balance, figures.bases["before"], name), "muted"),
            inside=box,
            margins=(16, 10, 16, 10),
            spacing=2,
        )
        return box

    def _timeliness(self, figures: Figures) -> QFrame:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        rules = self._hub.reader.office.reckoning.rules
        for place, (name, share) in enumerate(figures.timeliness.items()):
            line, column = place // 2, place % 2 * 3
            grid.addWidget(label(rules.title(name)), line, column)
            grid.addWidget(label(_share(share)), line, column + 1)
            grid.setColumnStretch(column + 2, 1)
        if not figures.timeliness:
            grid.addWidget(label(say(mark("No clock ended in this period.")), "muted"), 0, 0)
        return Card(say(mark("Timeliness: clocks that ended in the period")), grid)

    def _structure(self, words: str, name: str, counts: Mapping[str, int]) -> QFrame:
        lines = sorted(counts.items(), key=lambda line: -line[1])
        named = [(_code_words(name, code), count) for code, count in lines]
        box = Card(words, Bars(named[:MOST_BARS]))
        if not lines:
            box.put(say(mark("Nothing in this period.")))
        elif len(lines) > MOST_BARS:
            more = sum(count for _, count in lines[MOST_BARS:])
            box.put(say(mark("{count} more in the report"), count=more))
        box.put(STRETCH)
        return box

    @Slot(object)
    def _on_typed(self, texts: dict[str, str]) -> None:
        if self._period is None or (self._report is not None and self._report.is_closed):
            return
        values = {f"{COMMENT}{name}": text for name, text in texts.items()}
        self._hub.send(NoteReport(period=self._period, values=values), owner=self)

    def _on_entered(self, entry: EntryCard, values: Mapping[str, str]) -> None:
        if self._period is None or (self._report is not None and self._report.is_closed):
            return
        wish = NoteReport(period=self._period, values=values)
        again = lambda _changes: self._ask()  # noqa: E731 - the figures stand in proportion anew
        self._hub.send(wish, again, entry.problems.show, self)

    @Slot()
    def _on_preview(self) -> None:
        if self._period is None:
            return
        self._look.setEnabled(False)
        job = partial(preview_report, self._hub.reader.office, self._period)
        self._hub.tasks.read(self, job, partial(self._preview, self._period), self._on_refused)

    def _preview(self, period: Period, content: bytes) -> None:
        self._look.setEnabled(True)
        write = partial(print_report, self._hub.reader.office, period, is_paper_only=True)
        PreviewDialog(self._hub, Paper(period.title, write), content, self).open()

    @Slot()
    def _on_disclosure(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the public text be written?")))
        if folder and self._period is not None:
            job = partial(print_disclosure, self._hub.reader.office, self._period, folder)
            self._hub.tasks.write(self, job, self._hub.say_written, self._hub.say_no)

    @Slot()
    def _on_check(self) -> None:
        CheckDialog(self._hub, self).open()

    @Slot()
    def _on_close(self) -> None:
        report = self._report
        if report is None:
            return
        self._comments.keep()
        cases = {blocker.case_no for blocker in report.blockers}
        dialog = CloseReportDialog(report.period.title, len(cases), self, self._comments.texts)
        if dialog.exec():
            self.close_report(dialog.reason)

    def close_report(self, reason: str = "") -> None:
        """Close the shown report for good; ``reason`` is for closing despite blockers."""
        period, hub = self._period, self._hub
        if period is None:
            return
        hub.tasks.write(
            self,
            lambda: hub.reader.office.do(closing_of(hub.reader.office, period, reason)),
            self._on_closed,
            hub.say_no,
        )

    def _on_closed(self, changes: Done[object]) -> None:
        """Say that it is done, and bring who signed into sight."""
        self._hub.changed.emit(changes)
        title = self._period.title if self._period is not None else ""
        self._hub.told.emit(say(mark("The report of {period} is closed and signed."), period=title))
        self._is_led_up = True

    @Slot()
    def _on_submit(self) -> None:
        if self._period is None:
            return
        dialog = SubmitReportDialog(self._period.title, self._hub.reader.now.date(), self)
        if dialog.exec():
            wish = SubmitReport(period=self._period, on=dialog.on, proof=dialog.proof)
            self._hub.send(wish, owner=self)

    def concerns(self, changes: Done[object]) -> bool:
        """Read again after a change of the report itself, or of what it counts."""
        return changes.queue or isinstance(changes.result, ReportClosed | ReportSubmitted)

    @Slot()
    def _on_write(self) -> None:
        into_folder(self, say(mark("Where shall the report be written?")), self.write_to)

    def write_to(self, folder: Path) -> None:
        """Have the report of the shown period written into ``folder``."""
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
        self._look.setEnabled(True)
        self._hub.say_no(refusal)


def _change(now: Balance, before: Balance | None, name: str) -> str:
    if before is None:
        return say(mark("no data of the period before"))
    difference = getattr(now, name) - getattr(before, name)
    if not difference:
        return say(mark("as in the period before"))
    text = f"+{difference:,}" if difference > 0 else f"−{-difference:,}"
    return say(mark("{difference} against the period before"), difference=text)


def _share(share: Share) -> str:
    percent = share.percent
    if percent is None:
        return "—"
    return say(mark("{percent} %  ({met} of {of})"), percent=percent, met=share.met, of=share.of)


def _code_words(name: str, code: str) -> str:
    if code == "unstated":
        return say(mark("not stated"))
    return code if name == "unit" else code_label(name, code)
