"""Closing a report for good, and recording its submission."""

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk.base.words import mark, say
from ui.widgets.calm import CalmDay
from ui.widgets.text import button, label, wrapped

WIDTH = 520


class CloseReportDialog(QDialog):
    """Asks before a report is closed; with cases in the way it asks for the reason."""

    def __init__(self, period: str, in_the_way: int, parent: QWidget | None = None) -> None:
        """Build the question about the report of ``period``."""
        super().__init__(parent)
        self.setWindowTitle(say(mark("Close the report of {period}"), period=period))
        self.setMinimumWidth(WIDTH)
        self._needs_reason = bool(in_the_way)
        self._reason = QLineEdit()
        self._reason.setObjectName("despite")
        self._reason.textChanged.connect(self._on_typed)
        self._ok = button(say(mark("Close and sign")), primary=True, name="confirm-close")
        self._ok.clicked.connect(self.accept)
        cancel = button(say(mark("Cancel")), name="cancel-close")
        cancel.clicked.connect(self.reject)
        rows = QVBoxLayout(self)
        words = mark(
            "Figures, case list and hash are frozen and signed with your key. "
            "A closed report is never opened again; later corrections appear in the next one."
        )
        rows.addWidget(wrapped(say(words)))
        if in_the_way:
            why = mark("{count} cases stand in the way. Reason for closing in spite of them:")
            rows.addWidget(wrapped(say(why, count=in_the_way)))
            rows.addWidget(self._reason)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self._ok)
        rows.addLayout(foot)
        self._on_typed()

    @property
    def reason(self) -> str:
        """Return the reason that was typed, or ""."""
        return self._reason.text().strip()

    @Slot()
    def _on_typed(self) -> None:
        self._ok.setEnabled(not self._needs_reason or bool(self.reason))


class SubmitReportDialog(QDialog):
    """Asks on which day a report was submitted, and how that can be proved."""

    def __init__(self, period: str, today: date, parent: QWidget | None = None) -> None:
        """Build the question about the report of ``period``."""
        super().__init__(parent)
        self.setWindowTitle(say(mark("Submission of the report of {period}"), period=period))
        self.setMinimumWidth(WIDTH)
        self._on = CalmDay("submitted-on", today)
        self._proof = QLineEdit()
        self._proof.setObjectName("proof")
        ok = button(say(mark("Record")), primary=True, name="confirm-submit")
        ok.clicked.connect(self.accept)
        cancel = button(say(mark("Cancel")), name="cancel-submit")
        cancel.clicked.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.addWidget(label(say(mark("Submitted on"))))
        rows.addWidget(self._on)
        rows.addWidget(label(say(mark("Proof (receipt number, recipient)"))))
        rows.addWidget(self._proof)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(ok)
        rows.addLayout(foot)

    @property
    def on(self) -> date:
        """Return the day."""
        return self._on.day

    @property
    def proof(self) -> str:
        """Return the proof that was typed."""
        return self._proof.text().strip()
