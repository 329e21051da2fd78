"""What each role may do, from the table of rights, in plain words."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desk.base.words import mark, say
from desk.rules.people.rights import Right, Role, right_label, rights_of, role_label
from ui.widgets.text import label, wrapped


def may_words(role: Role) -> str:
    """Return a sentence of everything that ``role`` may do."""
    held = rights_of(role)
    return say(mark("May {rights}."), rights=[right_label(one) for one in Right if one in held])


def may_not_words(role: Role) -> str:
    """Return a sentence of everything that ``role`` may not do."""
    held = rights_of(role)
    lacked = [right_label(one) for one in Right if one not in held]
    return say(mark("May not {rights}."), rights=lacked) if lacked else ""


class RightsView(QFrame):
    """A card with every role."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Read the table."""
        super().__init__(parent)
        self.setObjectName("card")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 14)
        rows.setSpacing(4)
        rows.addWidget(label(say(mark("What each role may do")), "group"))
        for role in Role:
            rows.addSpacing(4)
            rows.addWidget(label(role_label(role)))
            for words in (may_words(role), may_not_words(role)):
                if words:
                    rows.addWidget(wrapped(words, "muted"))
