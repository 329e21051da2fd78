"""Guards of the steps around handling: handover, promises, payments, emergencies, reports."""

from datetime import date, datetime
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.case import entries
from desk.rules.case.delivery import is_told_at_once, received_at
from desk.rules.case.major import major_ground
from desk.rules.people.person_id import PersonId, person_id
from desk.rules.people.recusal import is_recused, keeps_away
from desk.rules.record.fold import Folded
from desk.rules.steps.guards import (
    KEEPERS,
    Missing,
    Recused,
    check_moment,
    keeps_no_more,
    known_keeper,
    need_present,
)
from desk.rules.steps.situation import Situation

LEAST_GROUP: Final = 2
ANSWERED: Final = "answer"
FIRST, FINAL = "first", "final"


class TransferOpen(Refusal):
    """A handover was proposed and not answered."""

    text: ClassVar[str] = mark(
        "The case was offered to {person} and not answered yet. Wait for the answer, or have a "
        "supervisor refuse it for her."
    )


class NoTransfer(Refusal):
    """Nothing is to be accepted or refused."""

    text: ClassVar[str] = mark(
        "This case was not offered to anybody, so there is nothing to answer."
    )


class NotAddressed(Refusal):
    """Somebody answers a handover that is another's to answer."""

    text: ClassVar[str] = mark(
        "The case was offered to {person}; only she or a supervisor answers."
    )


class ReceiverGone(Refusal):
    """The case would go to somebody who can handle none."""

    text: ClassVar[str] = mark(
        "{person} can no longer handle cases here. Refuse the handover, then offer the case or "
        "assign it to somebody else."
    )


class AssignedSince(Refusal):
    """A later assignment stands against the offer."""

    text: ClassVar[str] = mark(
        "The case was assigned to {person} after this offer, so the offer no longer holds. "
        "Refuse it; if the handover is still wanted, offer the case anew."
    )


class SameHandler(Refusal):
    """The case is handed to the one who has it."""

    text: ClassVar[str] = mark("{person} handles this case already. Name somebody else.")


class PromiseWithoutDay(Refusal):
    """A promise that nobody can be held to."""

    text: ClassVar[str] = mark("A promise needs its day, and a day its promise: state both.")


class PromiseInPast(Refusal):
    """A promise for a day that is over."""

    text: ClassVar[str] = mark("{day} is over; a promise is for today or a later day.")


class NoOpenPromise(Refusal):
    """No such promise is open."""

    text: ClassVar[str] = mark("No such promise is open in this case. Open are: {open}.")


class GroupTooSmall(Refusal):
    """An emergency group of one."""

    text: ClassVar[str] = mark("An emergency group has at least {least} members; name them all.")


class NoDebt(Refusal):
    """No emergency waits for what is offered."""

    text: ClassVar[str] = mark(
        "No emergency of this case waits for its report or for a signature. Record the emergency, "
        "or its report, first."
    )


class OwnReport(Refusal):
    """The author countersigns her own report."""

    text: ClassVar[str] = mark(
        "You acted or reported in this emergency yourself, so somebody else must countersign."
    )


class NotMajor(Refusal):
    """A report of a major complaint that is none."""

    text: ClassVar[str] = mark(
        "By the rules this complaint is not major: fewer than 20 people came together, and no "
        "disaster or designation is recorded. Correct these facts first if they are wrong."
    )


class FirstReportMissing(Refusal):
    """A later report before the first."""

    text: ClassVar[str] = mark(
        "The first report is missing; it comes before all others. Record it first."
    )


class DayInPast(Refusal):
    """A task for a day that is over."""

    text: ClassVar[str] = mark("{label}: {day} is over. Set today or a later day.")


class NoTask(Refusal):
    """No such rectification is open."""

    text: ClassVar[str] = mark("No such rectification is open in this case. Open are: {open}.")


class OwnWork(Refusal):
    """The owner of a rectification checks it herself."""

    text: ClassVar[str] = mark("{person} carried it out, so somebody else must check it.")


class OwnAccount(Refusal):
    """Somebody decides about her own fault."""

    text: ClassVar[str] = mark(
        "{person} cannot record what was decided about her own fault. Somebody else must."
    )


class NotInvestigated(Refusal):
    """Somebody is held to account before the facts are established."""

    text: ClassVar[str] = mark(
        "The facts are not established yet. Record the investigation first; nobody is held to "
        "account before that."
    )


class NotNotified(Refusal):
    """A review of a decision that was not told."""

    text: ClassVar[str] = mark(
        "No decision was notified in this case, so there is none to be reviewed. Record the "
        "notice first."
    )


class NothingDelivered(Refusal):
    """The receipt of a decision that was not told."""

    text: ClassVar[str] = mark(
        "No decision was told in this case yet, so the complainant received none. Record the "
        "notice first."
    )


