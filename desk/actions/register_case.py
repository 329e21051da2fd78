"""Take in a complaint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.actions.work import Changes, Work
from desk.base.errors import Refusal, refuse_all
from desk.base.words import mark
from desk.rules import intake
from desk.rules.breaches import breaches
from desk.rules.cases import State
from desk.rules.grading import raised, raised_json
from desk.rules.people import Right
from desk.store.counters import next_case_no, was_given


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCase:
    """Register a new case.

    Attributes:
        given: Field values as typed, by field id; nested or with dots.
        form_no: Number of the blank form it was written on, or "" for the next number.
    """

    right: ClassVar[Right] = Right.REGISTER

    given: Mapping[str, Any]
    form_no: str = ""


class UnknownForm(Refusal):
    """A number that stands on no blank form of this PC."""

    text: ClassVar[str] = mark(
        "{form_no} stands on no blank form that was printed on this PC. Compare it with the paper."
    )


class FormUsed(Refusal):
    """The form was registered before."""

    text: ClassVar[str] = mark("{form_no} is registered already. Open that case instead.")


def _number(command: RegisterCase, work: Work) -> str:
    """Return the number on the paper form when it was written on one, else the next."""
    letter, form_no = work.pen.head.identity.letter, command.form_no.strip()
    if not form_no:
        return next_case_no(work.store, work.settings, letter, work.now)
    if not was_given(work.store, work.settings, letter, form_no):
        raise UnknownForm(field="case_no", form_no=form_no)
    if work.has_case(form_no):
        raise FormUsed(field="case_no", form_no=form_no)
    return form_no


def register_case(command: RegisterCase, work: Work) -> Changes:
    """Carry out ``command``.

    Raises:
        Refusal: Something in the form is wrong; all of it comes together.
    """
    facts, problems = intake.cleaned(command.given)
    refuse_all(problems + intake.problems(facts, work.now))
    facts = intake.completed(facts, work.now)
    graver = raised(facts, work.settings)
    facts |= graver
    facts["case_no"] = _number(command, work)
    facts["state"] = State.TO_ASSIGN.value
    facts.setdefault("received_by", work.actor.login)
    facts |= breaches({}, (), work.reckoning.clocks(facts), work.now) | work.doubts()
    case_uuid = work.new_case()
    work.write("case.registered", case_uuid, facts)
    report = raised_json(facts, work.settings) if graver else {}
    return Changes(case_no=facts["case_no"], uuid=case_uuid, queue=True, report=report)
