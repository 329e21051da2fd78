"""The sheet of keys."""

from PySide6.QtWidgets import QWidget

from desk.base.words import mark, say
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import grid
from ui.widgets.text import button, label

KEYS = {
    "Ctrl+K": mark("search; ↓ or Enter leads to what was found"),
    "Ctrl+N": mark("register a complaint"),
    "/": mark("find a step or a page by its name"),
    "Ctrl+1": mark("case queue"),
    "↑ ↓": mark("move in the queue"),
    "Enter": mark("open the case"),
    "Ctrl+Enter": mark("register; in a dialog, confirm"),
    "Esc": mark("back to the queue; once more shows all cases"),
    "F5": mark("read the page again"),
    "Ctrl+L": mark("lock the window"),
    "?": mark("this sheet"),
}


class KeysDialog(Dialog):
    """Lists every key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the list."""
        super().__init__(say(mark("Keys")), parent, width=0)
        lines = ((label(keys, "heading"), label(say(words))) for keys, words in KEYS.items())
        close = button(say(mark("Got it")), "close-keys", self.accept, primary=True)
        self.lay_out(grid(lines, across=28, down=8), close, spacing=16)
