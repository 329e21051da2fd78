"""Duties of a case beside its clocks: promises, progress updates, debts, reports, rectifications.

Each has a due moment computed from the record; none is a legal
deadline, and none is shown as one, but the decision on a review: its clock is what is owed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from desk.base.clock import stamp
from desk.base.shapes import Facts, JsonObject
from desk.base.words import label_all, mark, say, shown
from desk.rules.case import entries
from desk.rules.case.codes import code_label
from desk.rules.case.life import ENDED, Action, State
from desk.rules.case.major import major_ground
from desk.rules.settings import Settings
from desk.rules.steps import approval, gate, payments
from desk.rules.steps import life_guards as life
from desk.rules.steps.correction import unconfirmed
from desk.rules.steps.effect import checked_tasks, judged_from
from desk.rules.steps.feedback import owes_feedback
from desk.rules.time.case_clocks import CaseClock

DAY_END: Final = time(23, 59, 59)
SYSTEMIC: Final = "systemic"
SPOKEN: Final = ("reached", "delivered")


class Duty(StrEnum):
    """The kinds of duties."""

    PROMISE = "promise"
    PROGRESS = "progress"
    EMERGENCY_REPORT = "emergency-report"
    COUNTERSIGN = "countersign"
    MAJOR_REPORT = "major-report"
    RECTIFICATION = "rectification"
    EFFECT = "effect"
    SYSTEMIC = "systemic"
    FEEDBACK = "feedback"
    HANDOVER = "handover"
    CO_REPORT = "co-report"
    CORRECTION = "correction"
    PAYMENT = "payment"
    DISSATISFIED = "dissatisfied"
    REVIEW = "review"
    UNAPPROVED = "unapproved"
    APPROVAL = "approval"


label_all(
    {
        Duty.PROMISE: mark("Promise to the complainant"),
        Duty.PROGRESS: mark("Progress update to the complainant"),
        Duty.EMERGENCY_REPORT: mark("Report after the emergency"),
        Duty.COUNTERSIGN: mark("Countersign the emergency report"),
        Duty.MAJOR_REPORT: mark("Report of the major complaint"),
        Duty.RECTIFICATION: mark("Rectification"),
        Duty.EFFECT: mark("Did the rectification help?"),
        Duty.SYSTEMIC: mark("Order a rectification: the problem is systemic"),
        Duty.FEEDBACK: mark("Feedback to the forwarder"),
        Duty.HANDOVER: mark("Answer the handover"),
        Duty.CO_REPORT: mark("Progress of the co-department"),
        Duty.CORRECTION: mark("Confirm the correction"),
        Duty.PAYMENT: mark("Confirm the correction of a payment"),
        Duty.DISSATISFIED: mark("Very dissatisfied: reopen, or say why the result stands"),
        Duty.REVIEW: mark("Decide the review"),
        Duty.UNAPPROVED: mark("Reopen: more was paid than is approved"),
        Duty.APPROVAL: mark("Approve the plan"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One open duty.

    Attributes:
        duty: Its kind.
        words: Details, as typed when recorded.
        due_at: Its last moment.
        action: The step that fulfils it.
        who: Login or name of the person responsible, or "".
        tier: The lowest rank of approval that may do it (`approval.rank`).
        author: Who may not do it, as it is her own work; or "".
    """

    duty: Duty
    words: str
    due_at: datetime
    action: Action
    who: str = ""
    tier: int = 0
    author: str = ""

    def is_late(self, now: datetime) -> bool:
        """Say whether its last moment is over."""
        return now > self.due_at


def duties(facts: Facts, settings: Settings, clocks: Iterable[CaseClock] = ()) -> list[Owed]:
    """Return the open duties of a case with its ``clocks``, soonest first.

    Closing, archiving, withdrawal and merging take no duty away: what is owed beyond the
    handling is owed until it is done. Only what serves the handling itself (the next word
    to the complainant, the helpers' progress, an offered handover) ends with it.
    """
    found = [*_promises(facts), *_rectifications(facts, settings), *_feedback(facts)]
    found += [*_emergency(facts, settings), *_systemic(facts, settings)]
    found += [*_major(facts, settings), *_payments(facts), *_corrections(facts)]
    found += _reviews(facts, clocks)
    if State(facts["state"]) not in ENDED:
        found += [*_updates(facts, settings), *_dissatisfied(facts)]
        found += [*_handover(facts), *_co_reports(facts, settings)]
        found += _approval(facts, settings)
    return sorted(found, key=lambda owed: owed.due_at)


def _is_old(facts: Facts) -> bool:
    """Say whether the case came in ended from a former ledger: nothing was recorded of it here."""
    return bool(facts.get("import_id")) and State(facts["state"]) in ENDED


