"""Validation of new complaints, shared by window, command line and import."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar, Final

from desk.base.clock import stamp
from desk.base.errors import Refusal, cleaned_each
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.case import identity
from desk.rules.case.fields import BY_ID, flat
from desk.rules.case.values import clean, is_empty, out_of_use
from desk.rules.steps.guards import BeforeReceipt, InFuture, Missing
from desk.rules.steps.table import AMENDABLE

MOST_REPRESENTATIVES: Final = 5  # 第12条 (R10)
OLDEST_BIRTH: Final = 1900
NEEDED: Final = ("channel", "complainant.name", "facts")
NOT_LATER: Final = (
    "received_at",
    "first_contact_at",
    "occurred_on",
    "forwarded_on",
    "regulator_received_at",
)
TAKES: Final = (*AMENDABLE, "kind", "received_at", "first_contact_at", "department")
ON_FORMS: Final = (*TAKES, "received_by")  # a blank form names who took it down
_CONTACT: Final = BY_ID["first_contact_at"]
_BORN: Final = BY_ID["complainant.birth_year"]
DEFAULTS: Final = {
    "kind": "complaint",
    "party_type": "customer",
    "complexity": "simple",
    "complainant.form": "person",
    "standing": "self",
}


class NotAtIntake(Refusal):
    """A field that is not stated at intake."""

    text: ClassVar[str] = mark("“{label}” is recorded later, by its own step, not at intake.")


class TooManyRepresentatives(Refusal):
    """More than five representatives (第12条)."""

    text: ClassVar[str] = mark(
        "A joint complaint has at most {most} representatives; these are {count}."
    )


class BadBirthYear(Refusal):
    """A year in which nobody alive was born."""

    text: ClassVar[str] = mark("{label}: {year} cannot be the year of birth of a complainant.")


def cleaned(given: Facts) -> tuple[Payload, list[Refusal]]:
    """Return the stored form of the given values, and all refusals."""
    found, problems = cleaned_each(flat(given), lambda name, raw: clean(name, raw, TAKES))
    return {name: value for name, value in found.items() if value is not None}, problems


def problems(facts: Facts, now: datetime, takes: Sequence[str] = TAKES) -> list[Refusal]:
    """Return everything that is wrong with a new case, in the form's order.

    Each refusal names its field, so that a form can show all of them at once.

    Args:
        facts: Of the case, cleaned.
        now: This moment.
        takes: The fields that may be stated.
    """
    found: list[Refusal] = [
        NotAtIntake(field=name, label=say(BY_ID[name].words)) for name in facts if name not in takes
    ]
    found += [
        Missing(field=name, label=say(BY_ID[name].words))
        for name in NEEDED
        if is_empty(facts.get(name))
    ]
    received = date.fromisoformat((facts.get("received_at") or stamp(now))[:10])
    for name, value in facts.items():
        found += out_of_use(BY_ID[name], value, None, received)
    return found + _implausible(facts, now)


def _implausible(facts: Facts, now: datetime) -> list[Refusal]:
    found: list[Refusal] = []
    received = facts.get("received_at") or stamp(now)
    for name in NOT_LATER:
        value = facts.get(name)
        if value and value > stamp(now):
            moment = datetime.fromisoformat(value)
            found.append(InFuture(field=name, label=say(BY_ID[name].words), moment=moment))
    contact = facts.get("first_contact_at")
    if contact and contact < received:
        found.append(
            BeforeReceipt(
                field="first_contact_at",
                label=say(_CONTACT.words),
                moment=datetime.fromisoformat(contact),
                received=datetime.fromisoformat(received),
            )
        )
    count = len(facts.get("representatives") or ())
    if count > MOST_REPRESENTATIVES:
        found.append(
            TooManyRepresentatives(field="representatives", most=MOST_REPRESENTATIVES, count=count)
        )
    born = facts.get("complainant.birth_year")
    if born is not None and not OLDEST_BIRTH <= born <= now.year:
        label = say(_BORN.words)
        found.append(BadBirthYear(field="complainant.birth_year", label=label, year=born))
    return found + identity.problems(facts)


def completed(facts: Facts, now: datetime) -> Payload:
    """Return ``facts`` with the form's defaults and the moments of receipt and registration."""
    told = identity.told_by(facts)
    return {**DEFAULTS, "received_at": stamp(now), **told, **facts, "registered_at": stamp(now)}
