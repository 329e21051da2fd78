"""The bare window, painted before anything heavy is imported."""

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from desk.base.words import mark, say
from ui.base.layout import ScreenLayout


class Frame(QMainWindow):
    """The window: first the sign-in page, then the frame."""

    def __init__(self, layout: ScreenLayout) -> None:
        """Start empty, at the size it had."""
        super().__init__()
        self._layout = layout
        self.setWindowTitle(say(mark("Complaint desk")))
        self.resize(1366, 768)
        self.setMinimumSize(960, 600)
        self.restoreGeometry(layout.blob("window/geometry"))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where the window was."""
        self._layout.keep("window/geometry", self.saveGeometry())
        super().closeEvent(event)
