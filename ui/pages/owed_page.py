"""To settle: all duties beside the clocks, with day and responsible person."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.actions.bulk import BulkDone, BulkStep
from desk.actions.work import Done
from desk.base.clock import stamp
from desk.base.words import mark, say, shown
from desk.reads.registers import ItemLine, is_turn_of
from desk.rules.case.life import Action
from desk.rules.steps.duties import Duty, Owed
from desk.rules.steps.who_owes import is_of, waits_for
from desk.rules.time.lights import Light
from ui.base.hub import Hub
from ui.base.page_id import PageId
from ui.dialogs.handover_dialog import HandoverDialog
from ui.models.sheet_model import SheetRow
from ui.widgets.boxes import Grown
from ui.widgets.calm import choice
from ui.widgets.page import Page
from ui.widgets.sheet import Sheet
from ui.widgets.text import button, label

OWED = {
    mark("By when"): 210,
    mark("What"): 200,
    mark("Words"): 0,
    mark("Case number"): 190,
    mark("Who"): 110,
}
MINE, ALL = "mine", "all"
Line = tuple[str, Owed] | ItemLine  # a case's duty, or what is due in a register


class OwedPage(Page):
    """Lists duties; sends only answers to handovers."""

    title = mark("To settle")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads the duties."""
        super().__init__(hub, parent)
        self._found: Sequence[tuple[str, Owed]] = ()
        self._items: Sequence[ItemLine] = ()
        self._shown: Sequence[Line] = ()
        active = [
            (login, person.name) for login, person in hub.reader.people.items() if person.active
        ]
        offered = [(MINE, say(mark("What I owe"))), (ALL, say(mark("What everybody owes")))]
        self._whose = choice("whose", [*offered, *active], self._show_some, say(mark("Whose")))
        self._list = Sheet(OWED, "owed")
        self._list.opened.connect(self._on_open)
        self._count = label("", "muted")
        self._accept = button(
            say(mark("Accept all that is offered to me")), "accept-all", self._on_accept
        )
        self._accept.hide()
        hand = button(say(mark("Hand cases over…")), "hand-over", self._on_hand_over)
        self.lay_out([self._accept, hand], Grown(self._list), self._count, beside=[self._whose])

    def concerns(self, changes: Done[object]) -> bool:
        """Read again after a change of what is in the queue or in a register."""
        return changes.queue or changes.registers

    def start(self) -> None:
        """Read the duties, and what is due in the registers."""
        reader = self._hub.reader
        self._hub.tasks.read(self, lambda: (reader.owed(), reader.due_items()), self._show)

    def _show(self, found: tuple[Sequence[tuple[str, Owed]], Sequence[ItemLine]]) -> None:
        self._found, self._items = found
        self._accept.setVisible(bool(self._offered()))
        self._show_some()

    @Slot()
    def _show_some(self) -> None:
        rows: list[Line] = [(no, owed) for no, owed in self._found if self._is_wanted(owed)]
        rows += [one for one in self._items if self._is_wanted_item(one)]
        rows.sort(key=_end_of)
        self._shown = rows
        now = self._hub.reader.now
        self._list.show_rows([self._row(str(place), one) for place, one in enumerate(rows)])
        late = sum(_is_late(one, now) for one in rows)
        text = say(mark("{count} to settle, {late} of them overdue."), count=len(rows), late=late)
        self._count.setText(text if rows else say(mark("Nothing is owed.")))

    def _row(self, key: str, line: Line) -> SheetRow:
        late = say(mark("overdue")) if _is_late(line, self._hub.reader.now) else ""
        if isinstance(line, ItemLine):
            told = (line.due_at, line.what, line.headline, line.no, line.owner)
        else:
            case_no, owed = line
            told = (owed.due_at, shown(owed.duty), owed.words, case_no, owed.who)
        due, what, words, number, who = told
        cells = [f"{due:%Y-%m-%d %H:%M}  {late}".rstrip(), what, words, number]
        return SheetRow(key, [*cells, self._hub.reader.people.name(who)])

    def _is_wanted_item(self, line: ItemLine) -> bool:
        whose = self._whose.chosen
        if whose == MINE:
            return is_turn_of(self._hub.reader.office.acting, line)
        return whose == ALL or is_turn_of(self._hub.reader.people[whose], line)

    def _is_wanted(self, owed: Owed) -> bool:
        whose = self._whose.chosen
        if whose == MINE:
            return waits_for(self._hub.reader.office.acting, owed)
        return whose == ALL or is_of(self._hub.reader.people[whose], owed)

    def _offered(self) -> list[str]:
        """Return the cases offered to the signed-in person."""
        me = self._hub.reader.office.actor
        return [no for no, o in self._found if o.duty is Duty.HANDOVER and is_of(me, o)]

    @Slot(str)
    def _on_open(self, place: str) -> None:
        line = self._shown[int(place)]
        if isinstance(line, ItemLine):
            self._hub.open_page(PageId.REGISTERS)
        else:
            case_no, owed = line
            self._hub.open_step(case_no, owed.action)

    @Slot()
    def _on_accept(self) -> None:
        command = BulkStep(case_nos=self._offered(), action=Action.ACCEPT_TRANSFER)
        self._hub.send(command, self._on_accepted, owner=self)

    def _on_accepted(self, changes: Done[BulkDone]) -> None:
        told = changes.result
        text = say(mark("{done} cases are yours now."), done=len(told.done))
        self._hub.told.emit(" ".join([text, *(one.reason for one in told.refused)]))

    @Slot()
    def _on_hand_over(self) -> None:
        HandoverDialog(self._hub, self).open()


def _end_of(line: Line) -> str:
    due = line.due_at if isinstance(line, ItemLine) else line[1].due_at
    return stamp(due) if due else ""


def _is_late(line: Line, now: datetime) -> bool:
    if isinstance(line, ItemLine):
        return line.light is Light.BLACK
    return line[1].is_late(now)
