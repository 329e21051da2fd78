"""What the office enters so that complaints stand in proportion: outlets, customers, policies."""

from PySide6.QtWidgets import QGridLayout

from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.details import Details
from desk.rules.reports.closing import DENOMINATOR, DENOMINATORS
from reports.definitions import name_of_figure
from ui.widgets.entry_card import EntryCard
from ui.widgets.text import label

WORDS = {
    "outlets": mark("Outlets"),
    "customers": mark("Personal customers"),
    "premium": mark("Premium (yuan)"),
    "policies": mark("Policies"),
    "persons": mark("Persons insured"),
}
WIDTH = 180
DASH = "—"


class DenominatorsCard(EntryCard):
    """One line for each number, beside it what it makes of the complaints received."""

    def __init__(self) -> None:
        """Build it empty."""
        words = {name: WORDS[name] for name in DENOMINATORS}
        title = mark("In proportion: numbers of the office; empty ones are left out")
        super().__init__(say(title), DENOMINATOR, words)
        self._results = {name: label("", "muted") for name in words}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for line, (name, edit) in enumerate(self.edits.items()):
            edit.setFixedWidth(WIDTH)
            grid.addWidget(label(say(words[name]), "label"), line, 0)
            grid.addWidget(edit, line, 1)
            grid.addWidget(self._results[name], line, 2)
        self.put(grid, self.problems.line)

    def show_numbers(self, details: Details, *, is_closed: bool) -> None:
        """Show what was entered and what it gives; of a closed report it cannot be changed."""
        numbers = {name: details.denominators.get(name) for name in self.edits}
        known = {name: f"{number:f}" for name, number in numbers.items() if number is not None}
        self.show_entries(known, is_closed=is_closed)
        for name, result in self._results.items():
            words = mark("{label}: {value}")
            value = details.per.get(name) or DASH
            result.setText(plain(say(words, label=name_of_figure(f"per_{name}"), value=value)))
