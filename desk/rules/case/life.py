"""A case's life: states, stages and actions."""

from enum import StrEnum
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import label_all, mark


class NoCase(Refusal):
    """There is no such case."""

    text: ClassVar[str] = mark(
        "There is no case {case_no} here. Check the number, or search for a name or words."
    )


class State(StrEnum):
    """Where a case stands (domain.md 11.2); which kind passes which: `desk.rules.case.ways`."""

    TO_ASSIGN = "to_assign"
    TO_INVESTIGATE = "to_investigate"
    PLANNING = "planning"
    TO_APPROVE = "to_approve"
    EXECUTING = "executing"
    TO_NOTIFY = "to_notify"
    NOTIFIED = "notified"
    TO_FOLLOW_UP = "to_follow_up"
    CLOSED = "closed"
    ARCHIVED = "archived"
    TO_ANSWER = "to_answer"
    ANSWERED = "answered"
    TO_EXAMINE = "to_examine"
    EXAMINED = "examined"


label_all(
    {
        State.TO_ANSWER: mark("to answer"),
        State.ANSWERED: mark("answered"),
        State.TO_EXAMINE: mark("to hand on or examine"),
        State.EXAMINED: mark("handed on or examined"),
        State.TO_ASSIGN: mark("to assign"),
        State.TO_INVESTIGATE: mark("to investigate"),
        State.PLANNING: mark("planning"),
        State.TO_APPROVE: mark("to approve"),
        State.EXECUTING: mark("executing"),
        State.TO_NOTIFY: mark("to notify"),
        State.NOTIFIED: mark("notified"),
        State.TO_FOLLOW_UP: mark("to follow up"),
        State.CLOSED: mark("closed"),
        State.ARCHIVED: mark("archived"),
    }
)

ENDED: Final = frozenset({State.CLOSED, State.ARCHIVED})
OPEN: Final = tuple(state for state in State if state not in ENDED)


class Stage(StrEnum):
    """The five stages of the process (种002)."""

    RECEIVE = "receive"
    VERIFY = "verify"
    PLAN = "plan"
    EXECUTE = "execute"
    FOLLOW_UP = "follow_up"


label_all(
    {
        Stage.RECEIVE: mark("Receive complaint"),
        Stage.VERIFY: mark("Verify facts"),
        Stage.PLAN: mark("Make a plan"),
        Stage.EXECUTE: mark("Carry out"),
        Stage.FOLLOW_UP: mark("See it through"),
    }
)

STAGES: Final = {  # of a complaint's way
    State.TO_ASSIGN: Stage.RECEIVE,
    State.TO_INVESTIGATE: Stage.VERIFY,
    State.PLANNING: Stage.PLAN,
    State.TO_APPROVE: Stage.PLAN,
    State.EXECUTING: Stage.EXECUTE,
    State.TO_NOTIFY: Stage.EXECUTE,
    State.NOTIFIED: Stage.FOLLOW_UP,
    State.TO_FOLLOW_UP: Stage.FOLLOW_UP,
    State.CLOSED: Stage.FOLLOW_UP,
    State.ARCHIVED: Stage.FOLLOW_UP,
}


class Action(StrEnum):
    """What people do with a case; the ids are those of ``case do``."""

    ASSIGN = "assign"
    RESOLVE = "resolve"
    CONTACT = "contact"
    INVESTIGATE = "investigate"
    PLAN = "plan"
    APPROVE = "approve"
    RETURN = "return"
    EXECUTE = "execute"
    DECIDE = "decide"
    NOTIFY = "notify"
    ANSWER = "answer"
    HAND_ON = "hand-on"
    CONFIRM_DELIVERY = "confirm-delivery"
    FOLLOW_UP = "follow-up"
    UPHOLD = "uphold"
    CLOSE = "close"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    CORRECT = "correct"
    CONFIRM_CORRECTION = "confirm-correction"
    CONVERT = "convert"
    NOTE = "note"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    EXTEND_FURTHER = "extend-further"
    RESTART = "restart"
    AGREE = "agree"
    REOPEN = "reopen"
    TRANSFER = "transfer"
    ACCEPT_TRANSFER = "accept-transfer"
    REFUSE_TRANSFER = "refuse-transfer"
    KEEP_PROMISE = "keep-promise"
    ADD_EVIDENCE = "add-evidence"
    CO_REPORT = "co-report"
    PAY = "pay"
    CORRECT_PAYMENT = "correct-payment"
    CONFIRM_PAYMENT = "confirm-payment"
    EMERGENCY = "emergency"
    EMERGENCY_REPORT = "emergency-report"
    COUNTERSIGN = "countersign"
    REPORT_MAJOR = "report-major"
    RECTIFY = "rectify"
    VERIFY_RECTIFICATION = "verify-rectification"
    JUDGE_EFFECT = "judge-effect"
    HOLD_TO_ACCOUNT = "hold-to-account"
    APPLY_REVIEW = "apply-review"
    DECIDE_REVIEW = "decide-review"
    FEED_BACK = "feed-back"
    DECLINE = "decline"
    RECUSE = "recuse"
    LINK = "link"
    UNLINK = "unlink"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"


