"""Hands for tests: typing as a Chinese input method does it, pressing, choosing."""

from PySide6 import __version_info__
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

HERE = QPointF if __version_info__ >= (6, 12) else QPoint  # not known before, no more wanted since


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


def drop(widget, *paths, words=""):
    """Drag files or words over ``widget`` and let them fall; say whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText(words)
    copy, left, no_key = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    place = HERE(9, 9)
    enter = QDragEnterEvent(place, copy, data, left, no_key)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        fall = QDropEvent(QPointF(9, 9), copy, data, left, no_key)
        QApplication.sendEvent(widget, fall)
    return enter.isAccepted()
