"""A bar over a case that workstations disagree on: what about, and the way to the tray."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.case_file import CaseFile
from desk.rules.case.merging import label_of
from desk.rules.people.rights import Right
from ui.base.hub import Hub
from ui.widgets.text import button, wrapped

EXCHANGE = "exchange"  # the page that holds the tray


class ApartBar(QFrame):
    """Hidden while nothing is to be decided; it goes with the decision only."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("apart")
        self._hub = hub
        self._text = wrapped()
        self._text.setObjectName("apart-text")
        self._decide = button(say(mark("To the tray")), quiet=True, name="to-tray")
        self._decide.clicked.connect(self._on_decide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self._decide)
        self.hide()

    def show_case(self, case: CaseFile) -> None:
        """Show what stands against each other in ``case``."""
        told = list(case.unlawful)
        if case.conflicts:
            words = mark("Two workstations disagree on: {labels}. A supervisor decides.")
            told.insert(0, say(words, labels=[label_of(name) for name in case.conflicts]))
        self._text.setText(plain("\n".join(f"⇄ {line}" for line in told)))
        self._decide.setVisible(self._hub.reader.office.acting.may(Right.DECIDE))
        self.setVisible(bool(told))

    @Slot()
    def _on_decide(self) -> None:
        self._hub.wants.emit(EXCHANGE, None)
