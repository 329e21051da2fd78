"""Fields that the wheel does not change while somebody scrolls past them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget


class CalmNumber(QSpinBox):
    """A number that the wheel leaves alone."""

    def __init__(self, least: int, most: int, value: int, parent: QWidget | None = None) -> None:
        """Show ``value``."""
        super().__init__(parent)
        self.setRange(least, most)
        self.setValue(value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the page."""
        event.ignore()


class CalmChoice(QComboBox):
    """A choice that the wheel leaves alone."""

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
        """Leave the wheel to the page."""
        event.ignore()
