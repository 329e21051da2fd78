"""The training of a period, for part 8 of its report."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.reports.closing import TOPICS, TRAINING, TRAININGS
from reports.follow_through import TRAINING_WORDS
from ui.widgets.form import each
from ui.widgets.text import label, wrapped

NARROW = 120


class TrainingCard(QFrame):
    """Sessions, people, hours, topics; empty ones are not printed.

    Signals:
        typed: What was changed, by name.
    """

    typed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        self.setObjectName("card")
        self._shown: dict[str, str] = {}
        self._edits = {name: self._edit(name) for name in TRAININGS}
        self._problem = wrapped("", "problem")
        self._problem.setObjectName("training-problem")
        self._problem.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(len(TRAININGS) - 1, 1)
        for place, (name, edit) in enumerate(self._edits.items()):
            grid.addWidget(label(say(TRAINING_WORDS[name]), "label"), 0, place)
            grid.addWidget(edit, 1, place)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 14)
        rows.addWidget(label(say(mark("Training held in the period")), "group"))
        rows.addLayout(grid)
        rows.addWidget(self._problem)

    def _edit(self, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"training-{name}")
        edit.setAccessibleName(say(TRAINING_WORDS[name]))
        if name != TOPICS:
            edit.setFixedWidth(NARROW)
        edit.editingFinished.connect(self.keep)
        return edit

    def show_training(self, facts: Mapping[str, Any], *, is_closed: bool) -> None:
        """Show what was entered; of a closed report it cannot be changed."""
        self._problem.hide()
        for name, edit in self._edits.items():
            self._shown[name] = str(facts.get(TRAINING + name) or "")
            if not edit.hasFocus() or is_closed or not edit.isModified():
                edit.setText(plain(self._shown[name]))
                edit.setModified(False)
            edit.setReadOnly(is_closed)

    @Slot()
    def keep(self) -> None:
        """Tell what was changed since it was shown."""
        now = {name: edit.text().strip() for name, edit in self._edits.items()}
        changed = {n: text for n, text in now.items() if text != plain(self._shown.get(n, ""))}
        if changed:
            self._shown.update(changed)
            self.typed.emit({TRAINING + name: text for name, text in changed.items()})

    def show_refusal(self, refusal: Refusal) -> None:
        """Say under the entries why one of them cannot be."""
        self._problem.setText(plain(" ".join(str(one) for one in each(refusal))))
        self._problem.show()
