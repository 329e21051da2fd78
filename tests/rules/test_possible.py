"""A menu hides a step only where it would be refused in any event; every step has its place."""

from collections import Counter

import pytest

from desk.base.errors import Refusal
from desk.rules.case.life import Action, State
from desk.rules.steps.possible import has_object
from desk.rules.steps.table import STEPS
from tests.rules.cases_at import BEFORE, FACTS, situation, taken
from ui.models.case_menu import DAILY, GROUPS

BOUND = (  # steps about something that a case may lack
    Action.RESUME,
    Action.ACCEPT_TRANSFER,
    Action.REFUSE_TRANSFER,
    Action.KEEP_PROMISE,
    Action.EMERGENCY_REPORT,
    Action.COUNTERSIGN,
    Action.VERIFY_RECTIFICATION,
    Action.JUDGE_EFFECT,
    Action.CONFIRM_CORRECTION,
    Action.CORRECT_PAYMENT,
    Action.CONFIRM_PAYMENT,
    Action.UNLINK,
    Action.UNMERGE,
)


@pytest.mark.parametrize("action", Action)
def test_a_step_that_can_be_taken_is_offered(action):
    assert has_object(action, {**FACTS, **BEFORE.get(action, {})})


@pytest.mark.parametrize("action", BOUND)
def test_a_step_about_nothing_is_not_offered_and_would_be_refused(action):
    assert not has_object(action, FACTS)
    state = next(iter(STEPS[action].moves))
    bare = dict.fromkeys(BEFORE[action])
    assert situation(action, State(state), facts=bare) is not None
    with pytest.raises((Refusal, TypeError, KeyError, StopIteration)):
        taken(action, State(state), facts=bare)


def test_every_step_stands_in_one_place_of_the_menu():
    places = Counter([*DAILY, *(one for group in GROUPS.values() for one in group)])
    assert set(places) == set(Action)
    assert set(places.values()) == {1}
