"""Closing a report for good, and recording its submission."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desk.base.words import mark, say
from ui.dialogs.dialog import CANCEL, Dialog
from ui.widgets.boxes import Grown, Part, column
from ui.widgets.calm import CalmDay
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import label, wrapped

WIDTH = 620
READ_HEIGHT = 220


class CloseReportDialog(Dialog):
    """Asks before a report is closed; with cases in the way it asks for the reason."""

    def __init__(
        self,
        period: str,
        in_the_way: int,
        parent: QWidget | None = None,
        texts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Build the question about the report of ``period``; ``texts`` by title are signed too."""
        title = say(mark("Close the report of {period}"), period=period)
        super().__init__(title, parent, width=WIDTH)
        self._needs_reason = bool(in_the_way)
        self._reason = QLineEdit()
        self._reason.setObjectName("despite")
        self._reason.textChanged.connect(self._on_typed)
        words = mark(
            "Figures, case list and hash are frozen and signed with your key. "
            "A closed report is never opened again; later corrections appear in the next one."
        )
        parts: list[Part] = [wrapped(say(words)), *_to_read(texts)]
        if in_the_way:
            why = mark("{count} cases stand in the way. Reason for closing in spite of them:")
            parts += [wrapped(say(why, count=in_the_way)), self._reason]
        leave = (CANCEL, "cancel-close")
        foot = self.foot(say(mark("Close and sign")), "confirm-close", self.accept, leave)
        self.lay_out(*parts, foot)
        self._on_typed()

    @property
    def reason(self) -> str:
        """Return the reason that was typed, or ""."""
        return self._reason.text().strip()

    @Slot()
    def _on_typed(self) -> None:
        self.free(is_free=not self._needs_reason or bool(self.reason))


def _to_read(texts: Mapping[str, str]) -> list[Part]:
    """Return the commentary, to be read before it is signed."""
    lines: list[Part] = []
    for title, text in texts.items():
        if text:
            lines += [label(title, "label"), wrapped(text), 4]
    if not lines:
        return []
    area = scrolled()
    area.setMinimumHeight(READ_HEIGHT)
    fill(area, column(*lines, spacing=4))
    return [label(say(mark("Commentary that is signed with it")), "group"), Grown(area)]


class SubmitReportDialog(Dialog):
    """Asks on which day a report was submitted, and how that can be proved."""

    def __init__(self, period: str, today: date, parent: QWidget | None = None) -> None:
        """Build the question about the report of ``period``."""
        title = say(mark("Submission of the report of {period}"), period=period)
        super().__init__(title, parent, width=WIDTH)
        self._on = CalmDay("submitted-on", today)
        self._proof = QLineEdit()
        self._proof.setObjectName("proof")
        leave = (CANCEL, "cancel-submit")
        self.lay_out(
            label(say(mark("Submitted on"))),
            self._on,
            label(say(mark("Proof (receipt number, recipient)"))),
            self._proof,
            self.foot(say(mark("Record")), "confirm-submit", self.accept, leave),
        )

    @property
    def on(self) -> date:
        """Return the day."""
        return self._on.day

    @property
    def proof(self) -> str:
        """Return the proof that was typed."""
        return self._proof.text().strip()
