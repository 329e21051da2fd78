"""Unexpected errors from any thread, each shown in a dialog."""

import logging
import sys
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from desk import __version__
from desk.base.fault_report import details_of, keep_details

log = logging.getLogger("ui.faults")


class FaultHandler(QObject):
    """Shows uncaught exceptions on the GUI thread.

    Signals:
        shown: A fault; carries kind and place of it, and nothing that people typed.
    """

    shown = Signal(str)
    _caught = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Prepare; `install` makes it the handler."""
        super().__init__(parent)
        self._caught.connect(self.shown, Qt.ConnectionType.QueuedConnection)

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
        text = details_of(fault, __version__)
        log.error("%s", text)
        keep_details(text)
        self._caught.emit(text)
