"""The card that follows the selection: clocks, next step, the latest of the story."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QWidget

from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.reads.case_file import CaseFile
from desk.rules.case.titles import case_title
from desk.rules.case.values import spoken
from desk.rules.people.sight import Sight
from desk.rules.steps.act_words import deed
from desk.rules.steps.duties import duties
from desk.rules.steps.next_step import next_step
from ui.base.hub import Hub
from ui.widgets.boxes import NONE, column
from ui.widgets.clock_strip import ClockStrip
from ui.widgets.flow import FlowLayout
from ui.widgets.scrolled import clear, fill, scrolled
from ui.widgets.step_button import offer_step
from ui.widgets.story import gist
from ui.widgets.text import Elided, button, label, wrapped

LATEST = 5
WIDTH = 316
GIST = 60


class CaseCard(QFrame):
    """Shows one case in short; reads it itself, off the GUI thread."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("card")
        self.setMinimumWidth(WIDTH - 60)
        self._hub = hub
        self._wanted = 0
        self._no = label("", "muted")
        self._title = wrapped("", "heading")
        self._who = wrapped("", "muted")
        self._strip = ClockStrip()
        self._next = wrapped()
        self._owed = Elided("", "muted", "card-owed")
        self._step = button("", "card-next", self._on_step, primary=True)
        self._open = button(say(mark("Open case")), "card-open", self._on_open)
        self._story = column(spacing=6)
        self._next_head = label(say(mark("Next step")), "group")
        self._story_head = label(say(mark("Story")), "group")
        self._build()
        hub.changed.connect(self._on_changed)
        self._set_empty(is_empty=True)

    def _build(self) -> None:
        buttons = FlowLayout()
        buttons.addWidget(self._step)
        buttons.addWidget(self._open)
        content = column(
            *(self._no, self._title, self._who, 4, self._strip, 4),
            *(self._next_head, self._next, self._owed, buttons, 4),
            *(self._story_head, self._story),
            spacing=8,
        )
        area = scrolled(is_card=False)  # a low window squeezes nothing
        fill(area, content)
        column(area, inside=self, margins=NONE)

    def _set_empty(self, *, is_empty: bool) -> None:
        for part in (self._step, self._open, self._next_head, self._story_head, self._strip):
            part.setVisible(not is_empty)

    def show_case(self, case_id: int) -> None:
        """Show the case with this row id, once it is read."""
        self._wanted = case_id
        read = partial(self._hub.reader.case, case_id)
        self._hub.tasks.read(self, read, self._show, self._clear)

    def _clear(self, _refusal: object = None) -> None:
        self._set_empty(is_empty=True)
        for part in (self._no, self._title, self._who, self._next, self._owed):
            part.setText("")
        clear(self._story)

    def _show(self, case: CaseFile) -> None:
        if case.id != self._wanted:
            return
        self._set_empty(is_empty=False)
        reader, facts = self._hub.reader, case.facts
        self._no.setText(case.case_no)
        self._title.setText(plain(case_title(facts.get("facts"), GIST)))
        amount = facts.get("amount")
        parts = [
            str(facts.get("complainant.name") or ""),
            str(facts.get("complainant.phone") or ""),
            spoken("grade", facts.get("grade")),
            say(mark("amount {amount}"), amount=spoken("amount", amount)) if amount else "",
        ]
        self._who.setText(plain(" · ".join(part for part in parts if part)))
        calendar = reader.office.reckoning.calendar
        self._strip.show_clocks(case.clocks, reader.now, calendar)
        self._show_next(case)
        self._owed.show_text(self._owed_words(case))
        self._show_story(case)

    def _show_next(self, case: CaseFile) -> None:
        step = next_step(case.facts) if case.sight >= Sight.MASKED else None
        handler = str(case.facts.get("handler") or "")
        who = self._hub.reader.people.name(handler) or say(mark("nobody yet"))
        state = say(mark("{state}; handler: {who}."), state=shown(case.state), who=who)
        self._next.setText(plain(state))
        self._step.setVisible(step is not None)
        if step is not None:
            self._step.setText(say(mark("{step}…"), step=shown(step)))
            offer_step(self._step, self._hub.reader.office.acting, step)

    def _owed_words(self, case: CaseFile) -> str:
        """Return the sentence about the soonest duty, such as a promise; "" if there is none."""
        owed = duties(case.facts, self._hub.reader.office.settings, case.clocks)
        if not owed:
            return ""
        first = owed[0]
        late = say(mark("overdue")) if first.is_late(self._hub.reader.now) else ""
        parts = (f"{first.due_at:%m-%d}", late, shown(first.duty), first.words)
        return "  ".join(part for part in parts if part)

    def _show_story(self, case: CaseFile) -> None:
        clear(self._story)
        people = self._hub.reader.people
        for told in reversed(case.story[-LATEST:]):
            words = f"{people.name(told.author)} {deed(told.kind, told.values)}"
            more = gist(told, people)
            if more:
                words = say(mark("{label}: {words}"), label=words, words=more)
            self._story.addWidget(Elided(f"{told.at:%m-%d %H:%M}  {words}"))

    @Slot()
    def _on_open(self) -> None:
        self._hub.open_case(self._wanted)

    @Slot()
    def _on_step(self) -> None:
        self._hub.open_step(self._wanted)

    @Slot(object)
    def _on_changed(self, changes: object) -> None:
        if self._wanted and self._wanted in getattr(changes, "cases", ()):
            self.show_case(self._wanted)
