"""What the desk knows already, beside the form: the person, like cases, likely codes."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.intake_hints import IntakeHints, why_words
from desk.rules.case.codes import code_label
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import State
from desk.rules.suggestions import Suggestion
from ui.widgets.scrolled import clear
from ui.widgets.text import Elided, button, label, wrapped

LEAST_SHARE = 0.2
SHOWN = 2  # codes of a field


class KnownView(QWidget):
    """Shows what fits what is typed, and offers to take it over.

    Signals:
        opened: The person wants to see a case: its number.
        taken: She takes values over: by field id.
    """

    opened = Signal(str)
    taken = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the view, empty."""
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self.show_known(IntakeHints(), {})

    def show_known(self, knowledge: IntakeHints, typed: Mapping[str, Any]) -> None:
        """Show ``knowledge``; what is ``typed`` already is not suggested any more."""
        clear(self._rows)
        self._show_suggestions(knowledge.suggestions or {}, typed)
        self._rows.addWidget(label(say(mark("Earlier cases that fit")), "group"))
        if knowledge.held:
            self._show_held(knowledge.held)
        for case in knowledge.cases:
            link = button(plain(case.case_no, mnemonic=True), quiet=True)
            link.clicked.connect(partial(self._open, case.case_no))
            self._rows.addWidget(link)
            text = say(
                mark("{name}  {state}  {why}"),
                name=case.name,
                state=State(case.state),
                why=why_words(case),
            )
            self._rows.addWidget(Elided(plain(text), "muted"))
            self._rows.addWidget(Elided(plain(case.title), "muted"))
        if not knowledge.cases:
            self._rows.addWidget(label(say(mark("None found.")), "muted"))

    def _show_held(self, held: Mapping[str, Any]) -> None:
        names = [say(BY_ID[name].words) for name in held]
        text = say(mark("The office holds already: {names}."), names=names)
        self._rows.addWidget(wrapped(plain(text), "muted"))
        take = button(say(mark("Take over")), name="take-held")
        take.clicked.connect(lambda _=False, values=dict(held): self.taken.emit(values))
        self._rows.addWidget(take)

    def _show_suggestions(
        self, suggestions: Mapping[str, list[Suggestion]], typed: Mapping[str, Any]
    ) -> None:
        wanted = {
            name: [s for s in found if s.share >= LEAST_SHARE and s.words][:SHOWN]
            for name, found in suggestions.items()
            if not typed.get(name)
        }
        if any(wanted.values()):
            self._rows.addWidget(label(say(mark("The text speaks for")), "group"))
        for name, found in wanted.items():
            for suggestion in found:
                self._show_suggestion(name, suggestion)

    def _show_suggestion(self, name: str, suggestion: Suggestion) -> None:
        field, code = BY_ID[name], suggestion.code
        words = code_label(field.codes, code) if field.codes else code
        text = say(mark("{label}: {words}"), label=say(field.words), words=words)
        take = button(plain(text, mnemonic=True), quiet=True, name=f"suggest-{name}-{code}")
        take.clicked.connect(lambda _=False: self.taken.emit({name: code}))
        self._rows.addWidget(take)
        because = say(mark("because of: {words}"), words=list(suggestion.words))
        self._rows.addWidget(Elided(plain(because), "muted"))

    def _open(self, case_no: str, _checked: object = None) -> None:
        self.opened.emit(case_no)
