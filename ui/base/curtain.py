"""The curtain: hides the content of all windows, dialogs included, and restores it."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QToolTip, QWidget
from shiboken6 import isValid

UNSEEN = Qt.WidgetAttribute.WA_DontShowOnScreen


class Curtain(QObject):
    """Hides the content of ``window`` and every other window of the program.

    Nothing is closed: what was typed into a dialog is kept. A
    dialog that opens meanwhile stays hidden. A file dialog that blocks the
    program is cancelled.
    """

    def __init__(self, window: QMainWindow, front: QWidget) -> None:
        """Prepare to show ``front`` instead of the content of ``window``."""
        super().__init__(window)
        self._window = window
        self._front = front
        self._behind: list[QWidget] = []
        self._focus: QWidget | None = None
        front.setParent(window)
        front.hide()

    @property
    def is_drawn(self) -> bool:
        """Say whether the content is hidden."""
        return not self._front.isHidden()

    def draw(self) -> None:
        """Hide everything."""
        if self.is_drawn:
            return
        self._focus = QApplication.focusWidget()
        QToolTip.hideText()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        content = self._window.centralWidget()
        others = [one for one in QApplication.topLevelWidgets() if one is not self._window]
        self._behind = [content] if content is not None else []
        self._behind += [one for one in others if one.isVisible()]
        for widget in self._behind:
            widget.hide()
        self._front.setGeometry(self._window.rect())
        self._front.show()
        self._front.raise_()
        application().installEventFilter(self)

    def lift(self) -> None:
        """Show everything as it was."""
        if not self.is_drawn:
            return
        application().removeEventFilter(self)
        self._front.hide()
        for widget in self._behind:
            if isValid(widget):
                widget.setAttribute(UNSEEN, False)
                widget.show()
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus()
        self._behind, self._focus = [], None

    def drop(self) -> None:
        """Stop hiding without showing anything, before the content is deleted."""
        application().removeEventFilter(self)
        self._front.hide()
        for widget in self._behind:
            if isValid(widget) and widget.isWindow():
                widget.deleteLater()
        self._behind, self._focus = [], None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hide windows that are shown meanwhile; fill the window when it is resized."""
        kind = event.type()
        if kind is QEvent.Type.Show and isinstance(watched, QWidget) and self._is_other(watched):
            watched.setAttribute(UNSEEN)  # before Qt asks the system to show it
            self._behind.append(watched)
            QTimer.singleShot(0, watched, watched.hide)  # a modal one would block the front
        elif kind is QEvent.Type.Resize and watched is self._window:
            self._front.setGeometry(self._window.rect())
        return False

    def _is_other(self, widget: QWidget) -> bool:
        kind = widget.windowType()
        is_passing = kind in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
        return widget.isWindow() and widget is not self._window and not is_passing


def application() -> QApplication:
    """Return the application."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError(app)
    return app
