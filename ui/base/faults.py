"""Unexpected errors from any thread, each shown once in a dialog."""

import logging
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger("ui.faults")


class FaultHandler(QObject):
    """Shows uncaught exceptions on the GUI thread.

    Signals:
        shown: A fault that was not shown before; carries its traceback.
    """

    shown = Signal(str)
    _caught = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Prepare; `install` makes it the handler."""
        super().__init__(parent)
        self._seen: set[str] = set()
        self._caught.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the handler of uncaught exceptions (PySide calls it on any thread)."""
        sys.excepthook = self.handle

    def handle(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        """Log ``fault`` and hand it to the GUI thread."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        text = "".join(traceback.format_exception(kind, fault, trace))
        log.error("%s", text)
        self._caught.emit(text)

    @Slot(str)
    def _take(self, text: str) -> None:
        if text not in self._seen:
            self._seen.add(text)
            self.shown.emit(text)
