"""One sentence to the person: what was refused, or what went well."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QFrame, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from ui.base.timers import pause
from ui.widgets.boxes import Grown, row
from ui.widgets.text import button, wrapped

SHOWN_MS: Final = 12_000
LEAST: Final = 320
WIDEST: Final = 760
BESIDE: Final = 40  # margins, and the gap before the button
SIDE: Final = 16
FOOT: Final = 52  # what stands at the foot of a page stays free


class NoticeBar(QFrame):
    """Shows the latest message; closable, and vanishes after a while.

    It lies over what it speaks of, so that nothing moves when it comes and when it goes.
    """

    def __init__(self, over: QWidget) -> None:
        """Start hidden; it lies over the lower edge of ``over``."""
        super().__init__()
        self._over = over
        over.installEventFilter(self)
        self.setObjectName("notice")
        self._text = wrapped("", "", "notice-text")
        self._away = button(say(mark("Got it")), "notice-away", self.hide, quiet=True)
        row(Grown(self._text), self._away, inside=self, margins=(12, 6, 6, 6))
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
        self._place()
        self.show()

    def _place(self) -> None:
        """Lie above the foot of what is shown, as wide as the words need."""
        if self.parentWidget() is not self._over.parentWidget():
            self.setParent(self._over.parentWidget())
        box = self._over.geometry()
        self.ensurePolished()
        words = self._text.fontMetrics().horizontalAdvance(self._text.text())
        wanted = words + self._away.sizeHint().width() + BESIDE
        width = min(max(wanted, LEAST), WIDEST, box.width() - 2 * SIDE)
        height = self.heightForWidth(width)
        left = box.left() + (box.width() - width) // 2
        self.setGeometry(left, box.bottom() - FOOT - height, width, height)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the place when the window is resized."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
