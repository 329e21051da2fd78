"""The steps of a case: who may take which, from where to where, with what.

One table; window, command line and tests derive from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desk.rules import entries, guards
from desk.rules.cases import OPEN, Action, State
from desk.rules.guards import Check, Situation
from desk.rules.people import Right

STAYS: Final = {state: state for state in OPEN}
TO_VERIFY: Final = (State.TO_ASSIGN, State.TO_INVESTIGATE)
NOT_YET_TOLD: Final = (State.TO_NOTIFY, State.NOTIFIED, State.TO_FOLLOW_UP)

Leads = Callable[[Situation], State]


@dataclass(frozen=True, slots=True)
class Step:
    """What one action does.

    Attributes:
        action: The action.
        right: What the person's role must include.
        moves: To which state it leads, by the state it is taken in.
        takes: Fields that may be stated with it.
        needs: Fields that must be stated, now or before.
        stamp: Moment field set to now unless stated.
        entry: Collection that gets an entry, or "".
        entry_needs: Parts of the entry that must be stated.
        fixed: Values that it sets by itself.
        checks: Further guards, in order.
        leads: Decides the state where ``moves`` alone cannot.
        is_signed: The act carries the author's own signature.
    """

    action: Action
    right: Right
    moves: Mapping[State, State]
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    stamp: str = ""
    entry: str = ""
    entry_needs: tuple[str, ...] = ()
    fixed: Mapping[str, Any] | None = None
    checks: tuple[Check, ...] = ()
    leads: Leads | None = None
    is_signed: bool = False


AMENDABLE: Final = (
    "party_type",
    "topic",
    "complexity",
    "grade",
    "sensitive",
    "vulnerable",
    "channel",
    "late_reason",
    "forwarded_by",
    "forward_no",
    "forwarded_on",
    "regulator_received_at",
    "reply_by",
    "received_by",
    "complainant.form",
    "complainant.name",
    "complainant.id_type",
    "complainant.id_no",
    "complainant.phone",
    "complainant.email",
    "complainant.address",
    "complainant.birth_year",
    "standing",
    "agent",
    "people_count",
    "representatives",
    "complained_unit",
    "complained_staff",
    "third_party",
    "third_party_cooperation",
    "occurred_on",
    "business_channel",
    "product_line",
    "cause",
    "dispute",
    "phase",
    "product",
    "contract_no",
    "account_tail",
    "amount",
    "facts",
    "demands",
    "demand_text",
    "grounds",
    "recused",
    "systemic",
    "root_cause",
    "root_cause_text",
    "affected_customers",
    "repeat_of",
    "new_facts",
    "related",
    "remarks",
)
DECISION: Final = (
    "decision.facts_found",
    "decision.basis",
    "decision.reasons",
    "decision.remedies",
)


def _after_plan(situation: Situation) -> State:
    return State.EXECUTING if guards.is_within_limit(situation) else State.TO_APPROVE


def _after_notice(situation: Situation) -> State:
    at_once = situation.after["notice_way"] in ("handed_over", "phone")
    return State.TO_FOLLOW_UP if at_once else State.NOTIFIED


STEPS: Final = {
    step.action: step
    for step in (
        Step(
            Action.ASSIGN,
            Right.ASSIGN,
            {**STAYS, State.TO_ASSIGN: State.TO_INVESTIGATE},
            takes=("handler", "department", "co_departments", "recused"),
            needs=("handler",),
            checks=(guards.handler_is_known, guards.handler_is_not_recused),
        ),
        Step(
            Action.CONTACT,
            Right.RECORD,
            STAYS,
            takes=("first_contact_at",),
            entry=entries.CONTACTS,
            entry_needs=("way", "result", "summary"),
            checks=(guards.contact_is_plausible,),
        ),
        Step(
            Action.INVESTIGATE,
            Right.RECORD,
            {State.TO_INVESTIGATE: State.PLANNING, State.PLANNING: State.PLANNING},
            takes=(
                "investigation",
                "finding",
                "liable",
                "systemic",
                "root_cause",
                "root_cause_text",
                "affected_customers",
                "third_party_cooperation",
                "investigated_at",
            ),
            needs=("investigation", "finding"),
            stamp="investigated_at",
            checks=(guards.actor_is_not_recused,),
        ),
        Step(
            Action.PLAN,
            Right.RECORD,
            {State.PLANNING: State.EXECUTING},
            takes=("plan", "remedies", "compensation", "planned_at"),
            needs=("plan",),
            stamp="planned_at",
            checks=(guards.actor_is_not_recused,),
            leads=_after_plan,
        ),
        Step(
            Action.APPROVE,
            Right.APPROVE,
            {State.TO_APPROVE: State.EXECUTING},
            entry=entries.APPROVALS,
            stamp="approved_at",
            checks=(
                guards.actor_is_not_recused,
                guards.another_person_planned,
                guards.amount_is_within_the_approvers_limit,
            ),
            is_signed=True,
        ),
        Step(
            Action.RETURN,
            Right.APPROVE,
            {State.TO_APPROVE: State.PLANNING},
            entry=entries.APPROVALS,
            entry_needs=("reason",),
            checks=(guards.actor_is_not_recused,),
            is_signed=True,
        ),
        Step(
            Action.EXECUTE,
            Right.RECORD,
            {State.EXECUTING: State.TO_NOTIFY},
            takes=("execution", "executed_at"),
            needs=("execution",),
            stamp="executed_at",
        ),
        Step(
            Action.NOTIFY,
            Right.RECORD,
            {State.TO_NOTIFY: State.TO_FOLLOW_UP},
            takes=(*DECISION, "outcome", "notice_way", "notice_proof", "notified_at"),
            needs=(*DECISION, "outcome", "notice_way", "notice_proof"),
            stamp="notified_at",
            checks=(guards.outcome_is_no_side_exit,),
            leads=_after_notice,
            is_signed=True,
        ),
        Step(
            Action.CONFIRM_DELIVERY,
            Right.RECORD,
            {State.NOTIFIED: State.TO_FOLLOW_UP},
            takes=("notice_proof",),
            needs=("notice_proof",),
        ),
        Step(
            Action.FOLLOW_UP,
            Right.RECORD,
            {State.NOTIFIED: State.TO_FOLLOW_UP, State.TO_FOLLOW_UP: State.TO_FOLLOW_UP},
            takes=("satisfaction", "follow_up", "followed_up_at"),
            needs=("satisfaction", "follow_up"),
            stamp="followed_up_at",
            checks=(guards.another_person_follows_up,),
        ),
        Step(
            Action.CLOSE,
            Right.CLOSE,
            dict.fromkeys(NOT_YET_TOLD, State.CLOSED),
            takes=("outcome", "finding", "liable", "unreachable_proof", "closed_at"),
            needs=("outcome", "finding"),
            stamp="closed_at",
            checks=(
                guards.outcome_is_no_side_exit,
                guards.notice_or_proof,
                guards.follow_up_is_recorded,
            ),
            is_signed=True,
        ),
        Step(
            Action.ARCHIVE,
            Right.ARCHIVE,
            {State.CLOSED: State.ARCHIVED},
            takes=("keep_until",),
            stamp="archived_at",
            checks=(guards.file_is_complete,),
        ),
        Step(
            Action.WITHDRAW,
            Right.RECORD,
            dict.fromkeys(OPEN, State.CLOSED),
            takes=("withdrawn_at", "remarks"),
            needs=("remarks",),
            stamp="withdrawn_at",
            fixed={"outcome": "withdrawn"},
            is_signed=True,
        ),
        Step(
            Action.AMEND, Right.RECORD, STAYS, takes=AMENDABLE, checks=(guards.something_changes,)
        ),
        Step(
            Action.NOTE,
            Right.RECORD,
            {state: state for state in State if state is not State.ARCHIVED},
            entry=entries.NOTES,
            entry_needs=("text",),
        ),
    )
}


def allowed(state: State) -> list[Action]:
    """Return the actions that ``state`` allows, in the order of the table; buttons follow this."""
    return [step.action for step in STEPS.values() if state in step.moves]


def take(step: Step, situation: Situation) -> dict[str, Any]:
    """Return the field values and entries that taking ``step`` writes.

    Raises:
        Refusal: A guard says no; several missing fields come together.
    """
    guards.state_allows(situation, step.moves)
    changes = {name: value for name, value in situation.given.items() if name in step.takes}
    guards.nothing_else_is_given(situation, step.takes, step.entry)
    if step.stamp:
        changes.setdefault(step.stamp, situation.stamp)
    changes.update(step.fixed or {})
    situation = situation.with_changes(changes)
    guards.moments_are_plausible(situation, changes)
    guards.needed_fields_are_there(situation, step.needs)
    guards.entry_parts_are_there(situation, step.entry, step.entry_needs)
    for check in step.checks:
        check(situation)
    state = step.leads(situation) if step.leads else step.moves[situation.state]
    changes["state"] = state.value
    changes.update(_consequences(step, situation, changes))
    if step.entry:
        changes[f"{step.entry}/{situation.entry_id}"] = {
            "by": situation.actor.login,
            "at": situation.stamp,
            **situation.entry,
            **({"decision": step.action.value} if step.entry == entries.APPROVALS else {}),
        }
    return {name: value for name, value in changes.items() if situation.facts.get(name) != value}


def _consequences(step: Step, situation: Situation, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what follows from the step beside what was stated."""
    match step.action:
        case Action.CONTACT if not situation.facts.get("first_contact_at"):
            return {"first_contact_at": situation.entry.get("at", situation.stamp)}
        case Action.APPROVE:
            return {"approved_by": situation.actor.login}
        case Action.PLAN:
            return _planned(situation, is_decided=changes["state"] == State.EXECUTING)
        case Action.WITHDRAW:
            return {"closed_at": changes["withdrawn_at"]}
        case Action.ARCHIVE if "keep_until" not in changes:
            closed = datetime.fromisoformat(situation.facts["closed_at"]).date()
            return {"keep_until": guards.years_later(closed, situation.retention_years)}
        case _:
            return {}


def _planned(situation: Situation, *, is_decided: bool) -> dict[str, Any]:
    """Return who planned, and who decided when the plan needs no approval."""
    login = situation.actor.login
    return {
        "planned_by": login,
        "approved_at": situation.stamp if is_decided else None,
        "approved_by": login if is_decided else None,
    }