label_all(
    {
        Action.ASSIGN: mark("Assign"),
        Action.RESOLVE: mark("Resolve on the spot"),
        Action.CONTACT: mark("Record a contact"),
        Action.INVESTIGATE: mark("Record the investigation"),
        Action.PLAN: mark("Fix the plan"),
        Action.APPROVE: mark("Approve"),
        Action.RETURN: mark("Return for changes"),
        Action.EXECUTE: mark("Record the execution"),
        Action.DECIDE: mark("Write the decision"),
        Action.NOTIFY: mark("Notify the complainant"),
        Action.ANSWER: mark("Record the answer"),
        Action.HAND_ON: mark("Hand to the competent office"),
        Action.CONFIRM_DELIVERY: mark("Confirm delivery"),
        Action.FOLLOW_UP: mark("Record the follow-up"),
        Action.UPHOLD: mark("Say why the result stands"),
        Action.CLOSE: mark("Close"),
        Action.ARCHIVE: mark("Archive"),
        Action.WITHDRAW: mark("Record a withdrawal"),
        Action.AMEND: mark("Correct facts"),
        Action.CORRECT: mark("Correct receipt or kind"),
        Action.CONFIRM_CORRECTION: mark("Confirm a correction"),
        Action.CONVERT: mark("Handle as another kind"),
        Action.NOTE: mark("Add a note"),
        Action.PAUSE: mark("Pause the clock"),
        Action.RESUME: mark("End the pause"),
        Action.EXTEND: mark("Extend"),
        Action.EXTEND_FURTHER: mark("Extend further"),
        Action.RESTART: mark("Restart on new facts"),
        Action.AGREE: mark("Record an agreed date"),
        Action.REOPEN: mark("Reopen"),
        Action.TRANSFER: mark("Hand to somebody else"),
        Action.ACCEPT_TRANSFER: mark("Accept the handover"),
        Action.REFUSE_TRANSFER: mark("Refuse the handover"),
        Action.KEEP_PROMISE: mark("Record a kept promise"),
        Action.ADD_EVIDENCE: mark("Add evidence"),
        Action.CO_REPORT: mark("Record a co-department's progress"),
        Action.PAY: mark("Record a payment"),
        Action.CORRECT_PAYMENT: mark("Correct a payment"),
        Action.CONFIRM_PAYMENT: mark("Confirm the correction of a payment"),
        Action.EMERGENCY: mark("Act first: emergency"),
        Action.EMERGENCY_REPORT: mark("Hand in the emergency report"),
        Action.COUNTERSIGN: mark("Countersign the emergency report"),
        Action.REPORT_MAJOR: mark("Report a major complaint"),
        Action.RECTIFY: mark("Order a rectification"),
        Action.VERIFY_RECTIFICATION: mark("Check a rectification"),
        Action.JUDGE_EFFECT: mark("Judge whether a rectification helped"),
        Action.HOLD_TO_ACCOUNT: mark("Hold somebody to account"),
        Action.APPLY_REVIEW: mark("Record an application for review"),
        Action.DECIDE_REVIEW: mark("Record the decision on review"),
        Action.FEED_BACK: mark("Record the feedback to the forwarder"),
        Action.DECLINE: mark("Decline: not lodged by the person or an agent"),
        Action.RECUSE: mark("Record a recusal"),
        Action.LINK: mark("Link with another case"),
        Action.UNLINK: mark("Take a link back"),
        Action.MERGE: mark("Merge into an earlier case"),
        Action.UNMERGE: mark("Undo the merger"),
        Action.SPLIT: mark("Split off a new case"),
    }
)

NEXT_STEP: Final = {
    State.TO_ANSWER: Action.ANSWER,
    State.ANSWERED: Action.CLOSE,
    State.TO_EXAMINE: Action.HAND_ON,
    State.EXAMINED: Action.CLOSE,
    State.TO_ASSIGN: Action.ASSIGN,
    State.TO_INVESTIGATE: Action.INVESTIGATE,
    State.PLANNING: Action.PLAN,
    State.TO_APPROVE: Action.APPROVE,
    State.EXECUTING: Action.EXECUTE,
    State.TO_NOTIFY: Action.NOTIFY,
    State.NOTIFIED: Action.CONFIRM_DELIVERY,
    State.TO_FOLLOW_UP: Action.FOLLOW_UP,
    State.CLOSED: Action.ARCHIVE,
}
