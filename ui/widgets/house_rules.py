"""The office's own amounts and starts of the house rules, as a table to fill in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from desk.base.shapes import Payload
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.rules.settings import Setting
from desk.rules.time.rulebook import Rule
from ui.widgets.boxes import NONE, column, grid
from ui.widgets.calm import CalmNumber, Choice
from ui.widgets.text import label

HEADINGS = (mark("Deadline"), mark("Amount"), mark("Counted from"), mark("House rule, in words"))


class HouseRules(QWidget):
    """A line for each house rule; a line left as it ships is no change.

    Signals:
        edited: The person changed something.
    """

    edited = Signal()

    def __init__(
        self,
        setting: Setting,
        rules: list[Rule],
        value: Payload,
        parent: QWidget | None = None,
    ) -> None:
        """Show ``rules`` as they ship, changed by ``value``."""
        super().__init__(parent)
        self._rules = {rule.id: rule for rule in rules}
        self._lines: dict[str, tuple[QSpinBox, Choice, QLineEdit]] = {}
        lines: list[list[QWidget]] = [[label(say(words), "muted") for words in HEADINGS]]
        for rule in rules:
            edits = self._lines[rule.id] = self._line(setting, rule, value.get(rule.id, {}))
            title = say(mark("{title} ({unit})"), title=rule.title, unit=shown(rule.unit))
            lines.append([label(title), *edits])
        table = grid(lines, across=12, grows=len(HEADINGS) - 1)
        column(table, inside=self, margins=NONE)
        self._first = self.value()

    def _line(
        self, setting: Setting, rule: Rule, kept: Payload
    ) -> tuple[QSpinBox, Choice, QLineEdit]:
        amount = CalmNumber(setting.least, setting.most, kept.get("amount", rule.amount))
        anchor = Choice(setting.offered)
        anchor.choose(kept.get("anchor") or rule.anchor)
        words = QLineEdit(plain(kept.get("article", rule.article)))
        for part, heading in zip((amount, anchor, words), HEADINGS[1:], strict=True):
            said = say(mark("{label}: {words}"), label=rule.title, words=say(heading))
            part.setAccessibleName(said)
        amount.valueChanged.connect(self.edited)
        anchor.activated.connect(self.edited)
        words.textEdited.connect(self.edited)
        return amount, anchor, words

    def value(self) -> Payload:
        """Return the changed rules, as the setting ``house_rules`` has them."""
        found = {}
        for name, (amount, anchor, words) in self._lines.items():
            rule = self._rules[name]
            told = (amount.value(), anchor.chosen, words.text().strip())
            if told != (rule.amount, rule.anchor, rule.article):
                found[name] = {"amount": told[0], "anchor": told[1], "article": told[2]}
        return found

    @property
    def is_changed(self) -> bool:
        """Say whether it differs from what was shown first."""
        return self.value() != self._first
