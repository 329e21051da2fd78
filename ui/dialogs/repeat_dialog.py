"""The repeat complaint wizard: same complaint? new facts? then merge, restart, or only link."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QRadioButton, QWidget

from desk.actions.take_step import TakeStep
from desk.actions.work import Done
from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.case_file import CaseFile
from desk.reads.intake_hints import SURE, IntakeHints, why_words
from desk.rules.case.entries import ENTRIES, MERGERS
from desk.rules.case.life import Action
from ui.base.hub import Hub
from ui.dialogs.dialog import CANCEL, Dialog
from ui.widgets.field_widgets import edit_for
from ui.widgets.form import Form, drafted
from ui.widgets.problems import each
from ui.widgets.text import label, wrapped

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


class RepeatDialog(Dialog):
    """Asks two questions about a repeat and takes the step required by the rules (第18条)."""

    def __init__(self, hub: Hub, case: CaseFile, parent: QWidget | None = None) -> None:
        """Build the questions for ``case``; earlier cases come when they are found."""
        super().__init__(say(mark("Repeat complaint")), parent, width=WIDTH)
        self._hub = hub
        self._case = case
        self._earlier = QComboBox(editable=True)
        self._earlier.setObjectName("earlier")
        self._earlier.currentTextChanged.connect(self._on_chosen)
        self._choices = {name: QRadioButton(say(words)) for name, words in ANSWERS.items()}
        self._form = Form(1, self.problems)
        for part in ENTRIES[MERGERS]:
            edit = edit_for(part, today=hub.reader.now.date())
            self._form.add(edit, is_wanted=part.id == "reason")
        self._form.leave_out(["other_person"])  # asked for when the complainants differ
        self._told = wrapped("", "muted")
        self._build()
        self._choices[SAME].setChecked(True)
        self._draft = drafted(hub, f"repeat/{case.case_no}", self._form, self)
        hub.tasks.read(self, lambda: hub.reader.like(case), self._show_earlier)

    def _build(self) -> None:
        for name, answer in self._choices.items():
            answer.setObjectName(f"repeat-{name}")
            answer.toggled.connect(self._on_chosen)
        foot = self.foot(
            say(mark("Do it")), "take-repeat", self._on_take, (CANCEL, "cancel-repeat")
        )
        head = label(say(mark("It repeats the case")), "label")
        asked = (head, self._earlier, *self._choices.values())
        self.lay_out(*asked, self._told, self._form, foot, spacing=10)

    def _show_earlier(self, knowledge: IntakeHints) -> None:
        """Offer the cases that are alike; only one of the same person is chosen beforehand."""
        typed = self._earlier.currentText()
        others = [case for case in knowledge.cases if case.case_no != self._case.case_no]
        lines = [f"{case.case_no}  {case.name}  {why_words(case)}" for case in others]
        self._earlier.addItems([plain(line) for line in lines])
        is_sure = bool(others) and not SURE.isdisjoint(others[0].why)
        self._earlier.setCurrentIndex(0 if is_sure else -1)
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
        answer, number = self._answer(), self._number()
        told: dict[str, object] = self._form.values()
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

    def show_refusal(self, refusal: Refusal) -> None:
        """Say what is wrong; ask about another person's case where that is in the way."""
        if any(one.field == "other_person" for one in each(refusal)):
            self._form.leave_out([])
        super().show_refusal(refusal)

    @Slot()
    def _on_take(self) -> None:
        self._hub.send(self._command(), self._on_taken, self.show_refusal, self)

    def _on_taken(self, _changes: Done[object]) -> None:
        self._draft.forget()
        answer, number = self._answer(), self._number()
        self._hub.told.emit(say(OUTCOMES[answer], case_no=number))
        if answer != OTHER:
            self._hub.open_case(number)
        self.accept()
