"""The closing gate: everything missing before a case may be closed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Final, NamedTuple

from desk.base.errors import Refusal, refuse_all
from desk.base.shapes import Facts, JsonObject, Payload
from desk.base.words import mark, say
from desk.rules.case import entries
from desk.rules.case.codes import code_label
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import Action
from desk.rules.case.major import major_ground
from desk.rules.case.values import is_empty
from desk.rules.case.ways import KindWay, way_of
from desk.rules.people.rights import People
from desk.rules.steps import life_guards as life
from desk.rules.steps import payments
from desk.rules.steps.correction import unconfirmed
from desk.rules.steps.feedback import owes_feedback
from desk.rules.steps.guards import Missing, NoAttempt, NoFollowUp, NoNotice
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import authored

VERY_DISSATISFIED: Final = "very_dissatisfied"
DISSATISFIED: Final = ("dissatisfied", VERY_DISSATISFIED)
UPHOLDS: Final = "upholds"  # of a note: the moment of the follow-up that it answers


class DebtOpen(Refusal):
    """An emergency whose report is not countersigned."""

    text: ClassVar[str] = mark(
        "The emergency of {at} is not settled: its detailed report must be handed in and "
        "countersigned by the director."
    )


class FinalReportMissing(Refusal):
    """A major complaint without its final report."""

    text: ClassVar[str] = mark(
        "This is a major complaint; its reports are not complete. Record the final report first."
    )


class PromiseOpen(Refusal):
    """A promise that nobody answered."""

    text: ClassVar[str] = mark("The promise “{promise}” for {day} is open. Record how it was kept.")


class PaymentsDiffer(Refusal):
    """Paid is not what was approved."""

    text: ClassVar[str] = mark(
        "{paid} yuan were paid, but {approved} yuan are approved. Record the missing payment, "
        "correct a mistyped one, or have the plan changed."
    )


class NothingToUphold(Refusal):
    """Nobody is dissatisfied with the result, or it was upheld already."""

    text: ClassVar[str] = mark(
        "No follow-up of this case says “very dissatisfied” and waits for an answer."
    )


class Unanswered(Refusal):
    """A complainant who is very dissatisfied, and nobody said what follows from it."""

    text: ClassVar[str] = mark(
        "The complainant is very dissatisfied. A supervisor reopens the case, or says why its "
        "result stands; then it can be closed."
    )


class CorrectionOpen(Refusal):
    """A correction of a payment that nobody confirmed."""

    text: ClassVar[str] = mark(
        "The correction of a payment is proposed and not confirmed. A supervisor or the director "
        "confirms it, or another correction is proposed in its place."
    )


class FeedbackOwed(Refusal):
    """A forwarder waits for a report."""

    text: ClassVar[str] = mark(
        "{forwarder} forwarded this case and waits for a report (form F25). Send it, and record "
        "its number, day and proof."
    )


class Unconfirmed(Refusal):
    """A correction that its approver has not confirmed."""

    text: ClassVar[str] = mark(
        "The correction of {day} names {person} as its approver, who has not confirmed it yet."
    )


class NeitherStated(Refusal):
    """Of several things one must be recorded, and none is."""

    text: ClassVar[str] = mark("One of these must be recorded first: {labels}.")


class ClosingGap(NamedTuple):
    """Something missing, and the action that adds it."""

    action: Action
    refusal: Refusal


def gaps(facts: Facts, people: People | None = None) -> list[ClosingGap]:
    """Return everything missing before closing a case with ``facts``, in order of work.

    Args:
        facts: The case.
        people: Tell their names; without them people are told as the facts have them.
    """
    way = way_of(facts)
    if way.settles:
        asked = [] if way.is_settled(facts) else [ClosingGap(way.settles, _unsettled_by(way))]
        return [*asked, *unsettled(facts, people)]
    found = [
        ClosingGap(Action.INVESTIGATE if name == "finding" else Action.NOTIFY, _missing(name))
        for name in ("finding", "outcome")
        if is_empty(facts.get(name))
    ]
    return [*found, *_untold(facts), *unsettled(facts, people)]


def _unsettled_by(way: KindWay) -> Refusal:
    if len(way.settled_by) > 1:
        return NeitherStated(labels=[say(BY_ID[name].words) for name in way.settled_by])
    return _missing(way.settled_by[0])


def _missing(name: str) -> Missing:
    return Missing(field=name, label=say(BY_ID[name].words))


def _untold(facts: Facts) -> Iterator[ClosingGap]:
    """Yield missing notice and follow-up (第21条)."""
    has_proof = not is_empty(facts.get("unreachable_proof"))
    if not facts.get("notified_at") and not has_proof:
        yield ClosingGap(Action.NOTIFY, NoNotice(field="notified_at"))
    if not facts.get("notified_at") and has_proof and not facts.get(entries.CONTACTS):
        yield ClosingGap(Action.CONTACT, NoAttempt(field="unreachable_proof"))
    if not facts.get("followed_up_at") and not has_proof:
        yield ClosingGap(Action.FOLLOW_UP, NoFollowUp(field="followed_up_at"))


def unsettled(facts: Facts, people: People | None) -> Iterator[ClosingGap]:
    """Yield open emergencies, reports, promises and payments, and what others must answer."""
    debt = life.debt(facts)
    if debt is not None:
        step = Action.COUNTERSIGN if "report" in debt else Action.EMERGENCY_REPORT
        yield ClosingGap(step, DebtOpen(at=debt["at"].replace("T", " ")[:16]))
    reports = facts.get(entries.MAJOR_REPORTS) or ()
    if major_ground(facts) and all(one["stage"] != life.FINAL for one in reports):
        yield ClosingGap(Action.REPORT_MAJOR, FinalReportMissing())
    if owes_feedback(facts):
        if is_empty(facts.get("forward_no")):
            yield ClosingGap(Action.AMEND, _missing("forward_no"))
        forwarder = code_label("forwarded_by", facts["forwarded_by"])
        yield ClosingGap(Action.FEED_BACK, FeedbackOwed(forwarder=forwarder))
    for promise in life.open_promises(facts):
        refusal = PromiseOpen(promise=promise["promise"], day=promise["promised_on"])
        yield ClosingGap(Action.KEEP_PROMISE, refusal)
    if is_unanswered(facts):
        yield ClosingGap(Action.UPHOLD, Unanswered())
    yield from _money(facts)
    yield from _unanswered(facts, people)


def _unanswered(facts: Facts, people: People | None) -> Iterator[ClosingGap]:
    """Yield what waits for somebody else: corrections to be confirmed, an open handover."""

    def named(who: str) -> str:
        return who if people is None else people.name(who)

    for one in unconfirmed(facts):
        refusal = Unconfirmed(day=one["at"][:10], person=named(one["approved_by"]))
        yield ClosingGap(Action.CONFIRM_CORRECTION, refusal)
    asked = life.transfer_asked(facts)
    if asked is not None:
        open_offer = life.TransferOpen(person=named(asked["to"]))
        yield ClosingGap(Action.ACCEPT_TRANSFER, open_offer)


def _money(facts: Facts) -> Iterator[ClosingGap]:
    """Yield a correction that is not confirmed, and a sum that is not the approved one."""
    if payments.proposed(facts):
        yield ClosingGap(Action.CONFIRM_PAYMENT, CorrectionOpen())
    paid, approved = payments.paid(facts), Decimal(facts.get("compensation") or "0")
    if facts.get(entries.PAYMENTS) and paid != approved:
        refusal = PaymentsDiffer(paid=f"{paid:,.2f}", approved=f"{approved:,.2f}")
        yield ClosingGap(Action.PAY, refusal)


def is_unanswered(facts: Facts) -> bool:
    """Say whether the last follow-up found somebody very dissatisfied and that has no answer.

    An answer is a supervisor's word that the result stands, given after it.
    """
    told_at = facts.get("followed_up_at")
    if facts.get("satisfaction") != VERY_DISSATISFIED or not told_at:
        return False
    return all(one.get(UPHOLDS) != told_at for one in facts.get(entries.NOTES) or ())


def upheld(situation: Situation) -> Payload:
    """Return the note in which a supervisor says why the result stands."""
    answer = {UPHOLDS: situation.facts["followed_up_at"]}
    entry = {**authored(situation), **situation.entry, **answer}
    return {f"{entries.NOTES}/{situation.entry_id}": entry}


def somebody_is_dissatisfied(situation: Situation) -> None:
    """Refuse to uphold a result that nobody was very dissatisfied with at the follow-up."""
    if not is_unanswered(situation.facts):
        raise NothingToUphold


def nothing_is_missing(situation: Situation) -> None:
    """Refuse closing while something is missing; all problems at once."""
    refuse_all([gap.refusal for gap in gaps(situation.after, situation.people)])


def gap_json(gap: ClosingGap) -> JsonObject:
    """Return a gap as the command line prints it."""
    return {"action": gap.action.value, "missing": str(gap.refusal)}
