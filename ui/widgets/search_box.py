"""The search box: words search while they are typed; Enter on a case number opens the case.

Enter and the arrow down lead on to what was found.

What is not understood is said in a line below the box, over the page, so that nothing moves;
what was found before stays until the box can be understood.
"""

from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.query import known_keys, parse
from ui.base.hub import Hub
from ui.base.timers import pause
from ui.widgets.text import wrapped

WAIT_MS: Final = 250
GAP: Final = 4
HELP: Final = mark(
    "Words, a name also in pinyin or initials (zhangsan, zs), and conditions such as amount>10000. "
    "Conditions: {keys}. Days and amounts take < > <= >= and two with .. between; "
    "all others take a colon. What stands in quotes is only words."
)


class SearchBox(QLineEdit):
    """The search field.

    Signals:
        searched: Show the cases that fit; carries what is typed.
        led: The entered text is a case number; carries the surviving case's number.
        to_hits: The person wants to go on to what was found.
    """

    searched = Signal(str)
    led = Signal(str)
    to_hits = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the line, empty."""
        super().__init__(parent)
        self.setObjectName("search")
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(say(mark("Search: name, words, number, state:…, tail:…   Ctrl+K")))
        self.setToolTip(plain(say(HELP, keys=known_keys()), rich=True))
        self._hint = wrapped(role="muted", name="search-hint")
        self._hint.hide()
        self._hub = hub
        self._typing = pause(self, WAIT_MS, self._search)
        self.textChanged.connect(self._on_typed)
        self.returnPressed.connect(self._on_entered)

    @Slot()
    def _on_typed(self) -> None:
        if not self.text():
            self._tell("")
        self._typing.start()

    @Slot()
    def _search(self) -> None:
        self._typing.stop()
        if not self.isEnabled():
            return
        try:
            parse(self.text(), names=self._hub.reader.people.names)
        except Refusal as refusal:
            self._tell(str(refusal))
        else:
            self._tell("")
            self.searched.emit(self.text())

    @property
    def has_hits(self) -> bool:
        """Say whether what is typed is understood, so that the hits are its own."""
        return bool(self.text()) and self._hint.isHidden()

    def _tell(self, sentence: str) -> None:
        """Show ``sentence`` below the line; "" takes away what is there."""
        self._hint.setText(plain(sentence))
        self._hint.setVisible(bool(sentence))
        self._place_hint()
        self.setAccessibleDescription(sentence)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Give the hint a place beside the line, where nothing cuts it off."""
        super().showEvent(event)
        self._hint.setParent(self.parentWidget())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the hint as wide as the line."""
        super().resizeEvent(event)
        self._place_hint()

    def _place_hint(self) -> None:
        below = self.geometry().bottomLeft() + QPoint(0, GAP)
        height = self._hint.heightForWidth(self.width())
        self._hint.setGeometry(QRect(below.x(), below.y(), self.width(), height))
        self._hint.raise_()

    @Slot()
    def _on_entered(self) -> None:
        """Search; the number of a merged case leads to the surviving one."""
        self._search()
        typed, reader = self.text().strip().upper(), self._hub.reader
        if typed and self.isEnabled():
            ask = partial(reader.living_no, typed)
            self._hub.tasks.read(self, ask, partial(self._lead, typed))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go on to what was found with the arrow down."""
        if event.key() == Qt.Key.Key_Down:
            self.to_hits.emit()
            return
        super().keyPressEvent(event)

    def _lead(self, typed: str, living: str | None) -> None:
        if typed != self.text().strip().upper():
            return
        if living is None:
            self.to_hits.emit()
            return
        self.led.emit(living)
        if living != typed:
            text = mark("{old} was merged; the case lives on as {case_no}.")
            self._hub.told.emit(say(text, old=typed, case_no=living))
