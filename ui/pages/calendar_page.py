"""Working calendars: what is in, what is missing, and taking in the State Council's notice."""

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desk.actions.take_calendar import CalendarTaken, TakeCalendar
from desk.actions.work import Done
from desk.base.errors import Refusal
from desk.base.shapes import JsonObject
from desk.base.words import mark, say
from desk.rules.people.rights import Right
from desk.rules.time.notices import read_notice, year_of
from desk.rules.time.packs import clean_pack, laid_over, missing_year, pack_of
from ui.base.hub import Hub
from ui.dialogs.moved_dialog import MovedDialog
from ui.dialogs.rules_dialog import RulesDialog
from ui.widgets.boxes import NONE, Grown, column, leave_out, row
from ui.widgets.calm import Choice
from ui.widgets.page import Page
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped
from ui.widgets.year_calendar import YearCalendar

TEXT_WIDTH = 330


class CalendarPage(Page):
    """Shows a year; a pasted notice becomes a year to check, edit and import."""

    title = mark("Working calendar")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` shows this year."""
        super().__init__(hub, parent)
        self._year = Choice()
        self._year.setObjectName("year")
        self._year.setAccessibleName(say(mark("Year")))
        self._year.activated.connect(self._on_year)
        self._state = label("", "muted")
        self._calendar = YearCalendar()
        self._calendar.edited.connect(self._on_edited)
        self._text = QPlainTextEdit(
            placeholderText=say(mark("Paste the text of the State Council's holiday notice here."))
        )
        self._text.setObjectName("notice-text-in")
        self._text.setAccessibleName(self._text.placeholderText())
        self._read = button(say(mark("Read the notice")), "read-notice", self._on_read)
        self._take = button(say(mark("Take in…")), "take-calendar", self._on_take, primary=True)
        self._take.setEnabled(False)
        self._pack: JsonObject = {}  # as the notice leaves the year
        columns = row(Grown(self._make_year()), self._make_side(), spacing=12)
        rules = button(say(mark("Deadline rules…")), "deadline-rules", self._on_rules)
        self.lay_out([rules], Grown(columns), beside=[self._year, self._state])

    def _make_year(self) -> QWidget:
        body = scrolled()
        words = mark(
            "Red: public holiday. Blue: weekend day that is worked. "
            "A click changes a day of a year that is being taken in."
        )
        fill(body, column(self._calendar, wrapped(say(words), "muted")))
        return body

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(TEXT_WIDTH)
        leave_out(side, unless=self._hub.reader.office.acting.may(Right.SETTINGS))
        column(
            label(say(mark("A new year's notice")), "group"),
            Grown(self._text),
            self.problems.line,
            self._read,
            self._take,
            inside=side,
            margins=NONE,
        )
        return side

    def start(self) -> None:
        """Show this year, and say what is missing."""
        packs = self._hub.reader.office.reckoning.calendar.packs
        shown = self._year.chosen
        self._year.clear()
        for year in sorted(packs, reverse=True):
            self._year.offer(year, str(year))
        today = self._hub.reader.now.date()
        self._year.choose(shown if shown is not None else today.year)
        self._on_year()

    @Slot()
    def _on_rules(self) -> None:
        self._hub.tasks.read(self, self._hub.reader.rules, self._show_rules)

    def _show_rules(self, lines: list[JsonObject]) -> None:
        RulesDialog(self._hub, lines, self).open()

    @Slot()
    def _on_year(self) -> None:
        calendar = self._hub.reader.office.reckoning.calendar
        pack = calendar.packs[self._year.chosen]
        named = {date.fromordinal(day): (name, True) for day, name in pack.off.items()}
        named |= {date.fromordinal(day): (name, False) for day, name in pack.made_up.items()}
        self._calendar.show_year(pack.year, named)
        self._calendar.setEnabled(False)
        self._take.setEnabled(False)
        missing = missing_year(calendar, self._hub.reader.now.date())
        words = mark("The calendar of {year} is missing; deadlines there are provisional.")
        self._state.setText(say(words, year=str(missing)) if missing else "")

    @Slot()
    def _on_read(self) -> None:
        text = self._text.toPlainText()
        self.problems.clear()
        try:
            year = year_of(text)
            notice = text.strip().splitlines()[0].strip()
            named = clean_pack(pack_of(read_notice(text, year), year, notice))
        except Refusal as refusal:
            self.problems.show(refusal)
            return
        known = self._hub.reader.office.reckoning.calendar.packs.get(year)
        self._pack = laid_over(known, named)
        own = [day for day in self._pack["days"] if day["date"].startswith(str(year))]
        days = {date.fromisoformat(day["date"]): (day["name"], day["off"]) for day in own}
        self._calendar.show_year(year, days)
        self._calendar.setEnabled(True)
        self._take.setEnabled(True)
        words = mark("{year}, as the notice has it. Check it, then take it in.")
        self._state.setText(say(words, year=str(year)))

    @Slot()
    def _on_edited(self) -> None:
        self._take.setEnabled(True)

    def _command(self, *, is_simulation: bool) -> TakeCalendar:
        year = str(self._pack["year"])
        beside = [day for day in self._pack["days"] if not day["date"].startswith(year)]
        own = [
            {"date": day.isoformat(), "name": name, "off": off}
            for day, (name, off) in self._calendar.named.items()
        ]
        pack = {**self._pack, "days": [*beside, *own]}
        return TakeCalendar(pack=pack, is_simulation=is_simulation, is_whole=True)

    @Slot()
    def _on_take(self) -> None:
        command = self._command(is_simulation=True)
        self._hub.send(command, self._on_simulated, self.problems.show, self)

    def _on_simulated(self, changes: Done[CalendarTaken]) -> None:
        moved = changes.result.moved
        question = say(
            mark("Take in the calendar of {year}? {count} deadlines move."),
            year=str(changes.result.year),
            count=len(moved),
        )
        dialog = MovedDialog(question, say(mark("Take in")), moved, self)
        dialog.accepted.connect(self._on_agreed)
        dialog.open()

    @Slot()
    def _on_agreed(self) -> None:
        command = self._command(is_simulation=False)
        self._hub.send(command, self._on_taken, self.problems.show, self)

    def _on_taken(self, changes: Done[CalendarTaken]) -> None:
        self._text.clear()
        self.start()
        self._year.choose(changes.result.year)
        self._on_year()
        text = mark("The calendar of {year} is in.")
        self._hub.told.emit(say(text, year=str(changes.result.year)))
