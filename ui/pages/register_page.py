"""Registers 登记簿: meetings, tasks and what else is kept beside the cases."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.actions.work import Done
from desk.base.words import mark, say, shown
from desk.reads.registers import ItemFile, ItemLine, StepOffer
from desk.rules.registers.register import Register
from desk.rules.registers.table import REGISTERS, register_named
from desk.rules.time.lights import Light
from ui.base.hub import Hub
from ui.dialogs.register_step_dialog import RegisterStepDialog
from ui.models.sheet_model import SheetRow
from ui.widgets.boxes import Grown, column, row
from ui.widgets.calm import choice
from ui.widgets.item_view import ItemView
from ui.widgets.page import Page
from ui.widgets.sheet import Sheet
from ui.widgets.step_button import offer
from ui.widgets.step_place import StepPlace
from ui.widgets.text import button, label

ITEMS = {
    mark("By when"): 190,
    mark("Subject"): 0,
    mark("How it stands"): 150,
    mark("Who"): 80,
}
DUE, OPEN, ALL = "due", "open", "all"


class RegisterPage(Page):
    """A list on the left; on the right the item, and above it the step that is being taken."""

    title = mark("Registers")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads the list."""
        super().__init__(hub, parent)
        self._found: Sequence[ItemLine] = ()
        self._item: ItemFile | None = None
        self._wanted = ""  # key of the item that a step was taken with
        registers = [(one.id, say(one.title)) for one in REGISTERS.values()]
        which = [(DUE, say(mark("What is due in all"))), *registers]
        self._which = choice("register", which, self._on_which, say(mark("Register")))
        several = [(OPEN, say(mark("open ones"))), (ALL, say(mark("ended ones too")))]
        self._extent = choice("extent", several, self.start, say(mark("Which")))
        self._list = Sheet(ITEMS, "items")
        self._list.picked.connect(self._on_picked)
        self._count = label("", "muted")
        self._begin = button("", "begin-item", self._on_begin, primary=True)
        self._view = ItemView(hub)
        self._view.wanted.connect(self._on_wanted)
        self._place = StepPlace()
        self._place.turned.connect(self._on_turned)
        left = column(Grown(self._list), self._count, spacing=6)
        right = column(Grown(self._place, 2), Grown(self._view), spacing=12)
        body = row(Grown(left, 5), Grown(right, 4), spacing=12)
        self.lay_out([self._begin], Grown(body), beside=[self._which, self._extent])
        self._show_head()

    def concerns(self, changes: Done[object]) -> bool:
        """Read again after a change of an item."""
        return changes.registers

    def give_way(self) -> bool:
        """Close the open step; say if there was one."""
        return self._place.close_step()

    @property
    def _register(self) -> Register | None:
        """Return the register that is shown; None while all are."""
        return None if self._which.chosen == DUE else register_named(self._which.chosen)

    @Slot()
    def start(self) -> None:
        """Read the list."""
        reader, register = self._hub.reader, self._register
        if register is None:
            self._hub.tasks.read(self, reader.due_items, self._show)
        else:
            is_open = self._extent.chosen == OPEN
            read = partial(reader.register_items, register.id, is_open=is_open)
            self._hub.tasks.read(self, read, self._show)

    @Slot()
    def _on_which(self) -> None:
        self.give_way()
        self._show_head()
        self.start()

    def _show_head(self) -> None:
        register = self._register
        self._extent.setEnabled(register is not None)
        self._begin.setVisible(register is not None)
        if register is not None:
            (beginning,) = self._hub.reader.beginnings(register.id)
            self._begin.setText(say(beginning.step.words))
            offer(self._begin, beginning.why_not)

    def _show(self, found: Sequence[ItemLine]) -> None:
        self._found = found
        self._list.show_rows([self._row(one) for one in found])
        late = sum(one.light is Light.BLACK for one in found)
        words = mark("{count} items, {late} of them overdue.")
        text = say(words, count=len(found), late=late) if found else say(mark("Nothing here."))
        self._count.setText(text)
        if self._wanted in map(_key, found):
            self._list.pick(self._wanted)
        self._wanted = ""
        self._on_picked(self._list.key)

    def _row(self, line: ItemLine) -> SheetRow:
        due = shown(line.due_at) if line.due_at else "—"
        late = say(mark("overdue")) if line.light is Light.BLACK else ""
        headline = line.headline
        if self._register is None:
            register = say(register_named(line.register).title)
            headline = say(mark("{register}: {headline}"), register=register, headline=headline)
        cells = [
            f"{due}  {late}".rstrip(),
            headline,
            line.state_words,
            self._hub.reader.people.name(line.owner),
        ]
        return SheetRow(
            _key(line),
            cells,
            is_quiet=not line.is_open,
            is_loud=line.light is Light.BLACK,
        )

    @Slot(str)
    def _on_picked(self, key: str) -> None:
        if not key:
            self._item = None
            self._view.show_nothing()
            return
        register, _, no = key.partition("/")
        read = partial(self._hub.reader.register_item, register, no)
        self._hub.tasks.read(self, read, self._show_item)

    def _show_item(self, item: ItemFile) -> None:
        if _key(item.line) == self._list.key:
            self._item = item
            self._view.show_item(item)

    @Slot()
    def _on_begin(self) -> None:
        register = self._register
        if register is not None:
            (beginning,) = self._hub.reader.beginnings(register.id)
            self._place.open(RegisterStepDialog(self._hub, register, beginning.step))

    @Slot(object)
    def _on_wanted(self, wanted: StepOffer) -> None:
        item = self._item
        if item is not None:
            self._place.open(RegisterStepDialog(self._hub, item.register, wanted.step, item))

    @Slot(object)
    def _on_turned(self, finished: RegisterStepDialog | None) -> None:
        """Choose the item that a step was taken with, once it is read."""
        if finished is not None and finished.result():
            self._wanted = f"{finished.register}/{finished.no}"


def _key(line: ItemLine) -> str:
    return f"{line.register}/{line.no}"
