"""What a step would do to the ends of a case's clocks, before anything is confirmed."""

from desk.base.shapes import Facts
from desk.rules.case import entries
from desk.rules.case.values import readable
from desk.rules.record.fold import applied
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import Step
from desk.rules.time.case_clocks import Effect, Reckoning, effects


def step_effect(
    situation: Situation, step: Step, typed: Facts, reckoning: Reckoning
) -> tuple[Effect, ...]:
    """Return what moves when ``step`` is taken with the values ``typed`` so far.

    An extension is told at once: how far it goes is the rule's, not the person's.
    """
    changes = readable({name: value for name, value in typed.items() if name in step.takes})
    if step.entry == entries.EXTENSIONS and step.enters is not None:
        changes = {**changes, **step.enters(situation)}
    after = applied(situation.facts, changes)
    return effects(situation.clocks, reckoning.clocks(after), situation.now)
