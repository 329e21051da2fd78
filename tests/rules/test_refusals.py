"""What the desk says when it says no: whole sentences, and no code words, in Chinese too."""

import re

import pytest

from desk.base import words
from desk.base.errors import Refusal
from desk.rules.case.fields import BY_ID, flat
from desk.rules.case.life import Action, State
from desk.rules.steps.table import STEPS
from tests.rules.cases_at import GIVEN, taken

CODE_WORD = re.compile(r"[A-Za-z]+[_.-][a-z]+|[a-z]{3,}")
NAMES = re.compile(r"TS-\d+-\d+-[A-Z]\d+|App|F\d\d|Excel")


def refused(action, state, **more):
    with pytest.raises(Refusal) as caught:
        taken(action, state, **more)
    return str(caught.value)


def told(action):
    """Return what is said when ``action`` comes at the wrong time, says too much, or too little."""
    step = STEPS[action]
    fits = next(iter(step.moves))
    for state in State:
        if state not in step.moves:
            yield refused(action, state)
    stranger = "received_at" if "received_at" not in step.takes else "kind"
    yield refused(action, fits, given={stranger: "2026-11-19T08:00:00"})
    for name in (*step.needs, *step.entry_needs):
        given = {key: value for key, value in flat(GIVEN[action]).items() if key != name}
        known = {name: None} if name in BY_ID else {}
        yield refused(action, fits, given=given, facts=known)


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
def test_no_refusal_of_a_step_holds_a_code_word(action):
    words.use("zh_CN")
    left = {text for text in told(action) if CODE_WORD.search(NAMES.sub("", text))}
    assert left == set()


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
def test_a_step_at_the_wrong_time_is_refused_with_what_to_do_instead(action):
    for state in State:
        if state not in STEPS[action].moves:
            text = refused(action, state)
            wanted = "reopened" if state is State.ARCHIVED else "next comes: "
            assert wanted in text
            assert text.endswith(".")
