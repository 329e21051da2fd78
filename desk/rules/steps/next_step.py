"""What is to be done next with a case, by what its facts say: one answer for every view."""

from desk.base.shapes import Facts
from desk.rules.case.life import NEXT_STEP, Action, State
from desk.rules.steps.gate import is_unanswered
from desk.rules.steps.table import DECISION


def next_step(facts: Facts) -> Action | None:
    """Return the next step of a case; None when there is none, as in a merged one."""
    if facts.get("outcome") == "merged":
        return None
    step = NEXT_STEP.get(State(facts["state"]))
    if step is Action.FOLLOW_UP and facts.get("followed_up_at"):
        return Action.REOPEN if is_unanswered(facts) else Action.CLOSE
    if step is Action.NOTIFY and not all(facts.get(name) for name in DECISION):
        return Action.DECIDE
    return step
