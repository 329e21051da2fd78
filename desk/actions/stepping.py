"""One step with one case within a transaction; shared by single and bulk steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.actions.case_at_hand import CaseAtHand
from desk.actions.work import Work
from desk.base.errors import Refusal, refuse_all
from desk.base.shapes import Facts, Payload
from desk.rules.case.fields import flat
from desk.rules.case.grading import raised
from desk.rules.case.masks import restored
from desk.rules.case.merging import label_of, relied_on, undecided
from desk.rules.case.values import clean, clean_value
from desk.rules.case.ways import way_of_kind
from desk.rules.people.people_in_acts import written_at
from desk.rules.record.fold import ENTRY_MARK
from desk.rules.record.packet_refusals import NotDecided
from desk.rules.steps import kinds
from desk.rules.steps.effect import task_to_judge
from desk.rules.steps.intake import DEFAULTS
from desk.rules.steps.life_guards import is_overtaken
from desk.rules.steps.situation import CauseCounts, Paid, Situation
from desk.rules.steps.step import Step, apply_step
from desk.rules.steps.table import taken_elsewhere
from desk.store.alike import cause_counts
from desk.store.counters import next_case_no
from desk.store.customers import paid_of_late


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step that passed all guards and is not written yet.

    Attributes:
        step: Which.
        at_hand: The case.
        changes: The values it writes to the case.
        other: Another case that it changes too, or None.
        echo: The values it writes to the other case.
        begun: Facts of a new case that it creates; empty for none.
        new_no: The new case's number, or "".
    """

    step: Step
    at_hand: CaseAtHand
    changes: Facts
    other: CaseAtHand | None
    echo: Facts
    begun: Facts
    new_no: str


def plan_step(work: Work, step: Step, at_hand: CaseAtHand, raw: Facts) -> PlannedStep:
    """Return what taking ``step`` with a case would write.

    Raises:
        NotDecided: It would overwrite a conflict that a person must decide.
        Refusal: A guard of the step refuses.
    """
    stated, entry = _sorted_parts(step, restored(flat(raw), at_hand.facts))
    refuse_all(taken_elsewhere(step, stated))
    given = written_at(work.office, kinds.of_step(step.action).id, stated, None)
    situation = Situation(
        actor=work.actor,
        now=work.now,
        facts=at_hand.facts,
        given=given,
        entry=entry,
        settings=work.settings,
        people=work.people,
        entry_id=work.new_id(),
        clocks=at_hand.clocks(work.reckoning),
        paid=_paid(work, step, at_hand),
        is_overtaken=is_overtaken(at_hand.folded),
    )
    if step.counts_alike:
        situation = replace(situation, alike=_alike(work, situation))
    other = _other(work, step, situation)
    new_no = _new_no(work) if step.begets else ""
    situation = situation.beside(other.facts if other else {}, new_no)
    changes = apply_step(step, situation)
    changes = {**relied_on(step.relied, at_hand.facts), **changes}
    open_fields = undecided(at_hand.folded, changes)
    if open_fields:
        raise NotDecided(labels=[label_of(name) for name in open_fields])
    after = situation.with_changes({n: v for n, v in changes.items() if ENTRY_MARK not in n})
    echo = step.echoes(after, changes) if step.echoes else {}
    begun = step.begets(after) if step.begets else {}
    return PlannedStep(
        step=step,
        at_hand=at_hand,
        changes=changes,
        other=other,
        echo=echo,
        begun=begun,
        new_no=new_no,
    )


def carry_out(work: Work, planned: PlannedStep) -> None:
    """Write the result of `plan_step` to every case that the step changes."""
    step = planned.step
    work.write_case(kinds.of_step(step.action), planned.at_hand, planned.changes)
    if planned.other and planned.echo:
        work.write_case(kinds.of_echo(step.action), planned.other, planned.echo)
    if planned.begun:
        _begin(work, planned.begun, planned.new_no)


def _paid(work: Work, step: Step, at_hand: CaseAtHand) -> Sequence[Paid]:
    if not step.weighs_money:
        return ()
    days = work.settings.number("cumulate_days")
    return paid_of_late(work.store, at_hand.facts, work.now.date(), days)


def _alike(work: Work, situation: Situation) -> CauseCounts | None:
    days = work.settings.number("effect_days")
    return cause_counts(work.store, situation.facts, task_to_judge(situation), days)


def _other(work: Work, step: Step, situation: Situation) -> CaseAtHand | None:
    case_no = step.other(situation) if step.other else ""
    return work.case(case_no) if case_no else None


def _new_no(work: Work) -> str:
    return next_case_no(work.store, work.settings, work.pen.head.identity.letter, work.now)


def _begin(work: Work, facts: Facts, case_no: str) -> None:
    whole = {**DEFAULTS, **facts, "case_no": case_no}
    whole["state"] = way_of_kind(whole["kind"]).begins().value
    whole |= raised(whole, work.settings)
    work.write_case(kinds.REGISTERED, work.new_case(), whole)


def _sorted_parts(step: Step, raw: Facts) -> tuple[Payload, Payload]:
    """Return the cleaned fields and the cleaned parts of the entry in ``raw``.

    Raises:
        Refusal: A value is invalid; all problems at once.
    """
    parts = {part.id: part for part in step.parts}
    fields: Payload = {}
    entry: Payload = {}
    problems: list[Refusal] = []
    for name, value in flat(raw).items():
        try:
            if name in parts:
                entry[name] = clean_value(parts[name], value)
            else:
                fields[name] = clean(name, value, (*step.takes, *parts))
        except Refusal as refusal:
            problems.append(refusal)
    refuse_all(problems)
    return fields, {name: value for name, value in entry.items() if value is not None}
