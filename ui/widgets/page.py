"""The shell of a page: its title, what can be done, and below it what the page shows."""

from collections.abc import Iterable
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.actions.work import Done
from desk.base.words import say
from ui.base.hub import Hub
from ui.widgets.boxes import PAGE, STRETCH, Part, column, row
from ui.widgets.problems import Problems
from ui.widgets.text import label


class Page(QWidget):
    """A page of the window.

    A page states its ``title``, puts its parts in with `lay_out`, reads what it shows in
    `start`, and says in `concerns` after which changes it reads again.

    Attributes:
        title: ``mark``ed words.
        problems: Shows why the desk said no, where the page has a place for it.
    """

    title: ClassVar[str]

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Begin an empty page."""
        super().__init__(parent)
        self.setObjectName("page")
        self._hub = hub
        self.problems = Problems()
        hub.changed.connect(self._on_changed)

    def lay_out(self, actions: Iterable[Part], *parts: Part, beside: Iterable[Part] = ()) -> None:
        """Put ``parts`` below the head.

        Args:
            actions: What can be done, at the right of the head.
            parts: From top to bottom.
            beside: What stands beside the title.
        """
        title = label(say(self.title), "title")
        head = row(title, *beside, STRETCH, *actions, spacing=12)
        self.fill(head, *parts)

    def fill(self, *parts: Part, spacing: int = 12) -> None:
        """Put ``parts`` on the page, for one that has a head of its own."""
        column(*parts, inside=self, margins=PAGE, spacing=spacing)

    @Slot()
    def start(self) -> None:
        """Read what the page shows; called whenever it comes to the front."""

    def give_way(self) -> bool:
        """Close what is open inside the page, when the person wants to leave; say if there was."""
        return False

    def concerns(self, changes: Done[object]) -> bool:  # noqa: ARG002 - a page may answer
        """Say whether the page reads again after ``changes``."""
        return False

    @Slot(object)
    def _on_changed(self, changes: Done[object]) -> None:
        if self.isVisible() and self.concerns(changes):
            self.start()
