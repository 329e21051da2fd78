"""An item of a register: what it says, what is due, what was done, and what can be done next."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from desk.base.words import mark, say, shown
from desk.reads.registers import ItemFile, StepOffer
from desk.rules.people.rights import People
from ui.base.hub import Hub
from ui.widgets.boxes import NONE, STRETCH, Grown, Part, column, grid
from ui.widgets.cards import separator
from ui.widgets.flow import FlowLayout
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.step_button import offer
from ui.widgets.text import button, label, wrapped


class ItemView(QWidget):
    """Shows one item; its buttons say which step the person wants.

    Signals:
        wanted: She wants a step of the item; carries its `StepOffer`.
    """

    wanted = Signal(object)

    def __init__(self, hub: Hub) -> None:
        """Show that nothing is chosen."""
        super().__init__()
        self._hub = hub
        self._pane: QScrollArea = scrolled()
        column(Grown(self._pane), inside=self, margins=NONE)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say what the pane is for."""
        words = say(mark("Choose a line to see it, or begin a new one."))
        fill(self._pane, column(wrapped(words, "muted")))

    def show_item(self, item: ItemFile) -> None:
        """Show ``item``."""
        fill(self._pane, column(*self._parts(item), spacing=10))

    def _parts(self, item: ItemFile) -> Iterable[Part]:
        people, now = self._hub.reader.people, self._hub.reader.now
        yield wrapped(item.line.headline, "title", "item-headline")
        yield label(f"{item.no}  ·  {item.line.state_words}", "muted", "item-state")
        if item.conflicts:
            words = mark(
                "Workstations said different things here: {fields}. The later word holds; state it "
                "anew if it is wrong."
            )
            yield wrapped(say(words, fields=item.conflicts), "problem")
        for clock in item.clocks:
            yield wrapped(clock.told(now), "problem" if clock.is_late(now) else "")
        if item.steps:
            flow = FlowLayout()
            for step in item.steps:
                flow.addWidget(self._step_button(step, is_first=step is item.steps[0]))
            yield flow
        yield separator()
        yield _lines(item.fields)
        yield separator()
        yield label(say(mark("What happened so far")), "group")
        yield from _story(item, people)
        yield STRETCH

    def _step_button(self, step: StepOffer, *, is_first: bool) -> QWidget:
        made = button(
            say(step.step.words),
            f"step-{step.step.id}",
            lambda: self.wanted.emit(step),
            primary=is_first and step.why_not is None,
        )
        offer(made, step.why_not)
        return made


def _lines(lines: Iterable[tuple[str, str]]) -> Part:
    told = []
    for title, value in lines:
        head = label(title, "label")
        head.setAlignment(Qt.AlignmentFlag.AlignTop)
        told.append((head, wrapped(value)))
    return grid(told, across=12, down=6, grows=1)


def _story(item: ItemFile, people: People) -> Iterable[Part]:
    for deed in reversed(item.story):
        who = people.name(deed.author) or say(mark("(not told)"))
        words = say(mark("{who}: {what}"), who=who, what=deed.words)
        yield wrapped(f"{shown(deed.at)}  {words}", "muted")
