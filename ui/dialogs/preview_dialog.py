"""A paper to be looked at before it is made, and printed from there."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.words import mark, say
from ui.base.hub import Hub
from ui.dialogs.to_printer import Paper, ToPrinter
from ui.widgets.notice_bar import NoticeBar
from ui.widgets.paper_view import PaperView
from ui.widgets.running_bar import RunningBar
from ui.widgets.text import button, label

WIDTH, HEIGHT = 860, 720


class PreviewDialog(QDialog):
    """Shows the pages of a paper; nothing is recorded before it is printed.

    Attributes:
        printer: Prints it.
        view: Shows it.
    """

    def __init__(
        self, hub: Hub, paper: Paper, content: bytes, parent: QWidget | None = None
    ) -> None:
        """Show the PDF ``content``, the preview of ``paper``."""
        super().__init__(parent)
        self._paper = paper
        self.setWindowTitle(say(mark("Preview")))
        self.resize(WIDTH, HEIGHT)
        self.view = PaperView()
        self.view.show_pdf(content)
        self._running = RunningBar(hub)
        self._notice = NoticeBar()
        self.printer = ToPrinter(hub, self._running, self)
        self.printer.said.connect(self._notice.refuse)
        self.printer.ended.connect(self._on_ended)
        self._print = button(say(mark("Print…")), primary=True, name="print-preview")
        self._print.clicked.connect(self._on_print)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.addLayout(self._head())
        rows.addWidget(self._running)
        rows.addWidget(self._notice)
        rows.addWidget(self.view, 1)

    def _head(self) -> QHBoxLayout:
        close = button(say(mark("Close the window")), name="close-preview")
        close.clicked.connect(self.reject)
        head = QHBoxLayout()
        head.addWidget(label(self._paper.title, "heading"))
        head.addStretch(1)
        words = mark("{count} pages; personal data masked")
        head.addWidget(label(say(words, count=self.view.count), "muted"))
        head.addWidget(close)
        head.addWidget(self._print)
        return head

    @Slot()
    def _on_print(self) -> None:
        self._notice.hide()
        try:
            self.printer.send([self._paper], self.view.count)
        except Refusal as refusal:
            self._notice.refuse(str(refusal))
        self._print.setEnabled(not self._running.is_running)

    @Slot(int, int)
    def _on_ended(self, printed: int, _left: int) -> None:
        self._print.setEnabled(True)
        if printed:
            words = mark("Given to the printer: {count} numbered copies.")
            self._notice.tell(say(words, count=printed))

    @Slot()
    def reject(self) -> None:
        """Close; while it is printed, Escape and the frame only stop that."""
        if self._running.is_running:
            self._running.cancel()
        else:
            super().reject()