def _end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), DAY_END)


def _days_after(moment: str, days: int) -> datetime:
    return datetime.combine(datetime.fromisoformat(moment) + timedelta(days=days), DAY_END)


def _handler(facts: Facts) -> str:
    return str(facts.get("handler") or "")


def _promises(facts: Facts) -> Iterator[Owed]:
    for contact in life.open_promises(facts):
        due_at, who = _end_of(contact["promised_on"]), contact.get("by", "")
        yield Owed(
            duty=Duty.PROMISE,
            words=contact["promise"],
            due_at=due_at,
            action=Action.KEEP_PROMISE,
            who=who,
        )


def _updates(facts: Facts, settings: Settings) -> Iterator[Owed]:
    """Yield the next progress update for the complainant (domain.md 14.4)."""
    if facts.get("notified_at"):
        return
    spoken = [c["at"] for c in facts.get(entries.CONTACTS) or () if c.get("result") in SPOKEN]
    if spoken:
        due_at = _days_after(max(spoken), settings.number("progress_days"))
        yield Owed(
            duty=Duty.PROGRESS, words="", due_at=due_at, action=Action.CONTACT, who=_handler(facts)
        )


def _emergency(facts: Facts, settings: Settings) -> Iterator[Owed]:
    debt = life.debt(facts)
    if debt is None:
        return
    hours = timedelta(hours=settings.number("emergency_report_hours"))
    due_at = datetime.fromisoformat(debt["at"]) + hours
    if "report" in debt:
        yield Owed(
            duty=Duty.COUNTERSIGN, words=debt["reason"], due_at=due_at, action=Action.COUNTERSIGN
        )
    else:
        step = Action.EMERGENCY_REPORT
        yield Owed(
            duty=Duty.EMERGENCY_REPORT,
            words=debt["reason"],
            due_at=due_at,
            action=step,
            who=debt["by"],
        )


def _major(facts: Facts, settings: Settings) -> Iterator[Owed]:
    """Yield the first report, and once the case has ended the final one (第29条)."""
    if not major_ground(facts) or _is_old(facts):
        return
    stages = {one["stage"] for one in facts.get(entries.MAJOR_REPORTS) or ()}
    closed = facts.get("closed_at")
    since = None if life.FINAL in stages else closed if stages else facts["received_at"]
    if since:
        yield Owed(
            duty=Duty.MAJOR_REPORT,
            words=code_label("report_stage", life.FINAL if stages else life.FIRST),
            due_at=datetime.fromisoformat(since)
            + timedelta(hours=settings.number("major_report_hours")),
            action=Action.REPORT_MAJOR,
            who=_handler(facts),
        )


def _payments(facts: Facts) -> Iterator[Owed]:
    """Yield a correction to confirm, and what was paid in an ended case beyond approval (14.7)."""
    counter = payments.proposed(facts)
    if counter:
        yield Owed(
            duty=Duty.PAYMENT,
            words=counter["reason"],
            due_at=_end_of(counter["at"][:10]),
            action=Action.CONFIRM_PAYMENT,
        )
    closed, approved = facts.get("closed_at"), Decimal(facts.get("compensation") or "0")
    if closed and State(facts["state"]) in ENDED and payments.paid(facts) > approved:
        yield Owed(
            duty=Duty.UNAPPROVED,
            words=f"{payments.paid(facts):,.2f} / {approved:,.2f}",
            due_at=_end_of(closed[:10]),
            action=Action.REOPEN,
        )


def _dissatisfied(facts: Facts) -> Iterator[Owed]:
    """Yield what a supervisor owes to somebody who is very dissatisfied (domain.md 9.4 F18)."""
    if gate.is_unanswered(facts):
        yield Owed(
            duty=Duty.DISSATISFIED,
            words=str(facts.get("follow_up") or ""),
            due_at=_days_after(facts["followed_up_at"], 1),
            action=Action.UPHOLD,
        )


def _reviews(facts: Facts, clocks: Iterable[CaseClock]) -> Iterator[Owed]:
    """Yield the decision on a review, in a closed case too (第20条; R21)."""
    review = life.open_review(facts)
    for clock in clocks if review else ():
        if clock.counts and clock.rule.stop == "review_decided_at":
            yield Owed(
                duty=Duty.REVIEW,
                words=str(review["grounds"] if review else ""),
                due_at=clock.due.at,
                action=Action.DECIDE_REVIEW,
            )


