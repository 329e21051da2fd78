"""What is shown while the home is taken alone: what is being done, and that it goes on."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desk.base.words import mark, say
from ui.widgets.text import card, label, wrapped

WIDTH = 460


class BusyPage(QWidget):
    """One sentence and a bar that moves."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """Say ``words``."""
        super().__init__(parent)
        self.setObjectName("page")
        box = card()
        box.setFixedWidth(WIDTH)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        rows = QVBoxLayout(box)
        rows.setContentsMargins(28, 24, 28, 24)
        rows.setSpacing(12)
        rows.addWidget(wrapped(words, "heading"))
        rows.addWidget(bar)
        rows.addWidget(label(say(mark("Please do not switch the PC off.")), "muted"))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(box)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)
