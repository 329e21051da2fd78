"""A card in the middle of the window, for who is not signed in: imported before the first paint."""

from PySide6.QtWidgets import QFrame, QWidget

from ui.widgets.boxes import STRETCH, Grown, Part, column, row
from ui.widgets.cards import card


def sheet(*parts: Part, spacing: int = 8) -> QFrame:
    """Return a card with wide margins that has ``parts`` one below the other."""
    made = card()
    column(*parts, inside=made, margins=(28, 26, 28, 24), spacing=spacing)
    return made


class CentredPage(QWidget):
    """A page with one card, a little above its middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin an empty page."""
        super().__init__(parent)
        self.setObjectName("page")

    def centre(self, box: QWidget, width: int) -> None:
        """Show ``box``, so wide."""
        box.setFixedWidth(width)
        middle = row(STRETCH, box, STRETCH)
        column(Grown(None, 2), middle, Grown(None, 3), inside=self)
