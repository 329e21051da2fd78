"""The account of a clock (时限账): its days as a calendar, and what moved its end."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.base.clock import stamp
from desk.base.shapes import Facts
from desk.base.words import day_with_weekday, mark, say, shown
from desk.reads.case_file import CaseFile
from desk.rules.case.codes import code_label
from desk.rules.people.rights import People
from desk.rules.time.case_clocks import CaseClock
from desk.rules.time.clock_account import Account, AccountDay, DayReason
from desk.rules.time.segments import segments_json
from desk.rules.time.wording import why_provisional
from ui.widgets.boxes import NONE, STRETCH, Grown, add, column, row
from ui.widgets.calm import Choice
from ui.widgets.day_grid import DayCell, DayGrid
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import label, wrapped

TONES = {DayReason.COUNTED: "counted", DayReason.AGREED: "counted", DayReason.PAUSED: "paused"}
MOST_DAYS = 200


class AccountView(QWidget):
    """Shows the account of one clock of a case; the person chooses which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._case: CaseFile | None = None
        self._accounts: Sequence[Account] = ()
        self._people = People()
        self._choice = Choice()
        self._choice.setObjectName("account-clock")
        self._choice.setAccessibleName(say(mark("Clock")))
        self._choice.activated.connect(self._show)
        self._body = scrolled()
        self._body.setObjectName("plain")
        head = row(
            label(say(mark("Clock")), "label"), self._choice, STRETCH, margins=(16, 12, 16, 0)
        )
        column(head, Grown(self._body), inside=self, margins=NONE)

    def show_case(self, case: CaseFile, accounts: Sequence[Account], people: People) -> None:
        """Offer the clocks of ``case``, each with its account; the shown one stays shown."""
        before = self._choice.chosen
        self._case, self._accounts, self._people = case, accounts, people
        self._choice.clear()
        for clock in case.clocks:
            words = say(mark("{title} ({track})"), title=clock.rule.title, track=clock.rule.track)
            self._choice.offer(clock.rule.id, words)
        self._choice.choose(before)
        self._show()

    @Slot()
    def _show(self) -> None:
        rows = column(spacing=6)
        if self._case is None or not self._case.clocks:
            rows.addWidget(label(say(mark("No clock runs in this case.")), "muted"))
            fill(self._body, rows)
            return
        place = self._choice.currentIndex()
        clock, account = self._case.clocks[place], self._accounts[place]
        add(rows, wrapped(_headline(clock, account)), wrapped(clock.rule.article, "muted"))
        for line in _moved(clock, account, self._case.facts, self._people):
            rows.addWidget(wrapped(line))
        rows.addSpacing(6)
        cells = [_cell(line, clock) for line in account.lines[:MOST_DAYS]]
        rows.addWidget(DayGrid(cells))
        fill(self._body, rows)


def _headline(clock: CaseClock, account: Account) -> str:
    text = say(
        mark("{amount} {unit} from {start}; the last day is {due}."),
        amount=account.amount,
        unit=shown(clock.rule.unit),
        start=account.start,
        due=day_with_weekday(account.due.on),
    )
    if not clock.rule.is_by_day:
        text = say(
            mark("{amount} {unit} from {start}; it ends at {due}."),
            amount=account.amount,
            unit=shown(clock.rule.unit),
            start=account.start,
            due=account.due.at,
        )
    if clock.rule.at_most:
        words = mark(" Neither pause nor extension carries it beyond {amount} {unit} in all.")
        text += say(words, amount=clock.rule.at_most, unit=shown(clock.rule.unit))
    if account.due.provisional:
        text += f" ≈ {why_provisional(clock.rule)}"
    return text


def _moved(clock: CaseClock, account: Account, facts: Facts, people: People) -> Iterator[str]:
    """Yield sentences about pauses, extensions, restarts and breaches of a clock."""
    told = segments_json(clock.rule, facts)
    ignored = {stamp(pause.start) for pause in account.ignored}
    for entry in told["pauses"]:
        yield _pause_words(entry, is_ignored=_moment(entry["from"]) in ignored)
    for entry in told["extensions"]:
        approver = entry.get("approved_by") or people.name(entry["by"])
        text = mark("Extended ({kind}) on {at} by {approver}: {reason}{late}")
        late = say(mark(" (entered after the end)")) if entry.get("late") else ""
        extension = clock.rule.extensions.get(entry["kind"])
        words = extension.title(clock.rule.unit) if extension else entry["kind"]
        yield say(
            text,
            kind=words,
            at=_at(entry["at"]),
            approver=approver,
            reason=entry["reason"],
            late=late,
        )
        if extension is None:
            yield say(mark("It does not count: the rule of this case has no such extension."))
    for entry in told["restarts"]:
        text = mark("Counted anew from {at}: {reason}")
        yield say(text, at=_at(entry["at"]), reason=entry.get("reason", ""))
    for entry in told["agreed"]:
        text = mark("Agreed with the complainant: {day} ({evidence})")
        yield say(text, day=date.fromisoformat(entry["on"]), evidence=entry["evidence"])
    for entry in told["breaches"]:
        text = mark("Overdue since {at}; this is kept for good.")
        yield say(text, at=_at(entry["due_at"]))


def _pause_words(entry: Facts, *, is_ignored: bool) -> str:
    until = entry.get("until")
    words = say(
        mark("Paused for {ground}: {start} to {end}."),
        ground=code_label("pause", entry["kind"]),
        start=_at(entry["from"]),
        end=_at(until) if until else say(mark("now")),
    )
    if is_ignored:
        words += say(mark(" It does not count: no lawful ground, or the complainant was not told."))
    return words


def _moment(text: str) -> str:
    return stamp(datetime.fromisoformat(text))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _cell(line: AccountDay, clock: CaseClock) -> DayCell:
    if line.why in (DayReason.COUNTED, DayReason.AGREED):
        number = f"{line.total:g}"
        text = mark("day {number}") if clock.rule.is_by_day else mark("{number} h")
        words = say(text, number=number)
    else:
        words = line.holiday or shown(line.why)
    tone = TONES.get(line.why, "off")
    if line.day == clock.due.on and line.why in (
        DayReason.COUNTED,
        DayReason.AGREED,
        DayReason.ROLLED,
    ):
        tone = "last"
    return DayCell(line.day, words + (" ≈" if line.provisional else ""), tone)
