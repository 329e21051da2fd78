"""A workstation's card: sixteen words to compare aloud, its QR code, and ways to hand it on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desk.base.words import mark, say
from desk.rules.record.devices import Device
from reports.device_card import code_of, dark_squares, words_in_rows
from ui.widgets.square_view import SquareView
from ui.widgets.text import button, label, wrapped

WIDTH = 560


class CardDialog(QDialog):
    """Shows the own card, or that of a workstation that was just trusted.

    Signals:
        wants_file: The person wants the card as a file, for the other side.
        wants_paper: The person wants it on paper.
    """

    wants_file = Signal()
    wants_paper = Signal()

    def __init__(self, device: Device, *, is_own: bool, parent: QWidget | None = None) -> None:
        """Show the card of ``device``."""
        super().__init__(parent)
        title = say(mark("Card of {device}, {name}"), device=device.id, name=device.name)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addLayout(_words(device), 1)
        squares = dark_squares(code_of(device))
        code = SquareView(squares, say(mark("QR code of the fingerprint")))
        columns.addWidget(code, 0, Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(12)
        rows.addWidget(label(title, "heading"))
        how = (
            mark("Read these words to the other side by telephone before it trusts this card.")
            if is_own
            else mark(
                "It is trusted now. Have its words read to you by telephone. "
                "If a single word differs, revoke it at once."
            )
        )
        rows.addWidget(wrapped(say(how)))
        rows.addLayout(columns)
        rows.addLayout(self._foot(is_own=is_own))

    def _foot(self, *, is_own: bool) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        paper = button(say(mark("Print…")), name="print-card")
        paper.clicked.connect(self.wants_paper)
        foot.addWidget(paper)
        if is_own:
            file = button(say(mark("Save the file…")), primary=True, name="save-card-file")
            file.clicked.connect(self.wants_file)
            foot.addWidget(file)
        close = button(say(mark("Close window")), name="close-card")
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        return foot


def _words(device: Device) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(10)
    for row, words in enumerate(words_in_rows(device)):
        for column, word in enumerate(words):
            grid.addWidget(label(word, "heading"), row, column)
    return grid
