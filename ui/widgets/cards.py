"""Cards: a frame with a quiet heading and what belongs together under it."""

from PySide6.QtWidgets import QFrame, QWidget

from ui.widgets.boxes import CARD, Part, add, column
from ui.widgets.text import label, wrapped


def card(parent: QWidget | None = None) -> QFrame:
    """Return an empty card."""
    made = QFrame(parent)
    made.setObjectName("card")
    return made


class Card(QFrame):
    """A card with a heading.

    Attributes:
        rows: What is on it, from top to bottom.
    """

    def __init__(self, title: str, *parts: Part | str, spacing: int = 8) -> None:
        """Put ``parts`` under ``title``, if any; a text among them is a quiet sentence."""
        super().__init__()
        self.setObjectName("card")
        heading = [label(title, "group")] if title else []
        self.rows = column(*heading, inside=self, margins=CARD, spacing=spacing)
        self.put(*parts)

    def put(self, *parts: Part | str) -> None:
        """Put ``parts`` below what is there."""
        add(self.rows, *(wrapped(one, "muted") if isinstance(one, str) else one for one in parts))


def separator() -> QFrame:
    """Return a thin line."""
    made = QFrame()
    made.setObjectName("separator")
    return made
