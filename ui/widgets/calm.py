"""Choices, and fields that the wheel does not change while somebody scrolls past them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QSpinBox, QWidget

from desk.base.text import plain


class CalmNumber(QSpinBox):
    """A number field that ignores the wheel."""

    def __init__(self, least: int, most: int, value: int, parent: QWidget | None = None) -> None:
        """Show ``value``."""
        super().__init__(parent)
        self.setRange(least, most)
        self.setValue(value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Pass the event on to the page."""
        event.ignore()


_LINE: Final = object()


class Choice(QComboBox):
    """One of a list; says which value was chosen, and ignores the wheel.

    The values are kept here, beside Qt's own: Qt hands an enum of texts back as a bare text.
    """

    def __init__(
        self, offered: Iterable[tuple[object, str]] = (), parent: QWidget | None = None
    ) -> None:
        """Offer each (value, words)."""
        super().__init__(parent)
        self._values: list[object] = []
        for value, words in offered:
            self.offer(value, words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer(self, value: object, words: str) -> None:
        """Add ``value`` after the others, shown as ``words``."""
        self._values.append(value)
        self.addItem(plain(words), value)

    def part_off(self) -> None:
        """Draw a line before what is offered next."""
        self._values.append(_LINE)
        self.insertSeparator(self.count())

    def clear(self) -> None:
        """Offer nothing any more."""
        self._values.clear()
        super().clear()

    @property
    def chosen(self) -> Any:
        """Return the chosen value, as it was offered; None while nothing is."""
        place = self.currentIndex()
        return self._values[place] if place >= 0 else None

    def choose(self, value: object) -> bool:
        """Choose ``value``; return whether it is offered. Nothing else changes if it is not."""
        is_offered = value in self._values
        if is_offered:
            self.setCurrentIndex(self._values.index(value))
        return is_offered

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Pass the event on to the page."""
        event.ignore()


def choice(
    name: str,
    offered: Iterable[tuple[object, str]],
    slot: Callable[[], object] | None = None,
    said: str = "",
) -> Choice:
    """Return a choice of (value, words).

    Args:
        name: Object name.
        offered: From top to bottom.
        slot: Called when the person chose.
        said: What is chosen, for a screen reader, where no label says it.
    """
    box = Choice(offered)
    box.setObjectName(name)
    box.setAccessibleName(said)
    if slot is not None:
        box.activated.connect(slot)
    return box


class CalmDay(QDateEdit):
    """A day, typed as 2026-11-22 or chosen in a calendar; ignores the wheel."""

    def __init__(
        self, name: str, day: date, parent: QWidget | None = None, *, said: str = ""
    ) -> None:
        """Show ``day``; ``said`` tells a screen reader which it is, where no label says it."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_day(day)

    @property
    def day(self) -> date:
        """Return the day that is shown."""
        day = self.date()
        return date(day.year(), day.month(), day.day())

    def show_day(self, day: date) -> None:
        """Show ``day``."""
        self.setDate(QDate(day.year, day.month, day.day))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Pass the event on to the page."""
        event.ignore()
