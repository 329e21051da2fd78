"""Timers: once after a pause, or again and again."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def pause(parent: QObject, millis: int, slot: Callable[[], object]) -> QTimer:
    """Return what calls ``slot`` once, ``millis`` after it was last started."""
    timer = QTimer(parent, singleShot=True, interval=millis)
    timer.timeout.connect(slot)
    return timer


def every(parent: QObject, millis: int, slot: Callable[[], object]) -> QTimer:
    """Call ``slot`` every ``millis`` from now on; return what may stop it."""
    timer = QTimer(parent, interval=millis)
    timer.timeout.connect(slot)
    timer.start()
    return timer
