"""Single instance: a second start at the same home raises the first window."""

import hashlib
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

CALL_MS: Final = 1000


def name_of(folder: Path) -> str:
    """Return the local socket name of the window at ``folder``.

    A local socket has a name in the system, no network address.
    """
    place = str(folder.resolve()).encode()
    return f"complaint-desk-{hashlib.sha256(place).hexdigest()[:24]}"


class SoleWindow(QObject):
    """Listens for further starts of the program at the same home.

    Signals:
        called: The program was started again; the window should be raised.
    """

    called = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Start listening; removes the socket of a crashed process."""
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
    """Ask the window at ``folder`` to raise itself; return whether it answered."""
    caller = QLocalSocket()
    caller.connectToServer(name_of(folder))
    has_heard = caller.waitForConnected(CALL_MS)
    caller.close()
    return bool(has_heard)
