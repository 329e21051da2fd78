"""What each role may do, from the table of rights, in plain words."""

from desk.base.words import mark, say
from desk.rules.people.rights import Right, Role, right_label, rights_of, role_label
from ui.widgets.cards import Card
from ui.widgets.text import label


def may_words(role: Role) -> str:
    """Return a sentence of everything that ``role`` may do."""
    held = rights_of(role)
    return say(mark("May {rights}."), rights=[right_label(one) for one in Right if one in held])


def may_not_words(role: Role) -> str:
    """Return a sentence of everything that ``role`` may not do."""
    held = rights_of(role)
    lacked = [right_label(one) for one in Right if one not in held]
    return say(mark("May not {rights}."), rights=lacked) if lacked else ""


class RightsView(Card):
    """A card with every role."""

    def __init__(self) -> None:
        """Read the table."""
        super().__init__(say(mark("What each role may do")), spacing=4)
        for role in Role:
            self.put(4, label(role_label(role)), may_words(role))
            if may_not_words(role):
                self.put(may_not_words(role))
