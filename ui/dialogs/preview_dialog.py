"""A paper to be looked at before it is made."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desk.base.words import mark, say
from ui.widgets.paper_view import PaperView
from ui.widgets.text import button, label

WIDTH, HEIGHT = 860, 720


class PreviewDialog(QDialog):
    """Shows the pages of a paper; nothing is written, nothing is recorded."""

    def __init__(self, title: str, content: bytes, parent: QWidget | None = None) -> None:
        """Show the PDF ``content`` under ``title``."""
        super().__init__(parent)
        self.setWindowTitle(say(mark("Preview")))
        self.resize(WIDTH, HEIGHT)
        self.view = PaperView()
        self.view.show_pdf(content)
        close = button(say(mark("Close the window")), name="close-preview")
        close.clicked.connect(self.accept)
        head = QHBoxLayout()
        head.addWidget(label(title, "heading"))
        head.addStretch(1)
        words = mark("{count} pages; personal data masked")
        head.addWidget(label(say(words, count=self.view.count), "muted"))
        head.addWidget(close)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.addLayout(head)
        rows.addWidget(self.view, 1)
