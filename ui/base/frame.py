"""The bare window, painted before anything heavy is imported."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from desk.base.words import mark, say
from ui.base.layout import ScreenLayout

USUAL: Final = QSize(1366, 768)
LEAST: Final = QSize(880, 480)  # a screen of 1366 by 768 at 150 %, without the system's bar
EDGES: Final = QSize(2, 32)  # what the system draws around it, as long as nobody knows


class Frame(QMainWindow):
    """The window: first the sign-in page, then the frame. Never larger than its screen."""

    def __init__(self, layout: ScreenLayout) -> None:
        """Start empty, at the size it had."""
        super().__init__()
        self._layout = layout
        self.setWindowTitle(say(mark("Complaint desk")))
        room = self.screen().availableGeometry().size()
        self.setMinimumSize(LEAST.boundedTo(room - EDGES))
        self.resize(USUAL.boundedTo(room - EDGES))
        if not self.restoreGeometry(layout.blob("window/geometry")) and self.size() != USUAL:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where the window was."""
        self._layout.keep("window/geometry", self.saveGeometry())
        super().closeEvent(event)
