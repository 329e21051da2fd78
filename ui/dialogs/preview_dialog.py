"""A paper to be looked at before it is made, and printed from there."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk.base.words import mark, say
from ui.base.hub import Hub
from ui.dialogs.printing_dialog import PrintingDialog, given
from ui.dialogs.to_printer import Paper
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
        super().__init__(hub, parent)
        self._paper = paper
        self.setWindowTitle(say(mark("Preview")))
        self.resize(WIDTH, HEIGHT)
        self.view = PaperView()
        self.view.show_pdf(content)
        self._notice = NoticeBar()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.addLayout(self._head())
        rows.addWidget(self._running)
        rows.addWidget(self._notice)
        rows.addWidget(self.view, 1)

    def _head(self) -> QHBoxLayout:
        press = button(say(mark("Print…")), primary=True, name="print-preview")
        press.clicked.connect(self._on_print)
        close = button(say(mark("Close the window")), name="close-preview")
        close.clicked.connect(self.reject)
        self._resting = (press, close)
        head = QHBoxLayout()
        head.addWidget(label(self._paper.title, "heading"))
        head.addStretch(1)
        words = mark("{count} pages; personal data masked")
        head.addWidget(label(say(words, count=self.view.count), "muted"))
        head.addWidget(close)
        head.addWidget(press)
        return head

    @Slot()
    def _on_print(self) -> None:
        self._notice.hide()
        self._send([self._paper], self.view.count)

    def _show_said(self, sentences: Sequence[str]) -> None:
        self._notice.refuse(" ".join(sentences))

    @Slot(int, int)
    def _on_printed(self, count: int, _left: int) -> None:
        if count:
            show = self._on_said if self._said else self._notice.tell
            show(given(count))
