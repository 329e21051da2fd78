"""Take in a complaint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.actions.work import Changes, Work
from desk.base.errors import refuse_all
from desk.rules import intake
from desk.rules.breaches import breaches
from desk.rules.cases import State
from desk.rules.people import Right
from desk.store.counters import next_case_no


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCase:
    """Register a new case.

    Attributes:
        given: Field values as typed, by field id; nested or with dots.
    """

    right: ClassVar[Right] = Right.REGISTER

    given: Mapping[str, Any]


def register_case(command: RegisterCase, work: Work) -> Changes:
    """Carry out ``command``.

    Raises:
        Refusal: Something in the form is wrong; all of it comes together.
    """
    facts, problems = intake.cleaned(command.given)
    refuse_all(problems + intake.problems(facts, work.now))
    facts = intake.completed(facts, work.now)
    facts["case_no"] = next_case_no(
        work.store, work.settings, work.pen.head.identity.letter, work.now
    )
    facts["state"] = State.TO_ASSIGN.value
    facts.setdefault("received_by", work.actor.login)
    facts |= breaches({}, (), work.reckoning.clocks(facts), work.now) | work.doubts()
    case_uuid = work.new_case()
    work.write("case.registered", case_uuid, facts)
    return Changes(case_no=facts["case_no"], uuid=case_uuid, queue=True)
