"""Files that are dropped on a widget."""

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class Drops(QObject):
    """Accepts files dropped on a widget, and calls back with them."""

    def __init__(
        self,
        widget: QWidget,
        came: Callable[[list[Path]], object],
        kinds: Collection[str] = (),
        *,
        may: Callable[[], bool] = lambda: True,
    ) -> None:
        """Watch ``widget``, as long as it lives.

        Args:
            widget: What files are dropped on.
            came: Called with the files, at least one.
            kinds: Accepted extensions, e.g. ".csv"; () for all.
            may: Says whether files are accepted at the moment.
        """
        super().__init__(widget)
        self._came, self._kinds, self._may = came, frozenset(kinds), may
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Accept what is wanted; say whether the event was ours."""
        if not isinstance(event, QDropEvent) or event.type() == QEvent.Type.DragMove:
            return False
        paths = [path for path in _files(event) if not self._kinds or self._fits(path)]
        if not paths or not self._may():
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._came(paths)
        return True

    def _fits(self, path: Path) -> bool:
        return path.suffix.lower() in self._kinds


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
