"""The steps around handling: handover, promises, evidence, money, emergencies, reports, review.

Sources: domain.md 2 (R8, R15, R17, R21, R22, R29), 9.4, 14.4-14.7; design.md 5, 6.
"""

from collections.abc import Callable
from typing import Final

from desk.base.shapes import Facts, Payload
from desk.rules.case import entries
from desk.rules.case.life import Action, State
from desk.rules.case.ways import ON_COMPLAINTS
from desk.rules.people.person_id import person_id
from desk.rules.people.recusal import keeps_away
from desk.rules.people.rights import Right
from desk.rules.steps import effect, payments
from desk.rules.steps import life_guards as life
from desk.rules.steps.clock_guards import going_on, pause_has_its_end
from desk.rules.steps.clock_steps import ended_with_notice
from desk.rules.steps.feedback import is_forwarded
from desk.rules.steps.life_guards import delivery_is_plausible, received_at_once
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import ANYWHERE, STAYS, Step, authored

DECIDED: Final = {
    state: state for state in (State.NOTIFIED, State.TO_FOLLOW_UP, State.CLOSED, State.ARCHIVED)
}


def _answered(answer: str) -> Callable[[Situation], Payload]:
    def enter(situation: Situation) -> Payload:
        asked = dict(life.transfer_asked(situation.facts) or {})
        name = asked.pop("id")
        reply = {"answer": answer, "answered_by": situation.actor.login}
        reply |= {"answered_at": situation.stamp}
        if situation.entry.get("reason"):
            reply["answer_reason"] = situation.entry["reason"]
        return {f"{entries.TRANSFERS}/{name}": {**asked, **reply}}

    return enter


def _taken_over(situation: Situation, _changes: Facts) -> Payload:
    asked = life.transfer_asked(situation.facts) or {}
    taken = {"handler": asked["to"]}
    return {**taken, "department": asked["department"]} if asked.get("department") else taken


def _kept(situation: Situation) -> Payload:
    promise = life.promise_meant(situation)
    entry = {**authored(situation), "kept_at": situation.stamp, **situation.entry}
    entry["promise"] = promise["promise"]
    entry["is_late"] = entry["kept_at"][:10] > promise["promised_on"]
    return {f"{entries.PROMISES}/{promise['id']}": entry}


def _settled(more: str) -> Callable[[Situation], Payload]:
    def enter(situation: Situation) -> Payload:
        owed = dict(life.debt(situation.facts) or {})
        name = owed.pop("id")
        who = {f"{more}_by": situation.actor.login, f"{more}_at": situation.stamp}
        return {f"{entries.EMERGENCIES}/{name}": {**owed, **who, **situation.entry}}

    return enter


def _verified(situation: Situation) -> Payload:
    task = dict(life.task_meant(situation))
    name = task.pop("id")
    done = {"verified_by": situation.actor.login, "verified_on": situation.stamp[:10]}
    result = {"result": situation.entry["result"]}
    return {f"{entries.RECTIFICATIONS}/{name}": {**task, **done, **result}}


def _review_began(situation: Situation, _changes: Facts) -> Payload:
    began = {"review_applied_at": situation.entry.get("applied_at", situation.stamp)}
    received = situation.entry.get("arrived_at")
    return {**began, "review_received_at": received, "review_decided_at": None}


def _review_entered(situation: Situation) -> Payload:
    entry = {**authored(situation), "applied_at": situation.stamp, **situation.entry}
    return {f"{entries.REVIEWS}/{situation.entry_id}": entry}


def _review_decided(situation: Situation) -> Payload:
    review = dict(life.open_review(situation.facts) or {})
    name = review.pop("id")
    entry = {**review, "decided_at": situation.stamp, **situation.entry}
    return {f"{entries.REVIEWS}/{name}": entry}


def _review_ended(situation: Situation, _changes: Facts) -> Payload:
    return {"review_decided_at": situation.entry.get("decided_at", situation.stamp)}


def _fed_back(situation: Situation) -> Payload:
    entry = {**authored(situation), "on": situation.stamp[:10], **situation.entry}
    return {f"{entries.FEEDBACKS}/{situation.entry_id}": entry}


