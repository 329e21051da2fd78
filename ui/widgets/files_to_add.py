"""Choosing files to attach once the case is registered."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desk.actions.work import Done
from desk.attachments.attaching import attach
from desk.base.text import plain
from desk.base.words import mark, say
from ui.base.drops import Drops
from ui.base.hub import Hub
from ui.widgets.boxes import NONE, STRETCH, column, row
from ui.widgets.text import button, wrapped


class FilesToAdd(QWidget):
    """Accepts chosen or dropped files; they are read once the case has a number."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build it without files."""
        super().__init__(parent)
        self._hub = hub
        self._paths: list[Path] = []
        self._names = wrapped("", "muted")
        choose = button(say(mark("Add files…")), "files-choose", self._on_choose)
        self._off = button(
            say(mark("Take them off")), "files-off", partial(self.show_paths, ()), quiet=True
        )
        column(row(choose, self._off, STRETCH), self._names, inside=self, margins=NONE, spacing=4)
        Drops(self, lambda paths: self.show_paths([*self._paths, *paths]))
        self.show_paths(())

    @Slot()
    def _on_choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, say(mark("Which files?")))
        self.show_paths([*self._paths, *map(Path, names)])

    def show_paths(self, paths: list[Path] | tuple[Path, ...]) -> None:
        """Take ``paths`` instead of what was chosen before."""
        self._paths = list(dict.fromkeys(paths))
        self._off.setVisible(bool(self._paths))
        words = mark("Attached when it is registered: {names}")
        nothing = mark("No files yet; they are attached when the case is registered.")
        names = [path.name for path in self._paths]
        self._names.setText(plain(say(words, names=names) if names else say(nothing)))

    def attach_to(self, case_no: str) -> None:
        """Attach the files to the case, one after the other, and begin anew."""
        office, paths = self._hub.reader.office, self._paths
        self.show_paths(())
        for path in paths:
            job = partial(attach, office, case_no, path)
            self._hub.tasks.write(self._hub, job, self._on_attached, self._hub.say_no)

    def _on_attached(self, changes: Done[object]) -> None:
        self._hub.changed.emit(changes)
