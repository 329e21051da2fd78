"""The deadline rules in all their versions, and taking in a file of new ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from desk.actions.take_rules import RulesTaken, TakeRules
from desk.actions.work import Done
from desk.base.errors import Refusal
from desk.base.given_text import BadTextError, text_of
from desk.base.shapes import JsonObject
from desk.base.words import mark, say, shown
from desk.rules.time.rule_files import NoRuleFile, told_rules
from desk.rules.time.rulebook import Track, Unit
from ui.base.folder_dialog import with_file
from ui.base.hub import Hub
from ui.dialogs.dialog import Dialog
from ui.dialogs.moved_dialog import MovedDialog
from ui.widgets.boxes import Grown, grid
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import label, wrapped

WIDTH, HEIGHT = 960, 560
ORIGINS = {
    "shipped": mark("with the program"),
    "taken": mark("taken in here"),
    "prescribed": mark("from head office"),
}
HEADINGS = (
    mark("Rule"),
    mark("Kind"),
    mark("Limit"),
    mark("Valid from"),
    mark("Valid until"),
    mark("From where"),
    mark("Article"),
)
CLOSE = (mark("Close the list"), "close-rules")


class RulesDialog(Dialog):
    """Lists the versions; a file is tried first, and what moves is shown before it is taken."""

    def __init__(
        self, hub: Hub, lines: Sequence[JsonObject], parent: QWidget | None = None
    ) -> None:
        """Show ``lines``, as `rules list` tells them."""
        title = say(mark("Deadline rules"))
        super().__init__(title, parent, width=WIDTH, height=HEIGHT)
        self._hub = hub
        self._rules: Any = None
        body = scrolled()
        fill(body, _table(lines))
        words = mark(
            "A case keeps the version of the day on which it came in. New versions are taken from "
            "a rule file; what would move is shown first."
        )
        foot = self.foot(say(mark("Take in a file…")), "take-rules", self._on_file, CLOSE)
        self.lay_out(label(title, "heading"), wrapped(say(words), "muted"), Grown(body), foot)

    def _on_file(self) -> None:
        self.free()
        kinds = say(mark("Rule files (*.toml)"))
        with_file(self, say(mark("Which rule file?")), kinds, self.try_out)

    def try_out(self, path: Path) -> None:
        """Simulate taking the rules of the file at ``path``, and ask with what would move."""
        try:
            self._rules = told_rules(text_of(path))
        except (OSError, BadTextError) as error:
            self.show_refusal(NoRuleFile(reason=str(error)))
            return
        except Refusal as refusal:
            self.show_refusal(refusal)
            return
        command = TakeRules(rules=self._rules, is_simulation=True)
        self._hub.send(command, self._on_tried, self.show_refusal, self)

    def _on_tried(self, changes: Done[RulesTaken]) -> None:
        told = changes.result
        words = mark("Take in {rules}? {count} deadlines of open cases move.")
        question = say(words, rules=told.taken, count=len(told.moved))
        dialog = MovedDialog(question, say(mark("Take in")), told.moved, self)
        dialog.accepted.connect(self._on_agreed)
        dialog.open()

    def _on_agreed(self) -> None:
        self._hub.send(TakeRules(rules=self._rules), self._on_taken, self.show_refusal, self)

    def _on_taken(self, changes: Done[RulesTaken]) -> None:
        self._hub.told.emit(say(mark("Taken in: {rules}."), rules=changes.result.taken))
        self.accept()


def _table(lines: Sequence[JsonObject]) -> QGridLayout:
    rows = [[label(say(words), "muted") for words in HEADINGS]]
    for line in lines:
        limit = say(mark("{amount} {unit}"), amount=line["amount"], unit=shown(Unit(line["unit"])))
        origin = ORIGINS[line["origin"]]
        texts = (
            line["title"],
            shown(Track(line["track"])),
            limit,
            line["valid_from"],
            line["valid_until"] or "",
            say(origin),
        )
        rows.append([*map(label, texts), wrapped(line["article"])])
    return grid(rows, across=20, grows=len(HEADINGS) - 1)