def _declined(situation: Situation, changes: Facts) -> Payload:
    return {"closed_at": situation.stamp, **received_at_once(situation, changes)}


def _kept_away(situation: Situation, _changes: Facts) -> Payload:
    """Return all recused people, and clear the handler if she is one of them."""
    names = [*(situation.facts.get("recused") or ()), *situation.given["recused"]]
    changes: Payload = {"recused": list(dict.fromkeys(names))}
    return {**changes, "handler": None} if _loses_handler(situation) else changes


def _loses_handler(situation: Situation) -> bool:
    handler = situation.facts.get("handler") or ""
    name = situation.people.names.get(handler)
    return keeps_away(person_id(handler), name, situation.after)


def _after_recusal(situation: Situation) -> State:
    loses = _loses_handler(situation) and situation.state is State.TO_INVESTIGATE
    return State.TO_ASSIGN if loses else situation.state


LIFE_STEPS: Final = (
    Step(
        Action.TRANSFER,
        Right.RECORD,
        STAYS,
        entry=entries.TRANSFERS,
        entry_needs=("to", "reason"),
        checks=(life.transfer_is_possible,),
    ),
    Step(
        Action.ACCEPT_TRANSFER,
        Right.RECORD,
        STAYS | {State.TO_ASSIGN: State.TO_INVESTIGATE},
        entry=entries.TRANSFERS,
        asks=("reason",),
        enters=_answered("accepted"),
        checks=(life.transfer_is_hers, life.transfer_still_holds),
        follows=_taken_over,
        writes=("handler", "department"),
    ),
    Step(
        Action.REFUSE_TRANSFER,
        Right.RECORD,
        STAYS,
        entry=entries.TRANSFERS,
        asks=("reason",),
        entry_needs=("reason",),
        enters=_answered("refused"),
        checks=(life.transfer_is_hers,),
    ),
    Step(
        Action.RECUSE,
        Right.RECORD,
        STAYS,
        takes=("recused",),
        entry=entries.NOTES,
        entry_needs=("text",),
        checks=(life.recusal_names_someone,),
        leads=_after_recusal,
        leads_to=(State.TO_ASSIGN,),
        follows=_kept_away,
        writes=("handler",),
    ),
    Step(
        Action.KEEP_PROMISE,
        Right.RECORD,
        ANYWHERE,
        entry=entries.PROMISES,
        entry_needs=("summary",),
        enters=_kept,
        checks=(life.promise_is_open,),
    ),
    Step(
        Action.ADD_EVIDENCE,
        Right.RECORD,
        STAYS,
        entry=entries.EVIDENCE,
        entry_needs=("what", "source"),
    ),
    Step(
        Action.CO_REPORT,
        Right.RECORD,
        ON_COMPLAINTS,
        entry=entries.CO_REPORTS,
        entry_needs=("department", "summary"),
    ),
    Step(
        Action.PAY,
        Right.RECORD,
        ON_COMPLAINTS,
        entry=entries.PAYMENTS,
        asks=("paid", "on", "way", "receipt"),
        entry_needs=("paid", "receipt"),
        enters=payments.recorded,
        checks=(payments.payment_is_approved,),
    ),
    Step(
        Action.CORRECT_PAYMENT,
        Right.RECORD,
        STAYS,
        entry=entries.PAYMENTS,
        asks=("payment", "paid", "on", "reason"),
        entry_needs=("paid", "reason"),
        enters=payments.correction,
        checks=(payments.correction_is_plausible,),
        is_signed=True,
    ),
    Step(
        Action.CONFIRM_PAYMENT,
        Right.APPROVE,
        ANYWHERE,
        entry=entries.PAYMENTS,
        asks=("opinion",),
        enters=payments.confirmation,
        checks=(payments.correction_is_proposed,),
        is_signed=True,
    ),
    Step(
        Action.EMERGENCY,
        Right.RECORD,
        ON_COMPLAINTS,
        entry=entries.EMERGENCIES,
        asks=("group", "reason", "measures"),
        entry_needs=("group", "reason", "measures"),
        checks=(life.group_is_named,),
        is_signed=True,
    ),
    Step(
        Action.EMERGENCY_REPORT,
        Right.RECORD,
        ANYWHERE,
        entry=entries.EMERGENCIES,
        asks=("report",),
        entry_needs=("report",),
        enters=_settled("report"),
        checks=(life.report_is_owed,),
        is_signed=True,
    ),
    Step(
        Action.COUNTERSIGN,
        Right.COUNTERSIGN,
        ANYWHERE,
        entry=entries.EMERGENCIES,
        asks=("opinion",),
        enters=_settled("signed"),
        checks=(life.report_is_there,),
        is_signed=True,
    ),
    Step(
        Action.REPORT_MAJOR,
        Right.RECORD,
        ANYWHERE,
        entry=entries.MAJOR_REPORTS,
        entry_needs=("stage", "to", "situation", "measures"),
        checks=(life.is_major,),
    ),
    Step(
        Action.RECTIFY,
        Right.ASSIGN,
        ANYWHERE,
        entry=entries.RECTIFICATIONS,
        asks=("cause", "measure", "owner", "due_on"),
        entry_needs=("cause", "measure", "owner", "due_on"),
        checks=(life.task_is_ahead, life.owner_is_present),
    ),
    Step(
        Action.VERIFY_RECTIFICATION,
        Right.ASSIGN,
        ANYWHERE,
        entry=entries.RECTIFICATIONS,
        asks=("task", "result"),
        entry_needs=("result",),
        enters=_verified,
        checks=(life.somebody_else_checks,),
    ),
    Step(
        Action.JUDGE_EFFECT,
        Right.ASSIGN,
        ANYWHERE,
        entry=entries.RECTIFICATIONS,
        asks=("task", "helped", "effect"),
        entry_needs=("helped", "effect"),
        enters=effect.judged,
        checks=(effect.effect_is_due,),
        counts_alike=True,
    ),
    Step(
        Action.HOLD_TO_ACCOUNT,
        Right.ASSIGN,
        ANYWHERE,
        entry=entries.ACCOUNTABILITIES,
        entry_needs=("person", "facts", "basis", "decision"),
        checks=(life.somebody_else_is_accountable,),
    ),
    Step(
        Action.APPLY_REVIEW,
        Right.RECORD,
        DECIDED,
        entry=entries.REVIEWS,
        asks=("applied_at", "arrived_at", "grounds"),
        entry_needs=("grounds",),
        enters=_review_entered,
        checks=(life.review_can_begin,),
        follows=_review_began,
        writes=("review_applied_at", "review_received_at", "review_decided_at"),
    ),
    Step(
        Action.DECIDE_REVIEW,
        Right.CLOSE,
        DECIDED,
        entry=entries.REVIEWS,
        asks=("decided_at", "result", "text"),
        entry_needs=("result", "text"),
        enters=_review_decided,
        checks=(life.review_goes_on,),
        follows=_review_ended,
        writes=("review_decided_at",),
        is_signed=True,
    ),
    Step(
        Action.FEED_BACK,
        Right.RECORD,
        ANYWHERE,
        entry=entries.FEEDBACKS,
        entry_needs=("to", "way", "number", "proof"),
        enters=_fed_back,
        checks=(is_forwarded,),
    ),
    Step(
        Action.DECLINE,
        Right.CLOSE,
        dict.fromkeys(ON_COMPLAINTS, State.CLOSED),
        takes=("remarks", "notice_way", "notice_proof", "notified_at", "delivered_at"),
        needs=("remarks", "notice_way", "notice_proof"),
        stamp="notified_at",
        entry=entries.PAUSES,
        entry_if=going_on,
        asks=("until",),
        enters=ended_with_notice,
        checks=(pause_has_its_end, delivery_is_plausible),
        fixed={"outcome": "declined"},
        follows=_declined,
        writes=("closed_at", "delivered_at"),
        is_signed=True,
    ),
)