def _rectifications(facts: Facts, settings: Settings) -> Iterator[Owed]:
    for task in life.open_tasks(facts):
        due_at, step = _end_of(task["due_on"]), Action.VERIFY_RECTIFICATION
        yield Owed(
            duty=Duty.RECTIFICATION,
            words=task["measure"],
            due_at=due_at,
            action=step,
            who=task["owner"],
        )
    for task in checked_tasks(facts):
        due_at = datetime.combine(judged_from(task, settings), DAY_END)
        who = task.get("verified_by", "")
        yield Owed(
            duty=Duty.EFFECT,
            words=task["measure"],
            due_at=due_at,
            action=Action.JUDGE_EFFECT,
            who=who,
        )


def _systemic(facts: Facts, settings: Settings) -> Iterator[Owed]:
    """Yield the order due for a systemic problem (domain.md 14.4: 启动整改流程)."""
    found_at = None if _is_old(facts) else facts.get("investigated_at")
    if facts.get("systemic") == SYSTEMIC and found_at and not facts.get(entries.RECTIFICATIONS):
        due_at = _days_after(found_at, settings.number("systemic_days"))
        words = code_label("root_cause", facts.get("root_cause") or "")
        yield Owed(duty=Duty.SYSTEMIC, words=words, due_at=due_at, action=Action.RECTIFY)


def _closed_on(facts: Facts) -> str | None:
    """Return the day on which an ended case was closed; None of one from a former ledger."""
    has_ended = State(facts["state"]) in ENDED and not _is_old(facts)
    return str(facts["closed_at"])[:10] if has_ended and facts.get("closed_at") else None


def _feedback(facts: Facts) -> Iterator[Owed]:
    """Yield the report due to a forwarder: by its day, at the latest when the case has ended.

    Source: domain.md 9.4 F25.
    """
    day = facts.get("reply_by") or _closed_on(facts)
    is_over = _is_old(facts) and facts["state"] == State.ARCHIVED
    if day and owes_feedback(facts) and not is_over:
        words = code_label("forwarded_by", facts["forwarded_by"])
        yield Owed(
            duty=Duty.FEEDBACK,
            words=words,
            due_at=_end_of(day),
            action=Action.FEED_BACK,
            who=_handler(facts),
        )


def _approval(facts: Facts, settings: Settings) -> Iterator[Owed]:
    """Yield the approval that a plan waits for, from the day on which it was fixed (种002)."""
    if facts["state"] == State.TO_APPROVE and facts.get("planned_at"):
        amount = Decimal(facts.get("compensation") or 0)
        words = mark("compensation {amount} yuan; {plan}")
        yield Owed(
            duty=Duty.APPROVAL,
            words=say(words, amount=f"{amount:,.2f}", plan=str(facts.get("plan") or "")),
            due_at=_end_of(str(facts["planned_at"])[:10]),
            action=Action.APPROVE,
            tier=approval.rank_needed(facts, settings),
            author=str(facts.get("planned_by") or ""),
        )


def _handover(facts: Facts) -> Iterator[Owed]:
    asked = life.transfer_asked(facts)
    if asked is not None:
        due_at = _end_of(asked["at"][:10])
        yield Owed(
            duty=Duty.HANDOVER,
            words=asked["reason"],
            due_at=due_at,
            action=Action.ACCEPT_TRANSFER,
            who=asked["to"],
        )


def _corrections(facts: Facts) -> Iterator[Owed]:
    """Yield the corrections that wait for their approvers, from the day on which they were made."""
    for one in unconfirmed(facts):
        yield Owed(
            duty=Duty.CORRECTION,
            words=one["reason"],
            due_at=_end_of(one["at"][:10]),
            action=Action.CONFIRM_CORRECTION,
            who=one["approved_by"],
        )


def _co_reports(facts: Facts, settings: Settings) -> Iterator[Owed]:
    """Yield the next report of each assisting department (domain.md 14.6 每周同步)."""
    if facts.get("executed_at"):
        return
    told = facts.get(entries.CO_REPORTS) or ()
    for helper in facts.get("co_departments") or ():
        name = helper.get("department", "")
        since = [one["at"] for one in told if one["department"] == name]
        start = max(since, default=facts["registered_at"])
        due_at = _days_after(start, settings.number("co_report_days"))
        yield Owed(
            duty=Duty.CO_REPORT,
            words=name,
            due_at=due_at,
            action=Action.CO_REPORT,
            who=helper.get("liaison", ""),
        )


def owed_json(owed: Owed, now: datetime) -> JsonObject:
    """Return a duty as the command line prints it."""
    return {
        "duty": owed.duty.value,
        "title": shown(owed.duty),
        "words": owed.words,
        "due_at": stamp(owed.due_at),
        "late": owed.is_late(now),
        "action": owed.action.value,
        "who": owed.who,
    }
