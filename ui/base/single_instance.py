"""A second start at the same home raises the first window instead of opening another."""

import hashlib
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

CALL_MS: Final = 1000


def name_of(folder: Path) -> str:
    """Return the name under which the window at ``folder`` listens on this PC.

    A local socket: it has a name in the system, no address, and no network.
    """
    place = str(folder.resolve()).encode()
    return f"complaint-desk-{hashlib.sha256(place).hexdigest()[:24]}"


class SoleWindow(QObject):
    """Listens whether somebody starts the program again at the same home.

    Signals:
        called: Somebody did; the window should come to the front.
    """

    called = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Begin to listen; what a crash left behind is taken over."""
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_called)
        QLocalServer.removeServer(name_of(folder))
        self._server.listen(name_of(folder))

    @Slot()
    def _on_called(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.close()
            caller.deleteLater()
        self.called.emit()

    def stop(self) -> None:
        """Listen no longer."""
        self._server.close()


def call(folder: Path) -> bool:
    """Ask the window at ``folder`` to come to the front; say whether it heard."""
    caller = QLocalSocket()
    caller.connectToServer(name_of(folder))
    has_heard = caller.waitForConnected(CALL_MS)
    caller.close()
    return bool(has_heard)
