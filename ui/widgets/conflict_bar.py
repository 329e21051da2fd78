"""A bar over a case with conflicts: which fields, and a link to the tray."""

from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.case_file import CaseFile
from desk.rules.case.merging import label_of
from desk.rules.people.rights import Right
from ui.base.hub import Hub
from ui.base.page_id import PageId
from ui.widgets.boxes import Grown, row
from ui.widgets.text import button, wrapped


class ApartBar(QFrame):
    """Hidden unless there are conflicts to decide."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("apart")
        self._hub = hub
        self._text = wrapped("", "", "apart-text")
        to_tray = partial(hub.open_page, PageId.EXCHANGE)
        self._decide = button(say(mark("To the tray")), "to-tray", to_tray, quiet=True)
        row(Grown(self._text), self._decide, inside=self, margins=(12, 6, 6, 6))
        self.hide()

    def show_case(self, case: CaseFile) -> None:
        """Show the conflicts of ``case``."""
        told = list(case.unlawful)
        if case.conflicts:
            words = mark("Two workstations disagree on: {labels}. A supervisor decides.")
            told.insert(0, say(words, labels=[label_of(name) for name in case.conflicts]))
        self._text.setText(plain("\n".join(f"⇄ {line}" for line in told)))
        self._decide.setVisible(self._hub.reader.office.acting.may(Right.DECIDE))
        self.setVisible(bool(told))
