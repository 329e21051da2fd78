"""The card beside the queue: the next case, or none, leaves nothing of the one before."""

from dataclasses import replace

from desk.reads.case_file import read_case
from desk.rules.people.rights import People
from tests.builders import register
from ui.widgets.case_card import CaseCard
from ui.widgets.story import details
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


def test_a_no_and_a_nought_in_an_entry_are_told(branch):
    case_no = register(branch.desk("chen"))
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    values = {"rectifications/r1": {"helped": False, "after": 0, "effect": ""}}
    told = replace(case.story[0], kind="case.judge-effect", values=values)
    words = [("It helped", "no"), ("Complaints of the same cause after", "0")]
    assert details(told, People()) == words
