"""The steps of a case in groups, as its menu shows them."""

from typing import Final

from desk.base.words import mark
from desk.rules.case.life import Action

DAILY: Final = (  # no group: they stand in the menu itself
    Action.CONTACT,
    Action.NOTE,
    Action.AMEND,
    Action.ADD_EVIDENCE,
    Action.KEEP_PROMISE,
)
GROUPS: Final = {
    mark("Stages"): (
        Action.ASSIGN,
        Action.RESOLVE,
        Action.INVESTIGATE,
        Action.PLAN,
        Action.APPROVE,
        Action.RETURN,
        Action.EXECUTE,
        Action.DECIDE,
        Action.NOTIFY,
        Action.ANSWER,
        Action.HAND_ON,
        Action.CONFIRM_DELIVERY,
        Action.FOLLOW_UP,
        Action.UPHOLD,
        Action.CLOSE,
        Action.ARCHIVE,
        Action.REOPEN,
        Action.WITHDRAW,
        Action.DECLINE,
    ),
    mark("Deadlines"): (
        Action.PAUSE,
        Action.RESUME,
        Action.EXTEND,
        Action.EXTEND_FURTHER,
        Action.RESTART,
        Action.AGREE,
    ),
    mark("Hand over, recuse"): (
        Action.TRANSFER,
        Action.ACCEPT_TRANSFER,
        Action.REFUSE_TRANSFER,
        Action.CO_REPORT,
        Action.RECUSE,
    ),
    mark("Payments"): (Action.PAY, Action.CORRECT_PAYMENT, Action.CONFIRM_PAYMENT),
    mark("Reports and rectification"): (
        Action.EMERGENCY,
        Action.EMERGENCY_REPORT,
        Action.COUNTERSIGN,
        Action.REPORT_MAJOR,
        Action.FEED_BACK,
        Action.RECTIFY,
        Action.VERIFY_RECTIFICATION,
        Action.JUDGE_EFFECT,
        Action.HOLD_TO_ACCOUNT,
        Action.APPLY_REVIEW,
        Action.DECIDE_REVIEW,
    ),
    mark("Other cases, corrections"): (
        Action.LINK,
        Action.UNLINK,
        Action.MERGE,
        Action.UNMERGE,
        Action.SPLIT,
        Action.CORRECT,
        Action.CONFIRM_CORRECTION,
        Action.CONVERT,
    ),
}
