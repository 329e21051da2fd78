"""The base of dialogs that print papers."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.base.errors import Refusal
from desk.base.words import mark, say
from ui.base.hub import Hub
from ui.dialogs.dialog import Dialog
from ui.dialogs.to_printer import Printable, ToPrinter
from ui.widgets.running_bar import RunningBar

GIVEN = mark("Given to the printer: {count} numbered copies.")


class PrintingDialog(Dialog):
    """Prints papers; meanwhile its widgets are disabled, and closing it only stops printing.

    Attributes:
        printer: Prints them.
    """

    def __init__(
        self, hub: Hub, title: str, parent: QWidget | None, *, width: int, height: int = 0
    ) -> None:
        """Build the common parts."""
        super().__init__(title, parent, width=width, height=height)
        self._hub = hub
        self._said: list[str] = []
        self._resting: Sequence[QWidget] = ()
        self._running = RunningBar(hub)
        self.printer = ToPrinter(hub, self._running, self)
        self.printer.said.connect(self._on_said)
        self.printer.ended.connect(self._on_printed)
        self._running.ended.connect(self._rest)

    def _print_papers(self, papers: Sequence[Printable], pages: int = 0) -> None:
        """Print ``papers``, after clearing earlier messages."""
        self._said = []
        try:
            self.printer.send(papers, pages)
        except Refusal as refusal:
            self._on_said(str(refusal))
        self._rest()

    @Slot()
    def _rest(self) -> None:
        for part in self._resting:
            part.setEnabled(not self._running.is_running)

    @Slot(str)
    def _on_said(self, sentence: str) -> None:
        self._said.append(sentence)
        self._show_said(self._said)

    def _show_said(self, sentences: Sequence[str]) -> None:
        """Show the messages about papers not printed, or what they lack."""
        self.problems.tell(" ".join(sentences))

    @Slot(int, int)
    def _on_printed(self, count: int, left: int) -> None:
        """Report the end: copies printed, and copies not begun."""
        raise NotImplementedError

    @Slot()
    def reject(self) -> None:
        """Close; while printing, only stop the printing."""
        if self._running.is_running:
            self._running.cancel()
        else:
            super().reject()


def given(count: int) -> str:
    """Return in a sentence how many copies the printer got."""
    return say(GIVEN, count=count)
