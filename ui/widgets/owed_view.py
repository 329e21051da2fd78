"""What a case still needs: duties with their days, and what blocks closing."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from desk.base.words import mark, say, shown
from desk.rules.case.life import Action
from desk.rules.people.rights import People
from desk.rules.steps.duties import Owed
from desk.rules.steps.gate import ClosingGap
from ui.base.hub import Hub
from ui.widgets.boxes import NONE, Grown, column, row
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.step_button import offer_step
from ui.widgets.text import button, label, wrapped


class OwedView(QWidget):
    """A list of duties and missing items, each with a button for its step.

    Signals:
        wanted: The person wants to take a step: its action.
    """

    wanted = Signal(object)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the view, empty."""
        super().__init__(parent)
        self._hub = hub
        self._area: QScrollArea = scrolled()
        column(self._area, inside=self, margins=NONE)

    def show_owed(self, owed: list[Owed], gaps: list[ClosingGap], people: People) -> None:
        """Show ``owed`` and ``gaps``; ``people`` tell names."""
        rows = column(label(say(mark("Owed")), "group"), spacing=10)
        for one in owed:
            rows.addLayout(self._line(self._words(one, people), one.action))
        rows.addWidget(label(say(mark("Missing before closing")), "group"))
        for gap in gaps:
            rows.addLayout(self._line(str(gap.refusal), gap.action))
        if not owed and not gaps:
            rows.addWidget(label(say(mark("Nothing is owed and nothing is missing.")), "muted"))
        fill(self._area, rows)

    def _words(self, owed: Owed, people: People) -> str:
        late = say(mark("overdue")) if owed.is_late(self._hub.reader.now) else ""
        parts = [
            f"{owed.due_at:%Y-%m-%d %H:%M}",
            late,
            shown(owed.duty),
            people.name(owed.who),
            owed.words,
        ]
        return "  ".join(part for part in parts if part)

    def _line(self, words: str, action: Action) -> QHBoxLayout:
        lead = button(
            say(mark("{step}…"), step=shown(action)),
            f"fill-{action}",
            partial(self.wanted.emit, action),
            quiet=True,
        )
        offer_step(lead, self._hub.reader.office.acting, action)
        return row(Grown(wrapped(words)), lead, spacing=12)
