"""Telling from the writer thread how far a long job is, and giving it up from the window."""

from typing import ClassVar

from PySide6.QtCore import QObject, Signal

from desk.base.errors import Refusal
from desk.base.words import mark


class GivenUp(Refusal):
    """A long job was stopped by the person who began it."""

    text: ClassVar[str] = mark("Stopped. Nothing was changed.")


class Telling(QObject):
    """Stands between one long job and the page that shows it.

    Signals:
        told: How far it is; arrives on the GUI thread.
    """

    told = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin, wanted."""
        super().__init__(parent)
        self._is_given_up = False

    def give_up(self) -> None:
        """Stop the job at its next word; GUI thread."""
        self._is_given_up = True

    def tell(self, done: int) -> None:
        """Say how far the job is; the job's thread.

        Raises:
            GivenUp: Nobody wants it any more.
        """
        if self._is_given_up:
            raise GivenUp
        self.told.emit(done)
