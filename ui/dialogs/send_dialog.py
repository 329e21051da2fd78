"""What a packet would hold, before it is written."""

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from desk.base.words import mark, say
from ui.dialogs.dialog import CANCEL, Dialog
from ui.dialogs.packet_dialog import megabytes
from ui.widgets.boxes import STRETCH
from ui.widgets.text import label, wrapped

WIDTH = 480


class SendDialog(Dialog):
    """Shows how many entries and attachments would be sent; accepted on confirmation."""

    def __init__(self, outlook: Mapping[str, Any], parent: QWidget | None = None) -> None:
        """Show the ``outlook`` of a packet."""
        title = say(mark("Packet for {names}"), names=outlook["to"])
        super().__init__(title, parent, width=WIDTH)
        words = say(mark("Choose a folder…"))
        foot = self.foot(words, "choose-folder", self.accept, (CANCEL, "leave-it"))
        self.lay_out(label(title, "heading"), *map(wrapped, lines(outlook)), STRETCH, foot)


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
