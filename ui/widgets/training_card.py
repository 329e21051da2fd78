"""The training of a period, for part 8 of its report."""

from collections.abc import Mapping

from desk.base.words import mark, say
from desk.rules.reports.closing import TOPICS, TRAINING, TRAININGS
from reports.follow_through import TRAINING_WORDS
from ui.widgets.boxes import grid
from ui.widgets.entry_card import EntryCard
from ui.widgets.text import label

NARROW = 120


class TrainingCard(EntryCard):
    """Sessions, people, hours, topics; empty ones are not printed."""

    def __init__(self) -> None:
        """Build it empty."""
        words = {name: TRAINING_WORDS[name] for name in TRAININGS}
        super().__init__(say(mark("Training held in the period")), TRAINING, words)
        for name, edit in self.edits.items():
            if name != TOPICS:
                edit.setFixedWidth(NARROW)
        titles = [label(say(title), "label") for title in words.values()]
        lines = grid([titles, self.edits.values()], across=16, grows=len(words) - 1)
        self.put(lines, self.problems.line)

    def show_training(self, facts: Mapping[str, object], *, is_closed: bool) -> None:
        """Show what was entered; of a closed report it cannot be changed."""
        known = {name: str(facts.get(TRAINING + name) or "") for name in self.edits}
        self.show_entries(known, is_closed=is_closed)
