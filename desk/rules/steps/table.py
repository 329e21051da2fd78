"""The table of steps: right, states, fields and guards of every action.

Window, command line and tests derive from this one table.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from desk.base.errors import Refusal, refuse_all
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say, shown
from desk.rules.case import entries, grading, identity
from desk.rules.case.delivery import is_told_at_once, received_at
from desk.rules.case.fields import BY_ID, COMPLAINANT
from desk.rules.case.life import OPEN, Action, State
from desk.rules.people.rights import Right
from desk.rules.steps import approval, guards
from desk.rules.steps.clock_guards import going_on, pause_has_its_end
from desk.rules.steps.clock_steps import CLOCK_STEPS, ended_with_notice
from desk.rules.steps.correction import CORRECTION_STEPS
from desk.rules.steps.gate import nothing_is_missing, somebody_is_dissatisfied, upheld
from desk.rules.steps.life_guards import (
    delivery_is_plausible,
    promise_has_a_day,
    received_at_once,
)
from desk.rules.steps.life_steps import DECIDED, LIFE_STEPS
from desk.rules.steps.on_the_spot import RESOLVE_STEP
from desk.rules.steps.pair_steps import PAIR_STEPS
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import STAYS, Step

CAN_CLOSE: Final = (
    *(State.TO_NOTIFY, State.NOTIFIED, State.TO_FOLLOW_UP),
    *(State.ANSWERED, State.EXAMINED),
)

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
    *COMPLAINANT,
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
    "insurance_line",
    "dispute",
    "sales_channel",
    "phase",
    "issue",
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


def _first_contact(situation: Situation, _changes: Facts) -> Payload:
    if situation.facts.get("first_contact_at"):
        return {}
    return {"first_contact_at": situation.entry.get("at", situation.stamp)}


def _planned(situation: Situation, changes: Facts) -> Payload:
    """Return the planner, and the decision when the plan needs no approval."""
    login, is_decided = situation.actor.login, changes["state"] == State.EXECUTING
    return {
        "planned_by": login,
        "approved_at": situation.stamp if is_decided else None,
        "approved_by": login if is_decided else None,
    }


def _approved(situation: Situation, _changes: Facts) -> Payload:
    return {"approved_by": situation.actor.login}


def _withdrawn(_situation: Situation, changes: Facts) -> Payload:
    return {"closed_at": changes["withdrawn_at"]}


def _archived(situation: Situation, changes: Facts) -> Payload:
    if "keep_until" in changes:
        return {}
    closed = datetime.fromisoformat(situation.facts["closed_at"]).date()
    return {"keep_until": guards.years_later(closed, situation.retention_years)}


def _graver(situation: Situation, changes: Facts) -> Payload:
    """Return the grade raised by a correction, unless a grade is given."""
    if "grade" in changes:
        return {}
    return grading.raised_by(situation.facts, situation.after, situation.settings)


def _identity_is_valid(situation: Situation) -> None:
    """Refuse an invalid document number or telephone, if it is corrected."""
    if not situation.given.keys().isdisjoint(identity.CHECKED):
        refuse_all(identity.problems(situation.after))


def _after_plan(situation: Situation) -> State:
    return State.EXECUTING if approval.is_within_limit(situation) else State.TO_APPROVE


def _after_notice(situation: Situation) -> State:
    is_received = received_at(situation.after) or is_told_at_once(situation.after)
    return State.TO_FOLLOW_UP if is_received else State.NOTIFIED


DECIDED_ON: Final = (  # what an approver must see before she signs
    "plan",
    "compensation",
    "amount",
    "grade",
    "planned_by",
    "finding",
    "investigation",
)


STEPS: Final = {
    step.action: step
    for step in (
        Step(
            Action.ASSIGN,
            Right.ASSIGN,
            {**STAYS, State.TO_ASSIGN: State.TO_INVESTIGATE},
            takes=("handler", "department", "co_departments", "recused"),
            needs=("handler",),
            checks=(
                guards.handler_is_known,
                guards.handler_is_not_recused,
                guards.liaisons_are_present,
            ),
            words=mark("Case assigned"),
        ),
        Step(
            Action.CONTACT,
            Right.RECORD,
            STAYS,
            takes=("first_contact_at",),
            entry=entries.CONTACTS,
            entry_needs=("way", "result", "summary"),
            checks=(guards.contact_is_plausible, promise_has_a_day),
            follows=_first_contact,
            words=mark("Contact with the complainant recorded"),
        ),
        Step(
            Action.INVESTIGATE,
            Right.RECORD,
            {
                State.TO_INVESTIGATE: State.PLANNING,
                State.PLANNING: State.PLANNING,
                State.TO_EXAMINE: State.EXAMINED,
                State.EXAMINED: State.EXAMINED,
            },
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
            words=mark("Investigation recorded"),
        ),
        Step(
            Action.PLAN,
            Right.RECORD,
            {State.PLANNING: State.EXECUTING},
            takes=("plan", "remedies", "compensation", "planned_at", guards.GROUP),
            needs=("plan",),
            only_of={guards.GROUP: guards.is_complex},
            stamp="planned_at",
            checks=(
                guards.actor_is_not_recused,
                guards.group_is_named,
                guards.liaisons_are_present,
            ),
            leads=_after_plan,
            leads_to=(State.TO_APPROVE,),
            follows=_planned,
            writes=("planned_by", "approved_at", "approved_by"),
            weighs_money=True,
            relies=("grade", "amount"),
            words=mark("Plan fixed"),
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
                approval.approver_may_decide,
            ),
            follows=_approved,
            writes=("approved_by",),
            enters=approval.decided("approve"),
            weighs_money=True,
            is_signed=True,
            shows=DECIDED_ON,
            relies=("grade", "amount", "compensation"),
            words=mark("Plan approved"),
        ),
        Step(
            Action.RETURN,
            Right.APPROVE,
            {State.TO_APPROVE: State.PLANNING},
            entry=entries.APPROVALS,
            entry_needs=("reason",),
            checks=(guards.actor_is_not_recused,),
            is_signed=True,
            shows=DECIDED_ON,
            enters=approval.decided("return"),
            words=mark("Plan returned for changes"),
        ),
        Step(
            Action.EXECUTE,
            Right.RECORD,
            {State.EXECUTING: State.TO_NOTIFY},
            takes=("execution", "executed_at"),
            needs=("execution",),
            stamp="executed_at",
            words=mark("Execution recorded"),
        ),
        Step(
            Action.DECIDE,
            Right.RECORD,
            {state: state for state in (State.EXECUTING, State.TO_NOTIFY)},
            takes=DECISION,
            needs=DECISION,
            checks=(guards.actor_is_not_recused,),
            is_signed=True,
            words=mark("Decision written"),
        ),
        Step(
            Action.NOTIFY,
            Right.RECORD,
            {State.TO_NOTIFY: State.TO_FOLLOW_UP},
            takes=(
                *DECISION,
                *("outcome", "notice_way", "notice_proof", "notified_at", "delivered_at"),
            ),
            needs=(*DECISION, "outcome", "notice_way", "notice_proof"),
            stamp="notified_at",
            entry=entries.PAUSES,
            entry_if=going_on,
            asks=("until",),
            enters=ended_with_notice,
            checks=(guards.outcome_is_no_side_exit, pause_has_its_end, delivery_is_plausible),
            leads=_after_notice,
            follows=received_at_once,
            leads_to=(State.NOTIFIED,),
            is_signed=True,
            words=mark("Decision told to the complainant"),
        ),
        Step(
            Action.ANSWER,
            Right.RECORD,
            {State.TO_ANSWER: State.ANSWERED, State.ANSWERED: State.ANSWERED},
            takes=("answer", "answered_at"),
            needs=("answer",),
            stamp="answered_at",
            words=mark("Answered"),
        ),
        Step(
            Action.HAND_ON,
            Right.RECORD,
            {State.TO_EXAMINE: State.EXAMINED, State.EXAMINED: State.EXAMINED},
            takes=("handed_to", "handed_at", "answer"),
            needs=("handed_to",),
            stamp="handed_at",
            words=mark("Handed to the competent office"),
        ),
        Step(
            Action.CONFIRM_DELIVERY,
            Right.RECORD,
            DECIDED | {State.NOTIFIED: State.TO_FOLLOW_UP},
            takes=("notice_proof", "delivered_at"),
            needs=("notice_proof",),
            stamp="delivered_at",
            checks=(delivery_is_plausible,),
            words=mark("Delivery confirmed"),
        ),
        Step(
            Action.FOLLOW_UP,
            Right.RECORD,
            {State.NOTIFIED: State.TO_FOLLOW_UP, State.TO_FOLLOW_UP: State.TO_FOLLOW_UP},
            takes=("satisfaction", "follow_up", "followed_up_at"),
            needs=("satisfaction", "follow_up"),
            stamp="followed_up_at",
            checks=(guards.another_person_follows_up,),
            words=mark("Follow-up recorded"),
        ),
        Step(
            Action.UPHOLD,
            Right.CLOSE,
            {State.TO_FOLLOW_UP: State.TO_FOLLOW_UP},
            entry=entries.NOTES,
            entry_needs=("text",),
            enters=upheld,
            checks=(somebody_is_dissatisfied,),
            is_signed=True,
            words=mark("Result upheld in spite of dissatisfaction"),
        ),
        Step(
            Action.CLOSE,
            Right.CLOSE,
            dict.fromkeys(CAN_CLOSE, State.CLOSED),
            takes=("outcome", "finding", "liable", "unreachable_proof", "closed_at"),
            stamp="closed_at",
            checks=(guards.outcome_is_no_side_exit, nothing_is_missing),
            is_signed=True,
            relies=("outcome",),
            words=mark("Case closed"),
        ),
        Step(
            Action.ARCHIVE,
            Right.ARCHIVE,
            {State.CLOSED: State.ARCHIVED},
            takes=("keep_until",),
            stamp="archived_at",
            checks=(guards.file_is_complete,),
            follows=_archived,
            words=mark("Case archived"),
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
            follows=_withdrawn,
            writes=("closed_at",),
            words=mark("Withdrawal recorded"),
        ),
        Step(
            Action.AMEND,
            Right.RECORD,
            STAYS,
            takes=AMENDABLE,
            checks=(
                guards.something_changes,
                guards.the_law_goes_on,
                _identity_is_valid,
                guards.handler_stays_free,
            ),
            follows=_graver,
            words=mark("Facts corrected"),
        ),
        Step(
            Action.NOTE,
            Right.RECORD,
            {state: state for state in State if state is not State.ARCHIVED},
            entry=entries.NOTES,
            entry_needs=("text",),
            words=mark("Note added"),
        ),
        RESOLVE_STEP,
        *CORRECTION_STEPS,
        *CLOCK_STEPS,
        *LIFE_STEPS,
        *PAIR_STEPS,
    )
}


def taken_elsewhere(step: Step, names: Iterable[str]) -> list[Refusal]:
    """Return a refusal for each field of ``names`` that other steps take, and not ``step``."""
    found = {name: _takers(name) for name in names if name not in step.takes}
    return [
        guards.TakenElsewhere(field=name, label=say(BY_ID[name].words), steps=steps)
        for name, steps in found.items()
        if steps
    ]


def _takers(name: str) -> list[str]:
    """Return the buttons of the steps that take a field, or, where none does, the correction's."""
    return [
        shown(step.action)
        for step in STEPS.values()
        if name in step.takes and name not in AMENDABLE
    ] or ([shown(Action.AMEND)] if name in AMENDABLE else [])


def allowed(state: State) -> list[Action]:
    """Return the actions allowed in ``state``, in the order of the table and of buttons."""
    return [step.action for step in STEPS.values() if state in step.moves]
