"""The watched folder: which one, and new files in it; nothing is imported by itself."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk.base.words import mark, say
from ui.widgets.boxes import NONE, Grown, column, row
from ui.widgets.scrolled import clear
from ui.widgets.text import Elided, button, label


class WatchedCard(QWidget):
    """One line for the folder, one for each file that came.

    Signals:
        wants_folder: The person wants to choose a folder.
        wants_none: She wants no folder watched any more.
        wants_look: The person wants to preview a file; carries its path.
    """

    wants_folder = Signal()
    wants_none = Signal()
    wants_look = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show that nothing is watched."""
        super().__init__(parent)
        self._paths: list[Path] = []
        self._text = Elided("", "muted")
        choose = button(say(mark("Watch a folder…")), "watch-folder", self.wants_folder, quiet=True)
        self._none = button(say(mark("Watch none")), "watch-none", self.wants_none, quiet=True)
        self._files = column(spacing=4)
        line = row(Grown(self._text), choose, self._none)
        column(line, self._files, inside=self, margins=NONE, spacing=4)

    def show_folder(self, folder: Path | None) -> None:
        """Show which folder is watched; None is none."""
        words = (
            say(
                mark("Watched for packets: {folder}. A file can also be dropped here."),
                folder=folder,
            )
            if folder
            else say(mark("Drop a packet or a receipt here, or have a folder watched for them."))
        )
        self._text.show_text(words)
        self._none.setVisible(folder is not None)
        self.show_files([])

    def show_files(self, paths: list[Path]) -> list[Path]:
        """Show the files that came; return those that were not shown before."""
        new = [path for path in paths if path not in self._paths]
        self._paths = list(paths)
        clear(self._files)
        for path in paths:
            self._files.addLayout(self._line(path))
        return new

    def drop(self, path: Path) -> None:
        """Remove ``path`` from the list."""
        self.show_files([one for one in self._paths if one != path])

    def _line(self, path: Path) -> QHBoxLayout:
        look = button(
            say(mark("Look at it…")), f"look {path.name}", partial(self.wants_look.emit, path)
        )
        return row(Grown(label(say(mark("Arrived: {name}"), name=path.name))), look)
