"""A card with lines that the office fills in for a report."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from desk.base.text import plain
from desk.base.words import say
from ui.widgets.cards import Card
from ui.widgets.problems import Problems


class EntryCard(Card):
    """Tells what was changed when a line is left.

    Attributes:
        problems: Shows why an entry cannot be.
        edits: The lines, by name of the entry.

    Signals:
        typed: Texts that were changed, by ``prefix`` and name of the entry.
    """

    typed = Signal(object)

    def __init__(self, title: str, prefix: str, words: Mapping[str, str]) -> None:
        """Build it empty.

        Args:
            title: Of the card.
            prefix: Of the entries' names in the report.
            words: ``mark``ed words by name of the entry.
        """
        super().__init__(title)
        self._prefix = prefix
        self._kind = prefix.rstrip(".")
        self.problems = Problems(f"{self._kind}-problem")
        self._shown: dict[str, str] = {}
        self.edits = {name: self._edit(name, say(title)) for name, title in words.items()}

    def _edit(self, name: str, title: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"{self._kind}-{name}")
        edit.setAccessibleName(title)
        edit.editingFinished.connect(self.keep)
        return edit

    def show_entries(self, values: Mapping[str, str], *, is_closed: bool) -> None:
        """Show what was entered; of a closed report it cannot be changed.

        Why an entry could not be stays in sight until the next one: a page that reads
        anew must not take it away.
        """
        for name, edit in self.edits.items():
            self._shown[name] = plain(values.get(name, ""))
            if not edit.hasFocus() or is_closed or not edit.isModified():
                edit.setText(self._shown[name])
                edit.setModified(False)
            edit.setReadOnly(is_closed)

    @Slot()
    def keep(self) -> None:
        """Emit ``typed`` with the changes since it was shown."""
        now = {name: edit.text().strip() for name, edit in self.edits.items()}
        changed = {name: text for name, text in now.items() if text != self._shown.get(name, "")}
        if changed:
            self.problems.clear()
            self._shown.update(changed)
            self.typed.emit({self._prefix + name: text for name, text in changed.items()})
