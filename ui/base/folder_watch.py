"""Watching a folder for packets and receipts; files are only reported."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal, Slot

SUFFIXES = (".cdp", ".cdr")


class FolderWatch(QObject):
    """Reports packets and receipts that appear in a watched folder.

    Signals:
        arrived: Files appeared; carries all that were not there at first.
    """

    arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Watch nothing yet."""
        super().__init__(parent)
        self._folder: Path | None = None
        self._known: set[str] = set()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_changed)

    @property
    def folder(self) -> Path | None:
        """Return the folder that is watched."""
        return self._folder

    def watch(self, folder: Path | None) -> None:
        """Watch ``folder`` from now on; None watches nothing."""
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self._folder = folder if folder is not None and folder.is_dir() else None
        self._known = set(self._names())
        if self._folder is not None:
            self._watcher.addPath(str(self._folder))

    def forget(self, path: Path) -> None:
        """Do not report ``path`` any more: it was looked at."""
        self._known.add(path.name)

    def _names(self) -> list[str]:
        """Return the packets and receipts in the folder; none when it vanished."""
        if self._folder is None or not self._folder.is_dir():
            return []
        return sorted(one.name for one in self._folder.iterdir() if one.suffix.lower() in SUFFIXES)

    @Slot()
    def _on_changed(self) -> None:
        folder = self._folder
        if folder is not None:
            self.arrived.emit([folder / name for name in self._names() if name not in self._known])
