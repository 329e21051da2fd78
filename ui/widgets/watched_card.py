"""The watched folder: which one, and what came into it; nothing is taken without a word."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from ui.widgets.scrolled import clear
from ui.widgets.text import Elided, button, label


class WatchedCard(QWidget):
    """One line for the folder, one for each file that came.

    Signals:
        wants_folder: The person wants to choose a folder.
        wants_none: She wants no folder watched any more.
        wants_look: She wants to look at a file: its path.
    """

    wants_folder = Signal()
    wants_none = Signal()
    wants_look = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show that nothing is watched."""
        super().__init__(parent)
        self._paths: list[Path] = []
        self._text = Elided("", "muted")
        choose = button(say(mark("Watch a folder…")), quiet=True, name="watch-folder")
        choose.clicked.connect(self.wants_folder)
        self._none = button(say(mark("Watch none")), quiet=True, name="watch-none")
        self._none.clicked.connect(self.wants_none)
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        line.addWidget(choose)
        line.addWidget(self._none)
        self._files = QVBoxLayout()
        self._files.setSpacing(4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(line)
        rows.addLayout(self._files)

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
        """Show ``path`` no more."""
        self.show_files([one for one in self._paths if one != path])

    def _line(self, path: Path) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(label(plain(say(mark("Arrived: {name}"), name=path.name))), 1)
        look = button(say(mark("Look at it…")), name=f"look {path.name}")
        look.clicked.connect(partial(self._look, path))
        line.addWidget(look)
        return line

    def _look(self, path: Path, _checked: object = None) -> None:
        self.wants_look.emit(path)
