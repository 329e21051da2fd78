"""One sentence to the person: what was refused, or what went well."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from ui.base.timers import pause
from ui.widgets.boxes import Grown, row
from ui.widgets.text import button, wrapped

SHOWN_MS = 12_000


class NoticeBar(QFrame):
    """Shows the latest message; closable, and vanishes after a while."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("notice")
        self._text = wrapped("", "", "notice-text")
        away = button(say(mark("Got it")), "notice-away", self.hide, quiet=True)
        row(Grown(self._text), away, inside=self, margins=(12, 6, 6, 6))
        self._timer = pause(self, SHOWN_MS, self.hide)
        self.hide()

    @Slot(str)
    def refuse(self, sentence: str) -> None:
        """Show a refusal, until it is closed."""
        self._timer.stop()
        self._show("refused", sentence)

    @Slot(str)
    def tell(self, sentence: str) -> None:
        """Show a success message for a while."""
        self._show("told", sentence)
        self._timer.start()

    def _show(self, tone: str, sentence: str) -> None:
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self._text.setText(plain(sentence))
        self._text.style().polish(self._text)
        self.show()
