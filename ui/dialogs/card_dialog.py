"""A workstation's card: sixteen words to compare aloud, its QR code, saving and printing."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from desk.base.words import mark, say
from desk.rules.record.devices import Device
from reports.device_card import code_of, dark_squares, words_in_rows
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import STRETCH, Grown, column, grid, row
from ui.widgets.square_view import SquareView
from ui.widgets.text import button, label, wrapped

WIDTH = 560


class CardDialog(Dialog):
    """Shows this workstation's card, or that of a workstation just trusted.

    Signals:
        wants_file: The person wants the card as a file, for the other side.
        wants_paper: The person wants it on paper.
    """

    wants_file = Signal()
    wants_paper = Signal()

    def __init__(self, device: Device, *, is_own: bool, parent: QWidget | None = None) -> None:
        """Show the card of ``device``."""
        title = say(mark("Card of {device}, {name}"), device=device.id, name=device.name)
        super().__init__(title, parent, width=WIDTH)
        squares = dark_squares(code_of(device))
        code = SquareView(squares, say(mark("QR code of the fingerprint")))
        columns = row(Grown(_words(device)), column(code, STRETCH), spacing=20)
        how = (
            mark("Read these words to the other side by telephone before it trusts this card.")
            if is_own
            else mark(
                "It is trusted now. Have its words read to you by telephone. "
                "If a single word differs, revoke it at once."
            )
        )
        foot = row(STRETCH, *self._buttons(is_own=is_own), spacing=8)
        self.lay_out(label(title, "heading"), wrapped(say(how)), columns, foot)

    def _buttons(self, *, is_own: bool) -> Iterator[QPushButton]:
        yield button(say(mark("Print…")), "print-card", self.wants_paper)
        if is_own:
            words = say(mark("Save the file…"))
            yield button(words, "save-card-file", self.wants_file, primary=True)
        yield button(say(mark("Close window")), "close-card", self.reject)


def _words(device: Device) -> QGridLayout:
    lines = ((label(word, "heading") for word in words) for words in words_in_rows(device))
    return grid(lines, across=18, down=10)