class ReceivedBeforeSent(Refusal):
    """A decision that was received before it was told."""

    text: ClassVar[str] = mark(
        "The decision was received at {received}, before it was told at {told}. Correct one of "
        "the two."
    )


class ReviewOpen(Refusal):
    """A review was applied for and not decided."""

    text: ClassVar[str] = mark("A review is applied for already. Record its decision first.")


class NoReview(Refusal):
    """No review waits for a decision."""

    text: ClassVar[str] = mark("No review waits for a decision. Record the application first.")


def transfer_asked(facts: Facts) -> Facts | None:
    """Return the open handover offer, or None."""
    asked = facts.get(entries.TRANSFERS) or ()
    return next((entry for entry in asked if ANSWERED not in entry), None)


def transfer_is_possible(situation: Situation) -> None:
    """Refuse a handover to an unknown person, the handler or a recused one, or a second offer."""
    asked, login = transfer_asked(situation.facts), situation.entry["to"]
    if asked is not None:
        raise TransferOpen(person=situation.people.name(asked["to"]))
    person = known_keeper(situation.people, "to", login)
    if person.id == person_id(situation.facts.get("handler")):
        raise SameHandler(field="to", person=person.name)
    if is_recused(person, situation.facts):
        raise Recused(field="to", person=person.name)


def transfer_is_hers(situation: Situation) -> None:
    """Refuse an answer by anybody but the addressee or a supervisor."""
    asked = transfer_asked(situation.facts)
    if asked is None:
        raise NoTransfer
    people, addressed = situation.people, person_id(asked["to"])
    if situation.actor.id != addressed and situation.actor.role is KEEPERS[0]:
        raise NotAddressed(person=people.name(addressed))


def transfer_still_holds(situation: Situation) -> None:
    """Refuse acceptance for a recused person or one who is gone, and over a later assignment."""
    people, facts = situation.people, situation.facts
    to = (transfer_asked(facts) or {})["to"]
    if keeps_away(person_id(to), people.names.get(to), facts):
        raise Recused(person=people.name(to))
    if keeps_no_more(people, to):
        raise ReceiverGone(person=people.name(to))
    if situation.is_overtaken:
        raise AssignedSince(person=people.name(facts["handler"]))


def is_overtaken(folded: Folded) -> bool:
    """Say whether somebody got the case after its open handover offer was made."""
    asked, given = transfer_asked(folded.facts), folded.live.get("handler")
    if asked is None or not given or not given[-1].value:
        return False
    return given[-1].rank > folded.live[f"{entries.TRANSFERS}/{asked['id']}"][-1].rank


def owner_is_present(situation: Situation) -> None:
    """Refuse a rectification for somebody whose account is closed."""
    need_present(situation.people, "owner", situation.entry["owner"])


def promise_has_a_day(situation: Situation) -> None:
    """Refuse a promise without a day, a day without a promise, and a past day."""
    promise, day = situation.entry.get("promise"), situation.entry.get("promised_on")
    if bool(promise) != bool(day):
        raise PromiseWithoutDay(field="promise" if day else "promised_on")
    if day and day < situation.now.date().isoformat():
        raise PromiseInPast(field="promised_on", day=date.fromisoformat(day))


def open_promises(facts: Facts) -> list[Facts]:
    """Return the contacts with an open promise, oldest first."""
    answered = {entry["id"] for entry in facts.get(entries.PROMISES) or ()}
    contacts = facts.get(entries.CONTACTS) or ()
    return [c for c in contacts if c.get("promised_on") and c["id"] not in answered]


def promise_meant(situation: Situation) -> Facts:
    """Return the open promise: the named one, else the oldest.

    Raises:
        NoOpenPromise: None is open, or the named one is not.
    """
    waiting, named = open_promises(situation.facts), situation.entry.get("promise")
    for contact in waiting:
        if named in (None, contact["id"], contact["promise"]):
            return contact
    words = [contact["promise"] for contact in waiting] or [say(mark("none"))]
    raise NoOpenPromise(field="promise", open=words)


def promise_is_open(situation: Situation) -> None:
    """Refuse fulfilling a promise that is not open, or on a future day."""
    promise_meant(situation)
    kept = situation.entry.get("kept_at", situation.stamp)
    check_moment(situation, "kept_at", say(mark("Kept at")), kept)


def group_is_named(situation: Situation) -> None:
    """Require at least two people in an emergency group."""
    if len(set(situation.entry["group"])) < LEAST_GROUP:
        raise GroupTooSmall(field="group", least=LEAST_GROUP)


def debt(facts: Facts) -> Facts | None:
    """Return the emergency whose report is not countersigned, or None."""
    acted = facts.get(entries.EMERGENCIES) or ()
    return next((entry for entry in acted if "signed_by" not in entry), None)


