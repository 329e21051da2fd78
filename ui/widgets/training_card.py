"""The training of a period, for part 8 of its report."""

from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout

from desk.base.words import mark, say
from desk.rules.reports.closing import TOPICS, TRAINING, TRAININGS
from reports.follow_through import TRAINING_WORDS
from ui.widgets.entry_card import EntryCard
from ui.widgets.text import label

NARROW = 120


class TrainingCard(EntryCard):
    """Sessions, people, hours, topics; empty ones are not printed."""

    def __init__(self) -> None:
        """Build it empty."""
        words = {name: TRAINING_WORDS[name] for name in TRAININGS}
        super().__init__(say(mark("Training held in the period")), TRAINING, words)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(len(words) - 1, 1)
        for place, (name, edit) in enumerate(self.edits.items()):
            if name != TOPICS:
                edit.setFixedWidth(NARROW)
            grid.addWidget(label(say(words[name]), "label"), 0, place)
            grid.addWidget(edit, 1, place)
        self.put(grid, self.problems.line)

    def show_training(self, facts: Mapping[str, object], *, is_closed: bool) -> None:
        """Show what was entered; of a closed report it cannot be changed."""
        known = {name: str(facts.get(TRAINING + name) or "") for name in self.edits}
        self.show_entries(known, is_closed=is_closed)
