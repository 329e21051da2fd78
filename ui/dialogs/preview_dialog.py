"""Previewing a paper, and printing it from there."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk.base.words import mark, say
from reports.places import Printed
from ui.base.folder_dialog import into_folder
from ui.base.hub import Hub
from ui.dialogs.printing_dialog import PrintingDialog, given
from ui.dialogs.to_printer import Paper
from ui.widgets.boxes import STRETCH, Grown, column, row
from ui.widgets.notice_bar import NoticeBar
from ui.widgets.paper_view import PaperView
from ui.widgets.text import button, label

WIDTH, HEIGHT = 860, 720


class PreviewDialog(PrintingDialog):
    """Shows the pages of a paper; nothing is recorded before it is printed.

    Attributes:
        view: Shows it.
    """

    def __init__(
        self, hub: Hub, paper: Paper, content: bytes, parent: QWidget | None = None
    ) -> None:
        """Show the PDF ``content``, the preview of ``paper``."""
        title = say(mark("Preview"))
        super().__init__(hub, title, parent, width=WIDTH, height=HEIGHT)
        self._paper = paper
        self.view = PaperView()
        self.view.show_pdf(content)
        self._notice = NoticeBar(self.view)
        parts = (self._head(), self._running, Grown(self.view))
        column(*parts, inside=self, margins=(16, 12, 16, 12))

    def _head(self) -> QHBoxLayout:
        press = button(say(mark("Print…")), "print-preview", self._on_print, primary=True)
        write = button(say(mark("Write as PDF…")), "write-preview", self._on_write)
        close = button(say(mark("Close the window")), "close-preview", self.reject)
        self._resting = (press, write, close)
        masked, full = mark("{count} pages; personal data masked"), mark("{count} pages; UNMASKED")
        words = full if self._paper.is_full else masked
        told = label(say(words, count=self.view.count), "muted")
        return row(label(self._paper.title, "heading"), STRETCH, told, close, write, press)

    @Slot()
    def _on_print(self) -> None:
        self._notice.hide()
        self._print_papers([self._paper], self.view.count)

    @Slot()
    def _on_write(self) -> None:
        into_folder(self, say(mark("Where shall the paper be written?")), self.write_to)

    def write_to(self, folder: Path) -> None:
        """Have the paper written into ``folder``."""
        self._said = []
        self._notice.hide()
        words = say(mark("Writing {name}…"), name=self._paper.title)
        self._running.run(
            words,
            lambda _tell: self._paper.write(folder),
            self._on_written,
            lambda refusal: self._on_said(str(refusal)),
            can_stop=False,
        )
        self._rest()

    def _on_written(self, printed: Printed) -> None:
        names = [path.name for path in printed.files.values()]
        self._notice.tell(say(mark("Written: {names}"), names=names) + printed.note)

    def _show_said(self, sentences: Sequence[str]) -> None:
        self._notice.refuse(" ".join(sentences))

    @Slot(int, int)
    def _on_printed(self, count: int, _left: int) -> None:
        if count:
            show = self._on_said if self._said else self._notice.tell
            show(given(count))