def report_is_owed(situation: Situation) -> None:
    """Refuse an emergency report when none is owed."""
    owed = debt(situation.facts)
    if owed is None or "report" in owed:
        raise NoDebt


def report_is_there(situation: Situation) -> None:
    """Require a report, and a signer who neither acted nor reported."""
    owed = debt(situation.facts)
    if owed is None or "report" not in owed:
        raise NoDebt
    actor = situation.actor
    acted = {person_id(owed[part]) for part in ("by", "report_by")}
    if actor.id in acted or actor.name in owed["group"]:
        raise OwnReport


def is_major(situation: Situation) -> None:
    """Refuse reports on complaints that are not major, and reports out of order (第29条)."""
    if not major_ground(situation.facts):
        raise NotMajor
    stages = [one["stage"] for one in situation.facts.get(entries.MAJOR_REPORTS) or ()]
    if situation.entry["stage"] != FIRST and FIRST not in stages:
        raise FirstReportMissing(field="stage")


def task_is_ahead(situation: Situation) -> None:
    """Refuse a rectification due on a past day."""
    due = situation.entry["due_on"]
    if due < situation.now.date().isoformat():
        label = say(mark("To be done by"))
        raise DayInPast(field="due_on", label=label, day=date.fromisoformat(due))


def open_tasks(facts: Facts) -> list[Facts]:
    """Return the rectifications that were not checked yet, oldest first."""
    return [one for one in facts.get(entries.RECTIFICATIONS) or () if "verified_on" not in one]


def task_meant(situation: Situation) -> Facts:
    """Return the open rectification: the named one, else the oldest.

    Raises:
        NoTask: None is open, or the named one is not.
    """
    waiting, named = open_tasks(situation.facts), situation.entry.get("task")
    for task in waiting:
        if named in (None, task["id"], task["measure"]):
            return task
    words = [task["measure"] for task in waiting] or [say(mark("none"))]
    raise NoTask(field="task", open=words)


def somebody_else_checks(situation: Situation) -> None:
    """Refuse a check by the owner herself."""
    owner = person_id(task_meant(situation)["owner"])
    if owner in (situation.actor.id, PersonId("", situation.actor.name)):
        raise OwnWork(person=situation.actor.name)


def somebody_else_is_accountable(situation: Situation) -> None:
    """Refuse holding to account before the investigation, and by the person herself (9.4 F22)."""
    if not situation.facts.get("investigation"):
        raise NotInvestigated
    actor = situation.actor
    if person_id(situation.entry["person"]) in (actor.id, PersonId("", actor.name)):
        raise OwnAccount(field="person", person=actor.name)


def received_at_once(situation: Situation, changes: Facts) -> Payload:
    """Return when a notice given face to face or by telephone was received: when it was given.

    The receipt of an earlier notice falls with that notice.
    """
    if received_at(situation.after):
        return {}
    if is_told_at_once(situation.after):
        return {"delivered_at": changes["notified_at"]}
    return {"delivered_at": None} if situation.after.get("delivered_at") else {}


def delivery_is_plausible(situation: Situation) -> None:
    """Refuse that a decision was received before it was told; an earlier notice's is another."""
    told, received = (situation.after.get(name) for name in ("notified_at", "delivered_at"))
    was_told, was_received = (situation.facts.get(n) for n in ("notified_at", "delivered_at"))
    if received == was_received and told != was_told:
        return
    if received and not told:
        raise NothingDelivered
    if received and told and received < told:
        raise ReceivedBeforeSent(
            field="delivered_at",
            received=datetime.fromisoformat(received),
            told=datetime.fromisoformat(told),
        )


def open_review(facts: Facts) -> Facts | None:
    """Return the open review, or None."""
    reviews = facts.get(entries.REVIEWS) or ()
    return next((one for one in reviews if "decided_at" not in one), None)


def review_can_begin(situation: Situation) -> None:
    """Refuse a review before the decision was notified, or while another is open (第20条)."""
    if not situation.facts.get("notified_at"):
        raise NotNotified
    if open_review(situation.facts):
        raise ReviewOpen
    for name, words in (
        ("applied_at", mark("Applied for at")),
        ("arrived_at", mark("Received by the superior at")),
    ):
        moment = situation.entry.get(name)
        if moment:
            check_moment(situation, name, say(words), moment)


def review_goes_on(situation: Situation) -> None:
    """Refuse a review decision when no review is open."""
    if open_review(situation.facts) is None:
        raise NoReview
    decided = situation.entry.get("decided_at", situation.stamp)
    check_moment(situation, "decided_at", say(mark("Decided at")), decided)


def recusal_names_someone(situation: Situation) -> None:
    """Require at least one recused person."""
    if not situation.given.get("recused"):
        raise Missing(field="recused", label=say(mark("Recused")))
