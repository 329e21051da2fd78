"""Register a case; one that is resolved on the spot ends with the same click."""

from dataclasses import dataclass
from typing import ClassVar, Final

from desk.actions.stepping import carry_out, plan_step
from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal, refuse_all
from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.rules.case.fields import BY_ID
from desk.rules.case.grading import grounds, raised
from desk.rules.case.life import Action
from desk.rules.case.ways import way_of_kind
from desk.rules.people.rights import Right
from desk.rules.steps import intake, kinds
from desk.rules.steps.guards import Missing
from desk.rules.steps.table import STEPS
from desk.store.counters import next_case_no, was_given

REGISTER: Final = "register"  # the clock that counts until a complaint is registered


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The grade that a case got above the one that was stated, or "", and why."""

    grade: str = ""
    grade_grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCase(Command[Registered]):
    """Register a new case.

    Attributes:
        given: Field values as typed, by field id; nested or with dots.
        form_no: Number of the blank form it was written on, or "" for the next number.
        resolved: What the step `Action.RESOLVE` is given, if it was resolved on the spot.
    """

    right: ClassVar[Right] = Right.REGISTER

    given: Facts
    form_no: str = ""
    resolved: Facts | None = None


class UnknownForm(Refusal):
    """A number that stands on no blank form of this PC."""

    text: ClassVar[str] = mark(
        "{form_no} stands on no blank form that was printed on this PC. Compare it with the paper."
    )


class FormUsed(Refusal):
    """The form was registered before."""

    text: ClassVar[str] = mark("{form_no} is registered already. Open that case instead.")


def _on_form(command: RegisterCase, work: Work) -> str:
    """Return the number of the paper form the complaint was written on, or ""."""
    letter, form_no = work.pen.head.identity.letter, command.form_no.strip()
    if form_no and not was_given(work.store, work.settings, letter, form_no):
        raise UnknownForm(field="form_no", form_no=form_no)
    if form_no and work.has_case(form_no):
        raise FormUsed(field="form_no", form_no=form_no)
    return form_no


def _lacks_on_form(facts: Facts, work: Work) -> list[Refusal]:
    """Return what is missing for a paper form: when it came in, and why it is entered late."""
    if not facts.get("received_at"):
        return [_missing("received_at")]
    clocks = work.reckoning.clocks(intake.completed(facts, work.now))
    is_late = any(clock.rule.id == REGISTER and clock.is_met is False for clock in clocks)
    return [_missing("late_reason")] if is_late and not facts.get("late_reason") else []


def _missing(name: str) -> Refusal:
    return Missing(field=name, label=say(BY_ID[name].words))


def register_case(command: RegisterCase, work: Work) -> Done[Registered]:
    """Carry out ``command``.

    Raises:
        Refusal: Something in the form is invalid; all problems at once.
    """
    form_no = _on_form(command, work)
    facts, problems = intake.cleaned(command.given)
    takes = intake.ON_FORMS if form_no else intake.TAKES
    problems += intake.problems(facts, work.now, takes)
    refuse_all(problems + (_lacks_on_form(facts, work) if form_no else []))
    facts = intake.completed(facts, work.now)
    graver = raised(facts, work.settings)
    facts |= graver
    letter = work.pen.head.identity.letter
    facts["case_no"] = form_no or next_case_no(work.store, work.settings, letter, work.now)
    facts["state"] = way_of_kind(facts["kind"]).begins().value
    facts.setdefault("received_by", work.actor.login)
    case = work.new_case()
    work.write_case(kinds.REGISTERED, case, facts)
    if command.resolved is not None:
        step = STEPS[Action.RESOLVE]
        work.actor.need(step.right)
        carry_out(work, plan_step(work, step, case, command.resolved))
    told = _raised_to(facts, work) if graver else Registered()
    return Done(case_no=facts["case_no"], uuid=case.uuid, queue=True, result=told)


def _raised_to(facts: Facts, work: Work) -> Registered:
    why = [words for grade, words in grounds(facts, work.settings) if grade == facts["grade"]]
    return Registered(grade=facts["grade"], grade_grounds=tuple(why))
