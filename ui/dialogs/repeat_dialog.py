"""The repeat complaint wizard: same complaint? new facts? then merge, restart, or only link."""

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from desk.actions.take_step import TakeStep
from desk.actions.work import Changes
from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.case_file import CaseFile
from desk.reads.intake_hints import IntakeHints, why_words
from desk.rules.case.entries import ENTRIES, MERGERS
from desk.rules.case.life import Action
from ui.base.draft import Draft
from ui.base.hub import Hub
from ui.widgets.field_widgets import edit_for
from ui.widgets.form import Form, each
from ui.widgets.text import button, label, wrapped

WIDTH = 560
OTHER, SAME, NEW = "other", "same", "new"
ANSWERS = {
    SAME: mark("The same complaint again, without new facts and reasons"),
    NEW: mark("The same complaint, with new facts and reasons"),
    OTHER: mark("Another matter of the same person"),
}
OUTCOMES = {
    SAME: mark("The cases are merged. The deadline of {case_no} stays as it is."),
    NEW: mark(
        "The cases are merged. The deadline of {case_no} starts anew on the day this one came in."
    ),
    OTHER: mark("Both cases go on; each shows the number of the other."),
}


class RepeatDialog(QDialog):
    """Asks two questions about a repeat and takes the step that the rules ask for (第18条)."""

    def __init__(self, hub: Hub, case: CaseFile, parent: QWidget | None = None) -> None:
        """Build the questions for ``case``; earlier cases come when they are found."""
        super().__init__(parent)
        self._hub = hub
        self._case = case
        self.setWindowTitle(say(mark("Repeat complaint")))
        self.resize(WIDTH, 0)
        self._earlier = QComboBox()
        self._earlier.setObjectName("earlier")
        self._earlier.setEditable(True)
        self._earlier.currentTextChanged.connect(self._on_chosen)
        self._choices = {name: QRadioButton(say(words)) for name, words in ANSWERS.items()}
        self._form = Form(columns=1)
        for part in ENTRIES[MERGERS]:
            edit = edit_for(part, today=hub.reader.now.date())
            self._form.add(edit, is_wanted=part.id == "reason")
        self._told = wrapped("", "muted")
        self._problem = wrapped("", "problem")
        self._problem.setObjectName("dialog-problem")
        self._build()
        self._choices[SAME].setChecked(True)
        self._draft = Draft(hub, f"repeat/{case.case_no}", self._form.values, self)
        self._form.edited.connect(self._draft.touch)
        self._draft.found.connect(self._form.fill)
        self._draft.look()
        facts = {**case.facts, "facts": case.facts.get("facts")}
        hub.tasks.read(self, lambda: hub.reader.known(facts), self._show_earlier)

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 16, 20, 16)
        rows.setSpacing(10)
        rows.addWidget(label(say(mark("It repeats the case")), "label"))
        rows.addWidget(self._earlier)
        for name, choice in self._choices.items():
            choice.setObjectName(f"repeat-{name}")
            choice.toggled.connect(self._on_chosen)
            rows.addWidget(choice)
        rows.addWidget(self._told)
        rows.addWidget(self._form)
        rows.addWidget(self._problem)
        self._ok = button(say(mark("Do it")), primary=True, name="take-repeat")
        self._ok.clicked.connect(self._on_take)
        cancel = button(say(mark("Cancel")), name="cancel-repeat")
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self._ok)
        rows.addLayout(foot)

    def _show_earlier(self, knowledge: IntakeHints) -> None:
        typed = self._earlier.currentText()
        for case in knowledge.cases:
            if case.case_no != self._case.case_no:
                text = f"{case.case_no}  {why_words(case)}"
                self._earlier.addItem(plain(text), case.case_no)
        if typed:
            self._earlier.setEditText(typed)

    def _number(self) -> str:
        return (self._earlier.currentText().split() or [""])[0]

    def _answer(self) -> str:
        return next(name for name, choice in self._choices.items() if choice.isChecked())

    @Slot()
    def _on_chosen(self) -> None:
        if any(choice.isChecked() for choice in self._choices.values()):
            text = say(OUTCOMES[self._answer()], case_no=self._number() or "…")
            self._told.setText(plain(text))

    def _command(self) -> TakeStep:
        self._draft.forget()
        answer, number = self._answer(), self._number()
        told: dict[str, Any] = self._form.values()
        if answer == OTHER:
            action, given = Action.LINK, {"other_no": number, "reason": told.get("reason")}
        else:
            action = Action.MERGE
            given = {**told, "merged_into": number, "new_facts": answer == NEW}
        return TakeStep(
            case_no=self._case.case_no,
            action=action,
            given=given,
            seen_version=self._case.version,
        )

    @Slot()
    def _on_take(self) -> None:
        self._ok.setEnabled(False)
        self._problem.setText("")
        self._hub.send(self._command(), self._on_taken, self._on_refused, self)

    def _on_taken(self, _changes: Changes) -> None:
        answer, number = self._answer(), self._number()
        self._hub.told.emit(say(OUTCOMES[answer], case_no=number))
        if answer != OTHER:
            self._hub.wants.emit("case", number)
        self.accept()

    def _on_refused(self, refusal: Refusal) -> None:
        self._ok.setEnabled(True)
        others = self._form.show_problems(each(refusal))
        self._problem.setText(plain(" ".join(str(other) for other in others)))
