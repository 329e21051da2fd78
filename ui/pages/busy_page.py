"""The page shown while an exclusive job runs."""

from PySide6.QtWidgets import QProgressBar, QWidget

from desk.base.words import mark, say
from ui.widgets.centred import CentredPage, sheet
from ui.widgets.text import label, wrapped

WIDTH = 460


class BusyPage(CentredPage):
    """A sentence and a busy indicator."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """Say ``words``."""
        super().__init__(parent)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        told = label(say(mark("Please do not switch the PC off.")), "muted")
        self.centre(sheet(wrapped(words, "heading"), bar, told, spacing=12), WIDTH)
