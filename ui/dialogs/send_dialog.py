"""What a packet would hold, before it is written."""

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desk.base.words import mark, say
from ui.dialogs.packet_dialog import megabytes
from ui.widgets.text import button, label, wrapped

WIDTH = 480


class SendDialog(QDialog):
    """Tells how many entries and attachments would go; accepted when the person goes on."""

    def __init__(self, outlook: Mapping[str, Any], parent: QWidget | None = None) -> None:
        """Show the ``outlook`` of a packet."""
        super().__init__(parent)
        title = say(mark("Packet for {names}"), names=outlook["to"])
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(12)
        rows.addWidget(label(title, "heading"))
        for line in lines(outlook):
            rows.addWidget(wrapped(line))
        rows.addStretch(1)
        go = button(say(mark("Choose a folder…")), primary=True, name="choose-folder")
        go.clicked.connect(self.accept)
        go.setDefault(True)
        leave = button(say(mark("Cancel")), name="leave-it")
        leave.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(leave)
        foot.addWidget(go)
        rows.addLayout(foot)
        go.setFocus()


def lines(outlook: Mapping[str, Any]) -> Iterator[str]:
    """Yield what would go, a sentence each."""
    yield say(mark("{acts} entries go along."), acts=f"{outlook['acts']:,}")
    if outlook["packets"] > 1:
        yield say(mark("They make {count} files; bring all of them."), count=outlook["packets"])
    if outlook["attachments"]:
        words = mark("{count} attachments go along ({size} MB).")
        size = megabytes(outlook["attachment_bytes"])
        yield say(words, count=outlook["attachments"], size=size)
    if outlook["attachments_owed"]:
        words = mark(
            "{count} attachments are held back ({size} MB): more than the settings let go along, "
            "or not here yet. They go when the other one asks for them with its receipt."
        )
        size = megabytes(outlook["owed_bytes"])
        yield say(words, count=len(outlook["attachments_owed"]), size=size)
