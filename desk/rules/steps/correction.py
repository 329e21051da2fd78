"""Correcting the time of receipt and the kind of a case, which decide its clocks; converting it.

A slip of the pen there is put right by an act of its own: signed, with its reason, approved by
somebody else, who confirms it with her own key. What stood before stays in the entry, and what
was late only by the slip is marked as not late (`desk.rules.time.breaches`). A case that turns out
to be of another kind is converted: it goes on on that kind's way, its time of receipt stays.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.case import entries
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import BY_ID, FIELDS, Kind
from desk.rules.case.life import ENDED, Action, State
from desk.rules.case.values import is_empty
from desk.rules.case.ways import COMPLAINT, WAYS, way_of_kind
from desk.rules.people.person_id import person_id
from desk.rules.people.recusal import is_recused
from desk.rules.people.rights import People, Person, Right
from desk.rules.steps import guards
from desk.rules.steps.guards import BeforeReceipt, Missing, Recused
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import ANYWHERE, STAYS, Step, authored

CORRECTABLE: Final = ("received_at", "kind", "party_type")
EARLIER: Final = ("occurred_on", "forwarded_on", "regulator_received_at")  # before our receipt
DONE: Final = ("investigated_at", "planned_at", "executed_at", "notified_at", "followed_up_at")
MIDNIGHT: Final = "T00:00:00"  # of a day that a ledger told without a time


class AfterReceipt(Refusal):
    """What comes before the receipt is said to have come after it."""

    text: ClassVar[str] = mark(
        "{label}: {day} lies after the time of receipt ({received}). Correct one of the two."
    )


class NoApprover(Refusal):
    """Somebody who may not approve is named as the one who did."""

    text: ClassVar[str] = mark(
        "“{person}” cannot approve this. Name somebody else than yourself who may: {known}."
    )


class NothingToConfirm(Refusal):
    """No correction waits for this person."""

    text: ClassVar[str] = mark("No correction of this case waits for your confirmation.")


def approvers(people: People, actor: Person) -> list[Person]:
    """Return who may approve what ``actor`` corrects, in the order of the accounts."""
    return [one for one in people.values() if one.may(Right.APPROVE) and one.id != actor.id]


def _approver(situation: Situation) -> Person:
    """Return the approver whom the login or the name means.

    Raises:
        NoApprover: She is the actor, or not somebody who may approve here.
    """
    named, known = situation.entry["approved_by"], approvers(situation.people, situation.actor)
    for person in known:
        if named in (person.login, person.name):
            return person
    raise NoApprover(field="approved_by", person=named, known=[one.name for one in known])


def _somebody_else_approves(situation: Situation) -> None:
    person = _approver(situation)
    if is_recused(person, situation.facts):
        raise Recused(field="approved_by", person=person.name)


def _both_stay_stated(situation: Situation) -> None:
    for name in situation.given:
        if is_empty(situation.after.get(name)):
            raise Missing(field=name, label=say(BY_ID[name].words))


def _receipt_is_plausible(situation: Situation) -> None:
    """Refuse a receipt after what the office did with the case, or before what it came from."""
    received = situation.after["received_at"]
    if received == situation.facts.get("received_at"):
        return
    for label, value in _later(situation.after):
        is_day = value.endswith(MIDNIGHT) and value[:10] == received[:10]
        if value < received and not is_day:
            raise BeforeReceipt(
                field="received_at",
                label=label,
                moment=datetime.fromisoformat(value),
                received=datetime.fromisoformat(received),
            )
    for name in EARLIER:
        value = str(situation.after.get(name) or "")
        if value and value[: len(received)] > received[: len(value)]:
            raise AfterReceipt(
                field="received_at",
                label=say(BY_ID[name].words),
                day=value[:10],
                received=datetime.fromisoformat(received),
            )


def _later(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield label and value of every moment that cannot lie before the receipt."""
    own = {"received_at", *EARLIER, *_moved_along(facts)}
    for field in FIELDS:
        if field.kind is Kind.MOMENT and field.id not in own and facts.get(field.id):
            yield say(field.words), facts[field.id]
    for collection, parts in ENTRIES.items():
        if collection != entries.CORRECTIONS:
            for part in (part for part in parts if part.kind is Kind.MOMENT):
                told = (entry.get(part.id) for entry in facts.get(collection) or ())
                yield from ((say(part.words), value) for value in told if value)


def _moved_along(facts: Facts) -> tuple[str, ...]:
    """Return what an import took from the time of receipt: its row was the registration."""
    return ("registered_at",) if facts.get("import_id") else ()


