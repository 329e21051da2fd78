"""One step with many cases: choose it, look what would happen, do it, take it all back."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk.actions.bulk import BULK_ACTIONS, BulkStep
from desk.actions.undo_step import UndoStep
from desk.actions.work import Changes
from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.rules.case.life import Action
from desk.rules.case.values import is_empty
from desk.rules.steps.table import STEPS
from ui.base.draft import Draft
from ui.base.hub import Hub
from ui.widgets.form import Form, each
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.step_form import step_form
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 680, 600
TOLD = 20  # refusals shown


class BulkDialog(QDialog):
    """Takes one step with several cases; each passes the same gates as alone."""

    def __init__(self, hub: Hub, case_nos: Sequence[str], parent: QWidget | None = None) -> None:
        """Build the choice of steps for ``case_nos``."""
        super().__init__(parent)
        self._hub = hub
        self._case_nos = tuple(case_nos)
        self._done: tuple[str, ...] = ()
        self._form: Form | None = None
        self.setWindowTitle(say(mark("Many cases together")))
        self.resize(WIDTH, HEIGHT)
        self._actions = QComboBox()
        self._actions.setObjectName("bulk-action")
        may = hub.reader.office.acting.may
        for action in Action:
            if action in BULK_ACTIONS and may(STEPS[action].right):
                self._actions.addItem(shown(action), action)
        self._actions.currentIndexChanged.connect(self._on_action)
        self._area: QScrollArea = scrolled()
        self._result: QScrollArea = scrolled()
        self._buttons = {
            "preview": button(say(mark("Show what would happen")), name="bulk-preview"),
            "undo": button(say(mark("Take it all back")), name="bulk-undo"),
            "do": button(say(mark("Do it")), primary=True, name="bulk-do"),
        }
        self._build()
        self._on_action()

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(10)
        text = say(mark("{count} cases are chosen."), count=len(self._case_nos))
        rows.addWidget(label(text, "title"))
        rows.addWidget(self._actions)
        rows.addWidget(self._area, 2)
        rows.addWidget(self._result, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for part in self._buttons.values():
            foot.addWidget(part)
        rows.addLayout(foot)
        self._buttons["preview"].clicked.connect(self._on_preview)
        self._buttons["undo"].clicked.connect(self._on_undo)
        self._buttons["do"].clicked.connect(self._on_do)
        self._buttons["undo"].hide()

    @Slot()
    def _on_action(self) -> None:
        self._form = step_form(self._hub, STEPS[self._action()], {})
        self._draft = Draft(self._hub, f"bulk/{self._action()}", self._form.values, self._form)
        self._form.edited.connect(self._draft.touch)
        self._draft.found.connect(self._form.fill)
        self._draft.look()
        inside = QVBoxLayout()
        inside.addWidget(self._form)
        fill(self._area, inside)

    def _action(self) -> Action:
        return Action(self._actions.currentData())

    def _given(self) -> dict[str, Any]:
        values = self._form.all_values() if self._form else {}
        return {name: value for name, value in values.items() if not is_empty(value)}

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
        self._buttons["do"].setEnabled(False)
        self._send(is_preview=False)

    def _on_told(self, changes: Changes) -> None:
        report = changes.report
        self._buttons["do"].setEnabled(bool(report["preview"] or not report["done"]))
        text = (
            mark("{done} would be done, {refused} would be refused.")
            if report["preview"]
            else mark("{done} are done, {refused} were refused.")
        )
        counts = {"done": len(report["done"]), "refused": len(report["refused"])}
        self._tell(say(text, **counts), report["refused"])
        if not report["preview"]:
            self._done = tuple(report["done"])
            self._draft.forget()
            self._buttons["undo"].setVisible(bool(self._done))

    def _tell(self, text: str, refused: Sequence[Any]) -> None:
        rows = QVBoxLayout()
        rows.addWidget(wrapped(plain(text)))
        for one in refused[:TOLD]:
            line = say(mark("{label}: {words}"), label=one["case_no"], words=one["reason"])
            rows.addWidget(wrapped(plain(line), "muted"))
        fill(self._result, rows)

    def _on_refused(self, refusal: Refusal) -> None:
        self._buttons["do"].setEnabled(True)
        problems = each(refusal)
        others = self._form.show_problems(problems) if self._form else problems
        self._tell(" ".join(str(other) for other in others), ())

    @Slot()
    def _on_undo(self) -> None:
        self._hub.send(UndoStep(case_nos=self._done), self._on_undone, self._on_refused, self)

    def _on_undone(self, changes: Changes) -> None:
        count = len(changes.report["undone"])
        self._tell(say(mark("{count} cases are as they were before."), count=count), ())
        self._buttons["undo"].hide()
        self._buttons["do"].setEnabled(True)
