"""One step with many cases: choose it, preview it, carry it out, undo it."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QScrollArea, QWidget

from desk.actions.bulk import BULK_ACTIONS, BulkDone, BulkStep, NotDone
from desk.actions.undo_step import StepUndone, UndoStep
from desk.actions.work import Done
from desk.base.errors import Refusal
from desk.base.words import mark, say, shown
from desk.rules.case.life import Action
from desk.rules.case.values import is_empty
from desk.rules.steps.table import STEPS
from ui.base.hub import Hub
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import STRETCH, Grown, column, row
from ui.widgets.calm import choice
from ui.widgets.form import drafted
from ui.widgets.problems import Problems
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.step_form import step_form
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 680, 600
TOLD = 20  # refusals shown


class BulkDialog(Dialog):
    """Takes one step with several cases, under the same guards as a single one."""

    def __init__(self, hub: Hub, case_nos: Sequence[str], parent: QWidget | None = None) -> None:
        """Build the choice of steps for ``case_nos``."""
        title = say(mark("Many cases together"))
        super().__init__(title, parent, width=WIDTH, height=HEIGHT)
        self._hub = hub
        self._case_nos = tuple(case_nos)
        self._done: tuple[str, ...] = ()
        may = hub.reader.office.acting.may
        known = [one for one in Action if one in BULK_ACTIONS and may(STEPS[one].right)]
        self._actions = choice("bulk-action", [(one, shown(one)) for one in known])
        self._actions.currentIndexChanged.connect(self._on_action)
        self._area: QScrollArea = scrolled()
        self._result: QScrollArea = scrolled()
        look = button(say(mark("Show what would happen")), "bulk-preview", self._on_preview)
        self._undo = button(say(mark("Take it all back")), "bulk-undo", self._on_undo)
        self._undo.hide()
        self._do = button(say(mark("Do it")), "bulk-do", self._on_do, primary=True)
        text = say(mark("{count} cases are chosen."), count=len(self._case_nos))
        self.lay_out(
            label(text, "title"),
            self._actions,
            Grown(self._area, 2),
            Grown(self._result),
            row(STRETCH, look, self._undo, self._do),
            spacing=10,
        )
        self._on_action()

    @Slot()
    def _on_action(self) -> None:
        self._form = step_form(self._hub, STEPS[self._action()], {}, Problems())
        self._draft = drafted(self._hub, f"bulk/{self._action()}", self._form, self._form)
        fill(self._area, column(self._form, self._form.problems.line))

    def _action(self) -> Action:
        found: Action = self._actions.chosen
        return found

    def _given(self) -> dict[str, object]:
        values = self._form.all_values().items()
        return {name: value for name, value in values if not is_empty(value)}

    def _send(self, *, is_preview: bool) -> None:
        command = BulkStep(
            case_nos=self._case_nos,
            action=self._action(),
            given=self._given(),
            is_preview=is_preview,
        )
        self._hub.send(command, self._on_told, self._on_refused, self)

    @Slot()
    def _on_preview(self) -> None:
        self._send(is_preview=True)

    @Slot()
    def _on_do(self) -> None:
        self._do.setEnabled(False)
        self._send(is_preview=False)

    def _on_told(self, changes: Done[BulkDone]) -> None:
        told = changes.result
        self._do.setEnabled(told.preview or not told.done)
        text = (
            mark("{done} would be done, {refused} would be refused.")
            if told.preview
            else mark("{done} are done, {refused} were refused.")
        )
        counts = {"done": len(told.done), "refused": len(told.refused)}
        self._tell(say(text, **counts), told.refused)
        if not told.preview:
            self._done = tuple(told.done)
            self._draft.forget()
            self._undo.setVisible(bool(self._done))

    def _tell(self, text: str, refused: Sequence[NotDone]) -> None:
        rows = column(wrapped(text))
        for one in refused[:TOLD]:
            line = say(mark("{label}: {words}"), label=one.case_no, words=one.reason)
            rows.addWidget(wrapped(line, "muted"))
        fill(self._result, rows)

    def _on_refused(self, refusal: Refusal) -> None:
        self._do.setEnabled(True)
        self._form.problems.show(refusal)
        self._tell("", ())

    @Slot()
    def _on_undo(self) -> None:
        self._hub.send(UndoStep(case_nos=self._done), self._on_undone, self._on_refused, self)

    def _on_undone(self, changes: Done[list[StepUndone]]) -> None:
        count = len(changes.result)
        self._tell(say(mark("{count} cases are as they were before."), count=count), ())
        self._undo.hide()
        self._do.setEnabled(True)
