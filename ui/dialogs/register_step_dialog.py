"""One step of a register: a form made from its description, beside the list."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QScrollArea

from desk.actions.take_register_step import TakeRegisterStep
from desk.actions.work import Done
from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.reads.registers import ItemFile
from desk.rules.case.values import is_empty
from desk.rules.registers.register import Register, RegisterStep
from ui.base.hub import Hub
from ui.dialogs.dialog import CANCEL, Dialog
from ui.widgets.boxes import STRETCH, Grown, column
from ui.widgets.field_widgets import ChoiceEdit, FieldEdit, edit_for
from ui.widgets.form import Form, drafted
from ui.widgets.scrolled import Body
from ui.widgets.step_form import keepers
from ui.widgets.text import label

WIDTH, HEIGHT = 560, 520


class RegisterStepDialog(Dialog):
    """Asks for the fields of a step and sends it; stays open while it is refused.

    Attributes:
        register: Id of the register.
        no: Number of the item; of one that was begun, when it has one.
    """

    def __init__(
        self,
        hub: Hub,
        register: Register,
        step: RegisterStep,
        item: ItemFile | None = None,
    ) -> None:
        """Build the form of ``step``.

        Args:
            hub: Sends it.
            register: Whose step it is.
            step: Which.
            item: As the person saw it; None where the step begins one.
        """
        super().__init__(say(step.words), width=WIDTH, height=HEIGHT)
        self._hub, self._register, self._step = hub, register, step
        self._facts: Facts = item.facts if item else {}
        self._version = item.version if item else None
        self.register = register.id
        self.no = item.no if item else ""
        self._form = self._made_form()
        body = Body()
        body.setObjectName("scrolled")
        column(self._form, STRETCH, inside=body, margins=(0, 0, 12, 0))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        foot = self.foot(
            say(step.words), "take-register-step", self._on_take, (CANCEL, "cancel-register-step")
        )
        about = self.no or say(register.title)
        heads = (label(say(step.words), "title"), label(about, "muted"))
        self.lay_out(*heads, Grown(scroll), foot, spacing=10)
        name = f"register/{register.id}/{self.no}/{step.id}"
        self._draft = drafted(hub, name, self._form, self)
        if self._form.names:
            self._form.edit(self._form.names[0]).setFocus()

    def _made_form(self) -> Form:
        form = Form(2, self.problems, lambda: self._hub.reader.now)
        known, step = self._register.by_id, self._step
        wanted = (*step.needs, *step.restated)
        for name in sorted(step.takes, key=lambda one: one not in wanted):
            form.add(self._edit(name), is_wanted=name in wanted)
        kept = [name for name in step.takes if name not in step.restated]
        form.fill({name: self._facts.get(name) for name in kept if name in known})
        return form

    def _edit(self, name: str) -> FieldEdit:
        field = self._register.by_id[name]
        if name in self._register.people:
            return ChoiceEdit(field, keepers(self._hub.reader.office))
        return edit_for(field, today=self._hub.reader.now.date())

    def reject(self) -> None:
        """Leave the step; what was typed is kept as its draft."""
        self._draft.keep_now()
        super().reject()

    @Slot()
    def _on_take(self) -> None:
        typed = self._form.all_values()
        command = TakeRegisterStep(
            register=self._register.id,
            step=self._step.id,
            no=self.no,
            given={
                name: value
                for name, value in typed.items()
                if not (is_empty(value) and is_empty(self._facts.get(name)))
            },
            seen_version=self._version,
        )
        self._hub.send(command, self._on_taken, self.show_refusal, self)

    def _on_taken(self, changes: Done[str]) -> None:
        self._draft.forget()
        self.no = changes.result
        words = mark("{no}: {step}, done.")
        self._hub.told.emit(say(words, no=self.no, step=say(self._step.words)))
        self.accept()
