"""Which steps can be taken in a case as it is, and why not the others.

It hides and explains only what a guard of the step would refuse in any event; the guards decide.
"""

from collections.abc import Callable
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.case import entries
from desk.rules.case.life import Action
from desk.rules.steps import guards
from desk.rules.steps import life_guards as life
from desk.rules.steps.clock_guards import going_on
from desk.rules.steps.correction import unconfirmed
from desk.rules.steps.effect import checked_tasks
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import Step

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


class NothingForIt(Refusal):
    """The case has nothing that the step is about."""

    text: ClassVar[str] = mark("“{step}”: there is nothing in this case for it.")


def hindrance(situation: Situation, step: Step) -> Refusal | None:
    """Return why ``step`` cannot be taken whatever is typed; None if its form may be filled in."""
    lack = situation.actor.lack_of(step.right)
    if lack is not None:
        return lack
    try:
        guards.state_allows(situation, step.action, step.moves)
        guards.actor_may_take_part(situation)
    except Refusal as refusal:
        return refusal
    return None if has_object(step.action, situation.facts) else NothingForIt(step=step.action)
