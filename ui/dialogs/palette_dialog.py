"""The palette: every step of the open case and every page, found by typing their names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.case.pinyin import begins_so, pinyin_of
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import Grown
from ui.widgets.text import wrapped

WIDTH: Final = 560
HEIGHT: Final = 420
MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteEntry:
    """Something that the palette leads to.

    Attributes:
        words: What it is called.
        go: Leads there.
        why_not: The sentence why it cannot be done now; "" if it can.
    """

    words: str
    go: Callable[[], object]
    why_not: str = ""

    def fits(self, typed: str) -> bool:
        """Say whether it is meant by ``typed``: a part of its name, pinyin or initials."""
        wanted = "".join(typed.split()).casefold()
        return (
            wanted in self.words.casefold()
            or wanted in pinyin_of(self.words)
            or begins_so(self.words, wanted)
        )


class PaletteDialog(Dialog):
    """Finds offers by name; those that cannot be done now stand last, with their reason."""

    def __init__(self, offers: Sequence[PaletteEntry], parent: QWidget | None = None) -> None:
        """List ``offers``; the first that fits is chosen by Enter."""
        super().__init__(say(mark("Find a command")), parent, width=WIDTH, height=HEIGHT)
        self._offers = sorted(offers, key=lambda one: bool(one.why_not))
        self._shown: list[PaletteEntry] = []
        self._line = QLineEdit(placeholderText=say(mark("What do you want to do? Name or pinyin")))
        self._line.setObjectName("palette")
        self._line.setAccessibleName(say(mark("Find a command")))
        self._list = QListWidget()
        self._list.setObjectName("palette-list")
        self._list.setAccessibleName(say(mark("Commands")))
        self._why = wrapped("", "muted", "palette-why")
        self.lay_out(self._line, Grown(self._list), self._why, spacing=8)
        self._line.textChanged.connect(self._show)
        self._line.returnPressed.connect(self._on_chosen)
        self._line.installEventFilter(self)
        self._list.itemClicked.connect(self._on_chosen)
        self._list.currentRowChanged.connect(self._tell_why)
        self._show("")
        self._line.setFocus()

    @Slot(str)
    def _show(self, typed: str) -> None:
        self._shown = [one for one in self._offers if one.fits(typed)]
        self._list.clear()
        for one in self._shown:
            item = QListWidgetItem(plain(one.words))
            if one.why_not:
                item.setForeground(self.palette().placeholderText())
                item.setToolTip(plain(one.why_not, rich=True))
            self._list.addItem(item)
        self._list.setCurrentRow(0 if self._shown else -1)

    @Slot(int)
    def _tell_why(self, place: int) -> None:
        found = 0 <= place < len(self._shown)
        nothing = say(mark("Nothing is called so. Try another word."))
        why = self._shown[place].why_not if found else "" if self._shown else nothing
        self._why.setText(plain(why))

    @Slot()
    def _on_chosen(self) -> None:
        place = self._list.currentRow()
        if 0 <= place < len(self._shown) and not self._shown[place].why_not:
            self.accept()
            self._shown[place].go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the arrows move in the list while the person types."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and Qt.Key(event.key()) in MOVES
        ):
            self._list.event(event)
            return True
        return super().eventFilter(watched, event)
