"""What goes on right now, with a bar that moves; hidden when nothing does."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from desk.base.text import plain
from ui.widgets.text import wrapped

WIDTH = 180


class BusyLine(QFrame):
    """One sentence beside a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("card")
        self._words = wrapped()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(WIDTH)
        self._bar.setTextVisible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.addWidget(self._bar)
        row.addWidget(self._words, 1)
        self.hide()

    def begin(self, words: str, steps: int = 0) -> None:
        """Say what is being done; without ``steps`` nobody knows how long it takes."""
        self._words.setText(plain(words))
        self._bar.setRange(0, steps)
        self._bar.setValue(0)
        self.show()

    def step(self, words: str) -> None:
        """Say that one more step is done and what comes next."""
        self._bar.setValue(self._bar.value() + 1)
        self._words.setText(plain(words))

    def end(self) -> None:
        """Hide again."""
        self.hide()
