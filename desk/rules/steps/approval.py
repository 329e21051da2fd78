"""Approval of compensations: by amount, grade and recent payments to the same customer.

Sources: domain.md 11.3, 14.7 (种002 三级审批); design.md 6.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark
from desk.rules.case.codes import code_label
from desk.rules.case.entries import APPROVALS
from desk.rules.people.rights import Person, Role, role_label
from desk.rules.settings import Settings
from desk.rules.steps.guards import KEEPERS
from desk.rules.steps.situation import Paid, Situation, total

BY_AMOUNT: Final = "by_amount"
GRADED: Final = ("A", "B")


class AboveLimit(Refusal):
    """The compensation is above what the person may approve."""

    text: ClassVar[str] = mark(
        "{amount} yuan is not below your limit of {limit} yuan. "
        "A person with a higher limit must approve it."
    )


class SplitPayments(Refusal):
    """Several compensations, each below the limit, are above it together."""

    text: ClassVar[str] = mark(
        "{amount} yuan alone is below your limit of {limit} yuan, but within {days} days this "
        "customer got {count} more: {cases}. Together {total} yuan: {role} must approve it."
    )


class GradeNeedsHigher(Refusal):
    """The grade of the case asks for a higher approver."""

    text: ClassVar[str] = mark("A compensation in a case of grade {grade} is approved by: {role}.")


def rank(person: Person) -> int:
    """Return the approval rank of ``person``: 0 specialist, 1 supervisor, 2 director.

    Roles she deputises for count too.
    """
    roles = [role for role in (person.role, *person.stands_for) if role in KEEPERS]
    return max((KEEPERS.index(role) for role in roles), default=0)


def limit_of(role: Role, settings: Settings) -> Decimal | None:
    """Return the limit below which ``role`` may approve; None means any amount."""
    match role:
        case Role.DIRECTOR:
            return None
        case Role.SUPERVISOR:
            return settings.money("supervisor_limit")
        case _:
            return settings.money("specialist_limit")


def _rank_for(amount: Decimal, settings: Settings) -> int:
    """Return the lowest rank whose limit ``amount`` is below."""
    for place, role in enumerate(KEEPERS):
        limit = limit_of(role, settings)
        if limit is None or amount < limit:
            return place
    raise AssertionError(KEEPERS)


def amount_of(situation: Situation) -> Decimal:
    """Return the planned compensation, in yuan."""
    return Decimal(situation.after.get("compensation") or "0")


def _rank_by_grade(facts: Facts, settings: Settings) -> int:
    grade = facts.get("grade")
    if grade not in GRADED:
        return 0
    wanted = settings.text(f"grade_{grade.lower()}_approver")
    return 0 if wanted == BY_AMOUNT else KEEPERS.index(Role(wanted))


def needed_rank(situation: Situation) -> int:
    """Return the rank that must approve; a plan without compensation needs none."""
    return rank_needed(situation.after, situation.settings, situation.paid)


def rank_needed(facts: Facts, settings: Settings, paid: Sequence[Paid] = ()) -> int:
    """Return the rank that must approve the plan in ``facts``, beside what was ``paid`` of late."""
    amount = Decimal(facts.get("compensation") or "0")
    if not amount:
        return 0
    return max(_rank_for(amount + total(paid), settings), _rank_by_grade(facts, settings))


def is_within_limit(situation: Situation) -> bool:
    """Say whether the planner may approve the compensation alone (14.7)."""
    return needed_rank(situation) <= rank(situation.actor)


def approver_may_decide(situation: Situation) -> None:
    """Refuse an approval above the actor's tier; the refusal names split payments."""
    own, needed = rank(situation.actor), needed_rank(situation)
    if needed <= own:
        return
    settings, amount = situation.settings, amount_of(situation)
    if _rank_by_grade(situation.after, settings) > own:
        grade = code_label("grade", situation.after["grade"])
        raise GradeNeedsHigher(grade=grade, role=role_label(KEEPERS[needed]))
    limit = f"{limit_of(KEEPERS[own], settings):,.2f}"
    if _rank_for(amount, settings) > own:
        raise AboveLimit(amount=f"{amount:,.2f}", limit=limit)
    raise SplitPayments(
        amount=f"{amount:,.2f}",
        limit=limit,
        days=settings.number("cumulate_days"),
        count=len(situation.paid),
        cases=[f"{paid.case_no} {paid.amount:,.2f}" for paid in situation.paid],
        total=f"{amount + total(situation.paid):,.2f}",
        role=role_label(KEEPERS[needed]),
    )


def decided(decision: str) -> Callable[[Situation], Payload]:
    """Return a function for the entry of an approval: who, round, amount, for whom as deputy."""

    def enter(situation: Situation) -> Payload:
        actor, earlier = situation.actor, situation.facts.get(APPROVALS) or ()
        entry = {
            "by": actor.login,
            "at": situation.stamp,
            **situation.entry,
            "decision": decision,
            "round": 1 + sum(one.get("decision") == "return" for one in earlier),
            "amount": f"{amount_of(situation):.2f}",
        }
        if rank(actor) > KEEPERS.index(actor.role):
            entry["for"] = KEEPERS[rank(actor)].value
        if situation.paid:
            entry["with"] = [paid.case_no for paid in situation.paid]
        return {f"{APPROVALS}/{situation.entry_id}": entry}

    return enter
