"""One step of a case: a form made from the table of steps, beside the case or over another page."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from desk.actions.take_step import TakeStep
from desk.actions.work import Done
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.reads.case_file import CaseFile
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import Action
from desk.rules.case.masks import MASKED
from desk.rules.case.values import is_empty
from desk.rules.people.rights import role_label
from desk.rules.steps.approval import rank_needed
from desk.rules.steps.guards import KEEPERS
from desk.rules.steps.step import Step
from desk.rules.steps.table import DECISION, STEPS
from desk.rules.time.wording import spoken_effect
from reports.letters.texts import decision_begun
from ui.base.hub import Hub
from ui.dialogs.dialog import CANCEL, Dialog
from ui.dialogs.text_picker import TextPicker
from ui.widgets.boxes import STRETCH, Grown, Part, column, grid
from ui.widgets.cards import separator
from ui.widgets.field_widgets import FieldEdit, StoryEdit
from ui.widgets.form import drafted
from ui.widgets.scrolled import Body
from ui.widgets.step_form import step_form
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 680, 560
INSTEAD = {Action.APPROVE: Action.RETURN}  # decided the other way, from the same form


def _decides(step: Step) -> bool:
    return set(DECISION) <= set(step.takes)


class StepDialog(Dialog):
    """Asks for the fields of a step and sends it; stays open while it is refused.

    Signals:
        taken: The step was taken.
        instead: The person wants another step with the case, such as returning what is to be
            approved; carries the action.
    """

    taken = Signal()
    instead = Signal(object)

    def __init__(
        self, hub: Hub, case: CaseFile, action: Action, parent: QWidget | None = None
    ) -> None:
        """Build the form of ``action`` for ``case``."""
        super().__init__(shown(action), parent, width=WIDTH, height=HEIGHT)
        self._hub = hub
        self._case = case
        self._step = STEPS[action].asked_of(case.facts)
        begun = decision_begun(hub.reader.office, case) if _decides(self._step) else {}
        known = {**case.facts, **begun}
        self._form = step_form(hub, self._step, known, self.problems, self._texts_beside)
        self._masked = {name: self._form.all_values()[name] for name in self._form.names}
        self._effect = wrapped("", "muted", "step-effect")
        self._build()
        self._form.edited.connect(self._show_effect)
        self._show_effect()
        self._draft = drafted(hub, f"step/{case.case_no}/{action}", self._form, self)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Put the cursor into the first field."""
        super().showEvent(event)
        if not event.spontaneous() and self._form.names and self.focusWidget() is None:
            self._form.edit(self._form.names[0]).setFocus()

    def _texts_beside(self, edit: FieldEdit) -> TextPicker | None:
        if not isinstance(edit, StoryEdit):
            return None
        read = lambda: edit.value() or ""  # noqa: E731 - one line of meaning
        is_part = edit.field in self._step.parts
        place = f"{self._step.entry}.{edit.field.id}" if is_part else edit.field.id
        return TextPicker(self._hub, self._case, place, read, edit.insert)

    def _build(self) -> None:
        body = Body()
        body.setObjectName("scrolled")
        column(*self._about(), self._form, STRETCH, inside=body, margins=(0, 0, 12, 0))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        name = shown(self._step.action)
        self.lay_out(
            label(name, "title"),
            label(self._case.case_no, "muted"),
            Grown(scroll),
            self._effect,
            self._ends(),
            spacing=10,
        )

    def _ends(self) -> QHBoxLayout:
        """Return the buttons: to leave, to take the step, and to take the other one where it is."""
        foot = self.foot(
            shown(self._step.action), "take-step", self._on_take, (CANCEL, "cancel-step")
        )
        other = INSTEAD.get(self._step.action)
        if other is not None:
            words = say(mark("{step}…"), step=shown(other))
            lead = partial(self._on_instead, other)
            foot.insertWidget(1, button(words, f"instead-{other}", lead))
        return foot

    def is_of(self, case: CaseFile, action: Action) -> bool:
        """Say whether this is ``action`` of ``case``, in the version that it began with."""
        return (self._case.id, self._case.version, self._step.action) == (
            case.id,
            case.version,
            action,
        )

    def reject(self) -> None:
        """Leave the step; what was typed is kept as its draft."""
        self._draft.keep_now()
        super().reject()

    def _on_instead(self, other: Action) -> None:
        self.reject()
        self.instead.emit(other)

    def _about(self) -> list[Part]:
        """Return what the step decides on, as it is recorded."""
        facts, reader = self._case.facts, self._hub.reader
        told = [BY_ID[name] for name in self._step.shows if not is_empty(facts.get(name))]
        if not told:
            return []
        titles = [label(say(field.words), "label") for field in told]
        for title in titles:
            title.setAlignment(Qt.AlignmentFlag.AlignTop)
        values = [wrapped(reader.people.spoken(field, facts[field.id])) for field in told]
        lines = grid(zip(titles, values, strict=True), across=12, down=6, grows=1)
        settings = reader.office.settings
        least = role_label(KEEPERS[rank_needed(facts, settings)])
        who = wrapped(say(mark("May be approved by: {role}, or above."), role=least), "muted")
        return [lines, who, 4, separator(), 4]

    def _given(self) -> dict[str, object]:
        """Return the changed fields, and all parts of the entry.

        The case is shown masked. Untouched personal fields are not sent; what is masked in a text
        and left as it is comes back as it was (`restored`).
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
    def _show_effect(self) -> None:
        """Say what the typed fields do to the ends of clocks, before anything is confirmed."""
        moved = self._hub.reader.step_effect(self._case, self._step, self._form.values())
        self._effect.setText(plain("\n".join(map(spoken_effect, moved))))

    @Slot()
    def _on_take(self) -> None:
        command = TakeStep(
            case_no=self._case.case_no,
            action=self._step.action,
            given=self._given(),
            seen_version=self._case.version,
        )
        self._hub.send(command, self._on_taken, self.show_refusal, self)

    def _on_taken(self, _changes: Done[object]) -> None:
        self._draft.forget()
        action, case_no = shown(self._step.action), self._case.case_no
        self._hub.told.emit(say(mark("{case_no}: {action}, done."), case_no=case_no, action=action))
        self.taken.emit()
        self.accept()
