"""Running cyclic garbage collection on the GUI thread only.

Python collects on whichever thread allocates; a widget in a dead cycle would be
destroyed on a reader's thread, which Qt does not survive.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, Slot

from ui.base.timers import every

LOOK_MS: Final = 1000
threads_at_work: Final[set[int]] = set()  # by the tidier of each


class GcTimer(QObject):
    """Disables automatic garbage collection, and collects once a second instead."""

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
        """Collect the oldest generation that is due, and the younger ones."""
        due = [place for place, limit in enumerate(self._limits) if limit < gc.get_count()[place]]
        if due:
            gc.collect(max(due))

    def stop(self) -> None:
        """Re-enable automatic collection, when no other threads run."""
        self._timer.stop()
        threads_at_work.discard(id(self))
        if self._was_on and not threads_at_work:
            gc.enable()
