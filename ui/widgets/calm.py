"""Choices, and fields that the wheel does not change while somebody scrolls past them."""

from collections.abc import Callable, Iterable
from datetime import date

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


class CalmChoice(QComboBox):
    """A choice that ignores the wheel."""

    def __init__(
        self, offered: list[tuple[str, str]], value: object, parent: QWidget | None = None
    ) -> None:
        """Offer (value, title) and show ``value``."""
        super().__init__(parent)
        for choice, title in offered:
            self.addItem(title, choice)
        self.setCurrentIndex(self.findData(value))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Pass the event on to the page."""
        event.ignore()


def choice(
    name: str, offered: Iterable[tuple[object, str]], slot: Callable[[], object] | None = None
) -> QComboBox:
    """Return a choice of (value, words); ``slot`` is called when the person chose."""
    box = QComboBox()
    box.setObjectName(name)
    for value, words in offered:
        box.addItem(plain(words), value)
    if slot is not None:
        box.activated.connect(slot)
    return box


class CalmDay(QDateEdit):
    """A day, typed as 2026-11-22 or chosen in a calendar; ignores the wheel."""

    def __init__(self, name: str, day: date, parent: QWidget | None = None) -> None:
        """Show ``day``."""
        super().__init__(parent)
        self.setObjectName(name)
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
