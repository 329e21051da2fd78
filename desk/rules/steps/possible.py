"""Which steps have something to be about in a case, so that menus offer no others.

It hides only what a guard of the step would refuse in any event; the guards decide.
"""

from collections.abc import Callable
from typing import Final

from desk.base.shapes import Facts
from desk.rules.case import entries
from desk.rules.case.life import Action
from desk.rules.steps import life_guards as life
from desk.rules.steps.clock_guards import going_on
from desk.rules.steps.correction import unconfirmed
from desk.rules.steps.effect import checked_tasks

_ABOUT: Final[dict[Action, Callable[[Facts], object]]] = {
    Action.RESUME: going_on,
    Action.ACCEPT_TRANSFER: life.transfer_asked,
    Action.REFUSE_TRANSFER: life.transfer_asked,
    Action.KEEP_PROMISE: life.open_promises,
    Action.EMERGENCY_REPORT: life.debt,
    Action.COUNTERSIGN: life.debt,
    Action.VERIFY_RECTIFICATION: life.open_tasks,
    Action.JUDGE_EFFECT: checked_tasks,
    Action.CONFIRM_CORRECTION: unconfirmed,
    Action.CORRECT_PAYMENT: lambda facts: facts.get(entries.PAYMENTS),
    Action.CONFIRM_PAYMENT: lambda facts: facts.get(entries.PAYMENTS),
    Action.UNLINK: lambda facts: facts.get("related"),
    Action.UNMERGE: lambda facts: facts.get("outcome") == "merged",
}


def has_object(action: Action, facts: Facts) -> bool:
    """Say whether the case has what ``action`` is about, such as a pause that it ends."""
    about = _ABOUT.get(action)
    return about is None or bool(about(facts))
