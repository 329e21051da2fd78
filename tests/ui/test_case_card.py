"""The card beside the queue: the next case, or none, leaves nothing of the one before."""

from desk.reads.case_file import read_case
from tests.builders import register
from ui.widgets.case_card import CaseCard
from ui.widgets.text import Elided


def story(card):
    """Return the lines of the story that are seen; each begins with its day."""
    lines = (one for one in card.findChildren(Elided) if one.isVisibleTo(card))
    return [one for one in lines if one.text().startswith("11-20")]


def test_a_case_that_cannot_be_shown_leaves_nothing_of_the_one_before(hub, branch, qtbot):
    case_no = register(branch.desk("chen"))
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    card = CaseCard(hub)
    qtbot.addWidget(card)
    card.show_case(case.id)
    qtbot.waitUntil(lambda: len(story(card)) == len(case.story))
    card.show_case(case.id + 1)
    qtbot.waitUntil(lambda: story(card) == [])
