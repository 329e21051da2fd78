"""Which deadlines a change would move, before it happens."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desk.base.words import mark, say
from desk.rules.time.rulebook import shipped_rules
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped

MOST = 500
HEADINGS = (mark("Case"), mark("Clock"), mark("Ends now"), mark("Would end"))


class MovedDialog(QDialog):
    """Lists the deadlines that would move; accepted when the person agrees."""

    def __init__(
        self,
        question: str,
        agree: str,
        moved: Sequence[Mapping[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """Ask ``question``; ``agree`` is the word on the button."""
        super().__init__(parent)
        self.setWindowTitle(say(mark("Deadlines that move")))
        self.resize(640, 480 if moved else 160)
        body = scrolled()
        fill(body, _table(moved))
        body.setVisible(bool(moved))
        ok = button(agree, primary=True, name="agree")
        ok.clicked.connect(self.accept)
        cancel = button(say(mark("Cancel")), name="cancel")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(ok)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(12)
        rows.addWidget(wrapped(question))
        rows.addWidget(body, 1)
        rows.addLayout(buttons)


def _table(moved: Sequence[Mapping[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    for place, words in enumerate(HEADINGS):
        grid.addWidget(label(say(words), "muted"), 0, place)
    rules = shipped_rules()
    for row, move in enumerate(moved[:MOST], start=1):
        before, after = (datetime.fromisoformat(move[part]) for part in ("before", "after"))
        title = rules.rule(move["clock"], before.date()).title
        texts = (move["case_no"], title, f"{before:%Y-%m-%d %H:%M}", f"{after:%Y-%m-%d %H:%M}")
        for place, text in enumerate(texts):
            grid.addWidget(label(text), row, place)
    if len(moved) > MOST:
        more = say(mark("… and {count} more"), count=len(moved) - MOST)
        grid.addWidget(label(more, "muted"), MOST + 1, 0)
    return grid
