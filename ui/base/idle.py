"""Detecting that nobody has used keyboard or mouse for the set time."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QCursor, QGuiApplication, QWindow
from shiboken6 import isValid

from ui.base.timers import every

LOOK_MS: Final = 1000
INPUT: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
    }
)


def ticks() -> tuple[float, float]:
    """Return the seconds of two clocks: monotonic without sleep, and wall time."""
    return time.monotonic(), time.time()


class IdleWatch(QObject):
    """Observes all input to the program's active window.

    It listens at that one native window, at the input method, whose text goes past it, and
    looks where the mouse is: an application-wide filter would bring thousands of events a
    second into Python, and one at widgets would meet some that are just being destroyed.

    Signals:
        idle: There was no input for the set time.
    """

    idle = Signal()

    def __init__(
        self,
        app: QGuiApplication,
        minutes: Callable[[], int],
        clock: Callable[[], tuple[float, float]] = ticks,
    ) -> None:
        """Start watching; ``minutes`` is called each time, as the setting may change."""
        super().__init__()
        self._app = app
        self._minutes = minutes
        self._clock = clock
        self._seen = clock()
        self._place = QCursor.pos()
        self._window: QWindow | None = None
        app.focusWindowChanged.connect(self._on_window)
        app.inputMethod().cursorRectangleChanged.connect(self._on_input)
        self._on_window(app.focusWindow())
        self._timer = every(self, LOOK_MS, self.look)

    @Slot(object)
    def _on_window(self, window: QWindow | None) -> None:
        """Stop watching the previous window, and watch ``window``."""
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Record the time of an input; never consumes the event."""
        if event.type() in INPUT:
            self._on_input()
        return False

    @Slot()
    def _on_input(self) -> None:
        self._seen = self._clock()

    @Slot()
    def look(self) -> None:
        """Emit ``idle`` when the time is over; a PC that slept counts as idle."""
        if self._place != QCursor.pos():
            self._place = QCursor.pos()
            self._on_input()
        pairs = zip(self._clock(), self._seen, strict=True)
        if max(abs(now - then) for now, then in pairs) >= self._minutes() * 60:
            self._seen = self._clock()
            self.idle.emit()

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        self._on_window(None)
        self._app.focusWindowChanged.disconnect(self._on_window)
        self._app.inputMethod().cursorRectangleChanged.disconnect(self._on_input)
