"""Take a step with a case: every action of the table in ``desk.rules.steps``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desk.actions.work import Changes, Work
from desk.base.errors import Refusal, refuse_all
from desk.rules.breaches import breaches
from desk.rules.cases import Action
from desk.rules.fields import Field, flat
from desk.rules.fold import applied
from desk.rules.guards import Situation
from desk.rules.merging import label_of, relied_on, undecided
from desk.rules.packets import NotDecided
from desk.rules.people import Right
from desk.rules.step import take
from desk.rules.steps import STEPS
from desk.rules.values import clean, clean_value


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep:
    """Take the step ``action`` with a case.

    Attributes:
        case_no: Number or UUID of the case.
        action: Which step.
        given: Fields and parts of an entry, as typed.
        seen_version: Acts of the case that the person saw; None skips the check.
    """

    case_no: str
    action: Action
    given: Mapping[str, Any] = field(default_factory=dict)
    seen_version: int | None = None

    @property
    def right(self) -> Right:
        """Return the right that the step needs."""
        return STEPS[self.action].right


def take_step(command: TakeStep, work: Work) -> Changes:
    """Carry out ``command``.

    Raises:
        NoCase: There is no such case.
        ChangedMeanwhile: Somebody else saved it since.
        NotDecided: It would settle in passing what a person must decide.
        Refusal: A guard of the step says no.
    """
    step = STEPS[command.action]
    at_hand = work.case(command.case_no, command.seen_version)
    given, entry = _sorted(step.parts, command.given)
    clocks = work.reckoning.clocks(at_hand.facts)
    situation = Situation(
        actor=work.actor,
        now=work.now,
        facts=at_hand.facts,
        given=given,
        entry=entry,
        settings=work.settings,
        people=work.people,
        entry_id=work.new_id(),
        clocks=clocks,
    )
    changes = take(step, situation)
    open_fields = undecided(at_hand.folded, changes)
    if open_fields:
        raise NotDecided(labels=[label_of(name) for name in open_fields])
    after = work.reckoning.clocks(applied(at_hand.facts, changes))
    if step.is_signed:
        changes = {**relied_on(step.needs, at_hand.facts), **changes}
    changes |= breaches(at_hand.facts, clocks, after, work.now) | work.doubts()
    work.write(
        f"case.{command.action}",
        at_hand.uuid,
        changes,
        before=at_hand.folded,
        is_signed=step.is_signed,
    )
    return Changes(case_no=at_hand.facts["case_no"], uuid=at_hand.uuid, queue=True)


def _sorted(
    asked: Sequence[Field], raw: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the cleaned fields and the cleaned parts of the entry in ``raw``."""
    parts = {part.id: part for part in asked}
    fields: dict[str, Any] = {}
    entry: dict[str, Any] = {}
    problems: list[Refusal] = []
    for name, value in flat(raw).items():
        try:
            if name in parts:
                entry[name] = clean_value(parts[name], value)
            else:
                fields[name] = clean(name, value)
        except Refusal as refusal:
            problems.append(refusal)
    refuse_all(problems)
    return fields, {name: value for name, value in entry.items() if value is not None}
