"""To settle: all duties beside the clocks, with day and responsible person."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.actions.bulk import BulkDone, BulkStep
from desk.actions.work import Done
from desk.base.words import mark, say, shown
from desk.rules.case.life import Action
from desk.rules.steps.duties import Duty, Owed
from desk.rules.steps.who_owes import is_of, waits_for
from ui.base.hub import Hub
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


class OwedPage(Page):
    """Lists duties; sends only answers to handovers."""

    title = mark("To settle")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads the duties."""
        super().__init__(hub, parent)
        self._found: Sequence[tuple[str, Owed]] = ()
        self._shown: Sequence[tuple[str, Owed]] = ()
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
        """Read again after a change of what is in the queue."""
        return changes.queue

    def start(self) -> None:
        """Read the duties."""
        self._hub.tasks.read(self, self._hub.reader.owed, self._show)

    def _show(self, found: Sequence[tuple[str, Owed]]) -> None:
        self._found = found
        self._accept.setVisible(bool(self._offered()))
        self._show_some()

    @Slot()
    def _show_some(self) -> None:
        rows = [(no, owed) for no, owed in self._found if self._is_wanted(owed)]
        self._shown = rows
        self._list.show_rows([self._row(str(place), *one) for place, one in enumerate(rows)])
        late = sum(owed.is_late(self._hub.reader.now) for _, owed in rows)
        text = say(mark("{count} to settle, {late} of them overdue."), count=len(rows), late=late)
        self._count.setText(text if rows else say(mark("Nothing is owed.")))

    def _row(self, key: str, case_no: str, owed: Owed) -> SheetRow:
        late = say(mark("overdue")) if owed.is_late(self._hub.reader.now) else ""
        cells = [
            f"{owed.due_at:%Y-%m-%d %H:%M}  {late}".rstrip(),
            shown(owed.duty),
            owed.words,
            case_no,
            self._hub.reader.people.name(owed.who),
        ]
        return SheetRow(key, cells)

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
        case_no, owed = self._shown[int(place)]
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
