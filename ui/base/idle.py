"""When nobody has touched keyboard or mouse for so long that the window should lock itself."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

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
        QEvent.Type.InputMethod,
    }
)


def ticks() -> tuple[float, float]:
    """Return seconds of two clocks: one stands still while the PC sleeps, one may be set."""
    return time.monotonic(), time.time()


class IdleWatch(QObject):
    """Sees every input that reaches a window of the program.

    It listens at the native windows and at whatever has the focus (an input method
    brings its text there), not at every widget: thousands of events a second pass
    through an application-wide filter in Python.

    Signals:
        idle: Nobody has touched anything for the set time.
    """

    idle = Signal()

    def __init__(
        self,
        app: QGuiApplication,
        minutes: Callable[[], int],
        clock: Callable[[], tuple[float, float]] = ticks,
    ) -> None:
        """Begin to watch; ``minutes`` is asked anew each time, for the setting may change."""
        super().__init__()
        self._app = app
        self._minutes = minutes
        self._clock = clock
        self._seen = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        app.focusWindowChanged.connect(self._on_window)
        app.focusObjectChanged.connect(self._on_object)
        self._on_window(app.focusWindow())
        self._on_object(app.focusObject())
        self._timer.start()

    @Slot(object)
    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # twice is once: Qt moves it to the front

    @Slot(object)
    def _on_object(self, found: QObject | None) -> None:
        if found is not None:
            found.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take note of an input; every event goes on its way."""
        if event.type() in INPUT:
            self._seen = self._clock()
        return False

    @Slot()
    def look(self) -> None:
        """Say ``idle`` when the time is over; a PC that slept meanwhile counts as idle."""
        pairs = zip(self._clock(), self._seen, strict=True)
        if max(abs(now - then) for now, then in pairs) >= self._minutes() * 60:
            self._seen = self._clock()
            self.idle.emit()

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        self._app.focusWindowChanged.disconnect(self._on_window)
        self._app.focusObjectChanged.disconnect(self._on_object)
