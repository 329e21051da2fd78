"""当场解决 at intake: a tick, and what is asked then."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox

from desk.base.words import mark, say
from desk.rules.case.life import Action
from desk.rules.case.ways import way_of_kind
from desk.rules.steps.table import STEPS
from ui.base.hub import Hub
from ui.widgets.cards import Card
from ui.widgets.problems import Problems
from ui.widgets.step_form import step_form
from ui.widgets.text import wrapped

STEP: Final = STEPS[Action.RESOLVE]


class OnTheSpot(Card):
    """Asks what was done and what the complainant said, once it is ticked.

    Signals:
        edited: The person changed something.
    """

    edited = Signal()

    def __init__(self, hub: Hub, problems: Problems) -> None:
        """Build it, not ticked; refusals show in ``problems``."""
        super().__init__(say(mark("5  Resolved on the spot")), spacing=10)
        self._tick = QCheckBox(say(mark("Resolved while the complainant was there")))
        self._tick.setObjectName("on-the-spot")
        self._hint = wrapped(
            say(
                mark(
                    "Registering it then closes the case at once. Say under “Execution” what was "
                    "done, under “What was said” what the complainant said to it. Only for what is "
                    "simple and agreed to, with a compensation below the specialists' limit."
                )
            ),
            "muted",
        )
        self._form = step_form(hub, STEP, {}, problems)
        self._tick.toggled.connect(self._on_ticked)
        self._form.edited.connect(self.edited)
        self.put(self._tick, self._hint, self._form)
        self._show()

    @Slot()
    def _on_ticked(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        for part in (self._hint, self._form):
            part.setVisible(self._tick.isChecked())

    def suit(self, kind: str) -> None:
        """Ask for what a case of ``kind`` needs; one that is never resolved so, for nothing."""
        self.setVisible(way_of_kind(kind).begins() in STEP.moves)
        takes = STEP.suited({"kind": kind}).takes
        self._form.leave_out([name for name in STEP.takes if name not in takes])

    def given(self) -> dict[str, object] | None:
        """Return what is typed for the step; None while it is not ticked, or not to be had."""
        is_asked = self._tick.isChecked() and not self.isHidden()
        return self._form.values() if is_asked else None

    def fill(self, typed: object) -> None:
        """Show what was ``typed`` before; anything else than a table of values is nothing."""
        known = typed if isinstance(typed, Mapping) else None
        self._tick.setChecked(known is not None)
        self._form.fill(known or {})
        self._show()
