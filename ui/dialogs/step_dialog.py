"""One step of a case: a form made from the table of steps."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk.actions.take_step import TakeStep
from desk.actions.work import Changes
from desk.base.errors import Refusal
from desk.base.words import mark, say, shown
from desk.reads.case_file import CaseFile
from desk.rules.case.life import Action
from desk.rules.case.masks import MASKED, masked
from desk.rules.case.values import is_empty
from desk.rules.steps.table import STEPS
from ui.base.draft import Draft
from ui.base.hub import Hub
from ui.widgets.form import each
from ui.widgets.step_form import step_form
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 680, 560


class StepDialog(QDialog):
    """Asks what a step needs and sends it; stays open while the desk says no.

    Signals:
        taken: The step was taken.
    """

    taken = Signal()

    def __init__(
        self, hub: Hub, case: CaseFile, action: Action, parent: QWidget | None = None
    ) -> None:
        """Build the form of ``action`` for ``case``."""
        super().__init__(parent)
        self._hub = hub
        self._case = case
        self._step = STEPS[action]
        self.setWindowTitle(shown(action))
        self.resize(WIDTH, HEIGHT)
        hidden = {name: value for name, value in masked(case.facts).items() if name in MASKED}
        self._form = step_form(hub, self._step, {**case.facts, **hidden})
        self._masked = {name: self._form.all_values()[name] for name in self._form.names}
        self._problem = wrapped("", "problem")
        self._problem.setObjectName("dialog-problem")
        self._ok = button(shown(action), primary=True, name="take-step")
        self._ok.clicked.connect(self._on_take)
        cancel = button(say(mark("Cancel")), name="cancel-step")
        cancel.clicked.connect(self.reject)
        self._build(cancel)
        self._draft = Draft(hub, f"step/{case.case_no}/{action}", self._form.values, self)
        self._form.edited.connect(self._draft.touch)
        self._draft.found.connect(self._show_draft)
        self._draft.look()

    def _build(self, cancel: QWidget) -> None:
        body = QWidget()
        body.setObjectName("scrolled")
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 12, 0)
        inside.addWidget(self._form)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        buttons = QHBoxLayout()
        buttons.addWidget(self._problem, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._ok)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(10)
        rows.addWidget(label(shown(self._step.action), "title"))
        rows.addWidget(label(self._case.case_no, "muted"))
        rows.addWidget(scroll, 1)
        rows.addLayout(buttons)

    @Slot(dict)
    def _show_draft(self, draft: dict[str, Any]) -> None:
        for name, value in draft.items():
            if name in self._form.names:
                self._form.edit(name).show_value(value)

    def _given(self) -> dict[str, Any]:
        """Return what differs from the case, and every part of the entry.

        Personal fields are shown masked; one that nobody has touched is not sent back.
        """
        given = {}
        for name, value in self._form.all_values().items():
            if name in MASKED and value == self._masked[name]:
                continue
            before = self._case.facts.get(name)
            if not (is_empty(value) and is_empty(before)):
                given[name] = value
        return given

    @Slot()
    def _on_take(self) -> None:
        self._ok.setEnabled(False)
        self._problem.setText("")
        command = TakeStep(
            case_no=self._case.case_no,
            action=self._step.action,
            given=self._given(),
            seen_version=self._case.version,
        )
        self._hub.send(command, self._on_taken, self._on_refused, self)

    def _on_taken(self, _changes: Changes) -> None:
        self._draft.forget()
        action, case_no = shown(self._step.action), self._case.case_no
        self._hub.told.emit(say(mark("{case_no}: {action}, done."), case_no=case_no, action=action))
        self.taken.emit()
        self.accept()

    def _on_refused(self, refusal: Refusal) -> None:
        self._ok.setEnabled(True)
        others = self._form.show_problems(each(refusal))
        self._problem.setText(" ".join(str(other) for other in others))