def _corrected(situation: Situation) -> Payload:
    was = {f"was_{name}": situation.facts.get(name) for name in _changed(situation)}
    entry = {**authored(situation), **situation.entry, **was}
    entry["approved_by"] = _approver(situation).login
    entry |= _done(situation)
    return {f"{entries.CORRECTIONS}/{situation.entry_id}": entry}


def _changed(situation: Situation) -> list[str]:
    return [n for n in CORRECTABLE if situation.after.get(n) != situation.facts.get(n)]


def _followed(situation: Situation, _changes: Facts) -> Payload:
    facts, received = situation.facts, situation.after["received_at"]
    moved = (name for name in _moved_along(facts) if facts.get(name) == facts.get("received_at"))
    return dict.fromkeys(moved, received)


def _on_its_way(situation: Situation) -> State:
    """Return the state in which the case goes on: where it is, or where another way begins."""
    state, way = situation.state, way_of_kind(situation.after["kind"])
    is_same = "kind" not in situation.given or state in ENDED or state in way.states
    return state if is_same else way.begins(situation.facts.get("handler"))


def _another_way_begins(situation: Situation) -> None:
    """Refuse to convert a case into what it is; an old one may be put on the way of its kind."""
    if not _changed(situation) and _on_its_way(situation) is situation.state:
        raise guards.NothingChanges


def _may_leave_the_law(situation: Situation) -> None:
    """Refuse to take a complaint from its legal deadlines to whoever may not close it."""
    if situation.facts["kind"] == COMPLAINT and situation.after["kind"] != COMPLAINT:
        situation.actor.need(Right.CLOSE)


def _converted(situation: Situation) -> Payload:
    entry = {**authored(situation), **situation.entry, "was_kind": situation.facts["kind"]}
    return {f"{entries.CORRECTIONS}/{situation.entry_id}": {**entry, **_done(situation)}}


def _done(situation: Situation) -> Payload:
    """Return which stages a complaint that becomes another kind has behind it, and since when.

    Where it comes back it goes through them again; its clocks keep how they ended.
    """
    facts = situation.facts
    if facts["kind"] != COMPLAINT or situation.after["kind"] == COMPLAINT:
        return {}
    done = {name: facts[name] for name in DONE if facts.get(name)}
    return {"facts": done} if done else {}


def unconfirmed(facts: Facts) -> list[Facts]:
    """Return the corrections that their approvers have not confirmed, oldest first."""
    made = facts.get(entries.CORRECTIONS) or ()
    return [one for one in made if one.get("approved_by") and not one.get("confirmed_by")]


def _hers(situation: Situation) -> list[Facts]:
    actor = situation.actor.id
    return [one for one in unconfirmed(situation.facts) if person_id(one["approved_by"]) == actor]


def _something_is_hers(situation: Situation) -> None:
    if not _hers(situation):
        raise NothingToConfirm


def _confirmed(situation: Situation) -> Payload:
    seen = {"confirmed_by": situation.actor.login, "confirmed_at": situation.stamp}
    return {
        f"{entries.CORRECTIONS}/{one['id']}": {**entries.written(one), **situation.entry, **seen}
        for one in _hers(situation)
    }


BEGINNINGS: Final = (State.TO_INVESTIGATE, *(way.states[0] for way in WAYS))
CORRECTION_STEPS: Final = (
    Step(
        Action.CORRECT,
        Right.RECORD,
        ANYWHERE,
        takes=CORRECTABLE,
        entry=entries.CORRECTIONS,
        asks=("reason", "approved_by"),
        entry_needs=("reason", "approved_by"),
        enters=_corrected,
        checks=(
            _both_stay_stated,
            guards.something_changes,
            _somebody_else_approves,
            _receipt_is_plausible,
        ),
        follows=_followed,
        leads=_on_its_way,
        leads_to=BEGINNINGS,
        writes=("registered_at",),
        retells=True,
        is_signed=True,
        words=mark("Time of receipt or kind corrected"),
    ),
    Step(
        Action.CONFIRM_CORRECTION,
        Right.APPROVE,
        ANYWHERE,
        entry=entries.CORRECTIONS,
        asks=("opinion",),
        enters=_confirmed,
        checks=(_something_is_hers,),
        is_signed=True,
        words=mark("Correction confirmed"),
    ),
    Step(
        Action.CONVERT,
        Right.RECORD,
        STAYS,
        takes=("kind",),
        entry=entries.CORRECTIONS,
        asks=("reason",),
        entry_needs=("reason",),
        enters=_converted,
        checks=(_both_stay_stated, _another_way_begins, _may_leave_the_law),
        leads=_on_its_way,
        leads_to=BEGINNINGS,
        is_signed=True,
        words=mark("Handled as another kind from here on"),
    ),
)
