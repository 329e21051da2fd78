"""Garbage is collected on the GUI thread alone, while other threads run.

Python collects wherever it happens to be; a window or a widget in a dead cycle would be
destroyed on a reader's thread, which Qt does not survive.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, Slot

from ui.base.timers import every

LOOK_MS: Final = 1000
threads_at_work: Final[set[int]] = set()  # by the tidier of each


class GcTimer(QObject):
    """Keeps Python from collecting by itself, and does it once a second instead."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin; on the GUI thread."""
        super().__init__(parent)
        self._limits = gc.get_threshold()
        self._was_on = gc.isenabled() or bool(threads_at_work)
        threads_at_work.add(id(self))
        gc.disable()
        self._timer = every(self, LOOK_MS, self.look)

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, with the younger ones."""
        due = [place for place, limit in enumerate(self._limits) if limit < gc.get_count()[place]]
        if due:
            gc.collect(max(due))

    def stop(self) -> None:
        """Let Python collect by itself again, when no other threads are at work."""
        self._timer.stop()
        threads_at_work.discard(id(self))
        if self._was_on and not threads_at_work:
            gc.enable()
