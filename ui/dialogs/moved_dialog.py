"""Which deadlines a change would move, before it happens."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QGridLayout, QWidget

from desk.base.words import mark, say
from desk.rules.time.case_clocks import Moved
from desk.rules.time.rule_files import shipped_rules
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import Grown, grid, leave_out
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import label, wrapped

MOST = 500
WIDTH, HEIGHT, LOW = 640, 480, 160
HEADINGS = (mark("Case"), mark("Clock"), mark("Ends now"), mark("Would end"))


class MovedDialog(Dialog):
    """Lists the deadlines that would move; accepted when the person agrees."""

    def __init__(
        self,
        question: str,
        agree: str,
        moved: Sequence[Moved],
        parent: QWidget | None = None,
    ) -> None:
        """Ask ``question``; ``agree`` is the word on the button."""
        title, height = say(mark("Deadlines that move")), HEIGHT if moved else LOW
        super().__init__(title, parent, width=WIDTH, height=height)
        body = scrolled()
        fill(body, _table(moved))
        leave_out(body, unless=bool(moved))
        foot = self.foot(agree, "agree", self.accept)
        self.lay_out(wrapped(question), Grown(body), foot)


def _table(moved: Sequence[Moved]) -> QGridLayout:
    rules = shipped_rules()
    lines = [[label(say(words), "muted") for words in HEADINGS]]
    for move in moved[:MOST]:
        before, after = map(datetime.fromisoformat, (move.before, move.after))
        title = rules.title(move.clock)
        texts = (move.case_no, title, f"{before:%Y-%m-%d %H:%M}", f"{after:%Y-%m-%d %H:%M}")
        lines.append([label(text) for text in texts])
    if len(moved) > MOST:
        lines.append([label(say(mark("… and {count} more"), count=len(moved) - MOST), "muted")])
    return grid(lines, across=24)
