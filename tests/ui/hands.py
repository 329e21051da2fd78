"""Hands for tests: typing as a Chinese input method does it, pressing, choosing."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)


def write(widget, text):
    """Type ``text`` into a line or a text; the input method commits it as a whole."""
    inner = widget
    if not isinstance(widget, QLineEdit | QPlainTextEdit):
        inner = widget.findChild(QLineEdit) or widget.findChild(QPlainTextEdit)
    inner.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(inner, event)


def press(qtbot, owner, name):
    """Click the button ``name``."""
    qtbot.mouseClick(owner.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def choose(page, name, value):
    """Choose ``value`` in the box of field ``name``."""
    box = page.findChild(QWidget, name).findChild(QComboBox)
    place = box.findData(value)
    assert place > 0, name
    box.setCurrentIndex(place)
    box.activated.emit(place)
