"""Entering the denominators of a report: outlets, customers, policies."""

from collections.abc import Collection

from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.details import Details
from desk.rules.reports.closing import DENOMINATOR, DENOMINATORS
from reports.definitions import name_of_figure
from ui.widgets.boxes import grid
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
    """A line for each denominator, with the resulting ratio."""

    def __init__(self, own: Collection[str]) -> None:
        """Build it empty, for an office that states its ``own`` of them."""
        words = {name: WORDS[name] for name in DENOMINATORS}
        self._own = own
        title = mark("In proportion: numbers of the office; empty ones are left out")
        super().__init__(say(title), DENOMINATOR, words)
        self._results = {name: label("", "muted") for name in words}
        for edit in self.edits.values():
            edit.setFixedWidth(WIDTH)
        titles = [label(say(title), "label") for title in words.values()]
        lines = list(zip(titles, self.edits.values(), self._results.values(), strict=True))
        self._lines = dict(zip(words, lines, strict=True))
        self.put(grid(lines, across=16, down=6, grows=2), self.problems.line)

    def show_numbers(self, details: Details, *, is_closed: bool) -> None:
        """Show denominators and ratios, other kinds' where known; read-only when it is closed."""
        numbers = {name: details.denominators.get(name) for name in self.edits}
        known = {name: f"{number:f}" for name, number in numbers.items() if number is not None}
        self.show_entries(known, is_closed=is_closed)
        for name, line in self._lines.items():
            for part in line:
                part.setVisible(name in self._own or name in known)
        for name, result in self._results.items():
            words = mark("{label}: {value}")
            value = details.per.get(name) or DASH
            result.setText(plain(say(words, label=name_of_figure(f"per_{name}"), value=value)))
