"""The search box: words search while they are typed; Enter on a case number opens the case."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desk.base.words import mark, say
from ui.base.hub import Hub
from ui.base.timers import pause

WAIT_MS: Final = 250


class SearchBox(QLineEdit):
    """The search field.

    Signals:
        searched: Show the cases that fit; carries what is typed.
        led: The entered text is a case number; carries the surviving case's number.
    """

    searched = Signal(str)
    led = Signal(str)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the line, empty."""
        super().__init__(parent)
        self.setObjectName("search")
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(say(mark("Search: name, words, number, state:…, tail:…   Ctrl+K")))
        self._hub = hub
        self._typing = pause(self, WAIT_MS, self._search)
        self.textChanged.connect(self._on_typed)
        self.returnPressed.connect(self._on_entered)

    @Slot()
    def _on_typed(self) -> None:
        self._typing.start()

    @Slot()
    def _search(self) -> None:
        self._typing.stop()
        if self.isEnabled():
            self.searched.emit(self.text())

    @Slot()
    def _on_entered(self) -> None:
        """Search; the number of a merged case leads to the surviving one."""
        self._search()
        typed, reader = self.text().strip().upper(), self._hub.reader
        if typed and self.isEnabled():
            ask = partial(reader.living_no, typed)
            self._hub.tasks.read(self, ask, partial(self._lead, typed))

    def _lead(self, typed: str, living: str | None) -> None:
        if living is None or typed != self.text().strip().upper():
            return
        self.led.emit(living)
        if living != typed:
            text = mark("{old} was merged; the case lives on as {case_no}.")
            self._hub.told.emit(say(text, old=typed, case_no=living))
