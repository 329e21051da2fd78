"""The sheet of keys."""

from PySide6.QtWidgets import QGridLayout, QWidget

from desk.base.words import mark, say
from ui.dialogs.dialog import Dialog
from ui.widgets.text import button, label

KEYS = {
    "Ctrl+K": mark("search"),
    "Ctrl+N": mark("register a complaint"),
    "Ctrl+1": mark("case queue"),
    "↑ ↓": mark("move in the queue"),
    "Enter": mark("open the case"),
    "Esc": mark("back to the queue"),
    "F5": mark("read the page again"),
    "Ctrl+L": mark("lock the window"),
    "?": mark("this sheet"),
}


class KeysDialog(Dialog):
    """Lists every key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the list."""
        super().__init__(say(mark("Keys")), parent, width=0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(8)
        for line, (keys, words) in enumerate(KEYS.items()):
            grid.addWidget(label(keys, "heading"), line, 0)
            grid.addWidget(label(say(words)), line, 1)
        close = button(say(mark("Got it")), "close-keys", self.accept, primary=True)
        self.lay_out(grid, close, spacing=16)
