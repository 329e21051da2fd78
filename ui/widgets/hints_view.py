"""The hints beside the form: the person, similar cases, suggested codes."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.intake_hints import IntakeHints, why_words
from desk.rules.case.codes import code_label
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import State
from desk.rules.suggestions import Suggestion
from ui.widgets.boxes import NONE, add, column
from ui.widgets.scrolled import clear
from ui.widgets.text import Elided, button, label, wrapped

LEAST_SHARE = 0.2
SHOWN = 2  # codes of a field


class KnownView(QWidget):
    """Shows hints for what is typed, and offers to take values over.

    Signals:
        opened: The person wants to see a case: its number.
        taken: She takes values over: by field id.
    """

    opened = Signal(str)
    taken = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the view, empty."""
        super().__init__(parent)
        self._rows = column(inside=self, margins=NONE, spacing=6)
        self.show_known(IntakeHints(), {})

    def show_known(self, knowledge: IntakeHints, typed: Mapping[str, object]) -> None:
        """Show ``knowledge``, without suggestions for ``typed`` fields."""
        clear(self._rows)
        self._show_suggestions(knowledge.suggestions or {}, typed)
        self._rows.addWidget(label(say(mark("Earlier cases that fit")), "group"))
        if knowledge.held:
            self._show_held(knowledge.held)
        for case in knowledge.cases:
            link = button(
                plain(case.case_no, mnemonic=True),
                slot=partial(self.opened.emit, case.case_no),
                quiet=True,
            )
            self._rows.addWidget(link)
            text = say(
                mark("{name}  {state}  {why}"),
                name=case.name,
                state=State(case.state),
                why=why_words(case),
            )
            add(self._rows, Elided(text, "muted"), Elided(case.title, "muted"))
        if not knowledge.cases:
            self._rows.addWidget(label(say(mark("None found.")), "muted"))

    def _show_held(self, held: Mapping[str, object]) -> None:
        names = [say(BY_ID[name].words) for name in held]
        text = say(mark("The office holds already: {names}."), names=names)
        self._rows.addWidget(wrapped(text, "muted"))
        take = button(
            say(mark("Take over")),
            "take-held",
            partial(self.taken.emit, dict(held)),
        )
        self._rows.addWidget(take)

    def _show_suggestions(
        self, suggestions: Mapping[str, list[Suggestion]], typed: Mapping[str, object]
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
        take = button(
            plain(text, mnemonic=True),
            f"suggest-{name}-{code}",
            partial(self.taken.emit, {name: code}),
            quiet=True,
        )
        self._rows.addWidget(take)
        because = say(mark("because of: {words}"), words=list(suggestion.words))
        self._rows.addWidget(Elided(because, "muted"))
