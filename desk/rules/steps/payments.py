"""Payments to complainants: what was paid, and putting a mistyped payment right.

A payment is never changed. What was written wrongly is corrected by a counter-entry that
one person proposes and another confirms; from then on it counts in the place of the wrong
one, which stays on record, struck through (domain.md 14.7).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import label_all, mark, say
from desk.rules.case import entries
from desk.rules.people.person_id import person_id
from desk.rules.steps.guards import check_moment
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import authored

CORRECTS: Final = "corrects"  # of a counter-entry: the id of the payment that it takes the place of
CONFIRMED: Final = "confirmed_at"


class PaymentState(StrEnum):
    """Whether a payment or a counter-entry counts."""

    COUNTS = "counts"
    CORRECTED = "corrected"
    PROPOSED = "proposed"


label_all(
    {
        PaymentState.COUNTS: mark("counts"),
        PaymentState.CORRECTED: mark("corrected, does not count"),
        PaymentState.PROPOSED: mark("correction proposed"),
    }
)


class NotApproved(Refusal):
    """Money before approval."""

    text: ClassVar[str] = mark(
        "No compensation is approved in this case yet. Fix the plan and have it approved first; "
        "in an emergency, record the emergency first."
    )


class TooMuchPaid(Refusal):
    """More was paid than approved."""

    text: ClassVar[str] = mark(
        "With this payment {total} yuan would be paid, but {approved} yuan are approved. "
        "Correct the amount, or have a new plan approved."
    )


class NoAmount(Refusal):
    """A payment of nothing."""

    text: ClassVar[str] = mark("State an amount above 0 yuan.")


class NoSuchPayment(Refusal):
    """No payment of the case, or several, are meant."""

    text: ClassVar[str] = mark(
        "Say which payment is to be corrected, by its receipt or its id. There are: {payments}."
    )


class SameAmount(Refusal):
    """A correction that corrects nothing."""

    text: ClassVar[str] = mark(
        "{amount} yuan are recorded already, paid on {day}. State what was really paid."
    )


class NoCorrection(Refusal):
    """No correction of a payment waits for its confirmation."""

    text: ClassVar[str] = mark(
        "No correction of a payment waits to be confirmed in this case. Propose it first, with "
        "“Correct a payment”."
    )


class OwnCorrection(Refusal):
    """Somebody confirms the correction that she proposed."""

    text: ClassVar[str] = mark(
        "You proposed this correction yourself, so somebody else must confirm it."
    )


def standing(facts: Facts) -> list[Facts]:
    """Return the payments of the case that count: each one, or what it was corrected to."""
    instead: dict[str, Facts] = {one[CORRECTS]: one for one in _confirmed(facts)}
    first = (one for one in facts.get(entries.PAYMENTS) or () if CORRECTS not in one)
    return [_last(one, instead) for one in first]


def _last(payment: Facts, instead: Mapping[str, Facts]) -> Facts:
    """Return what took the payment's place in the end; two desks cannot make a circle of it."""
    for _ in range(len(instead)):
        payment = instead.get(payment["id"], payment)
    return payment


def _confirmed(facts: Facts) -> Iterator[Facts]:
    """Yield the counter-entries that count, the last confirmed of several for one payment last."""
    told = [one for one in facts.get(entries.PAYMENTS) or () if one.get(CONFIRMED)]
    yield from sorted(told, key=lambda one: (one[CONFIRMED], one["id"]))


def paid(facts: Facts) -> Decimal:
    """Return the sum paid in the case so far, in yuan, corrected where it was mistyped."""
    return sum((Decimal(one["paid"]) for one in standing(facts)), Decimal())


def proposed(facts: Facts) -> Facts | None:
    """Return the correction that waits to be confirmed, the last of several, or None."""
    open_ones = [
        one
        for one in facts.get(entries.PAYMENTS) or ()
        if one.get(CORRECTS) and not one.get(CONFIRMED)
    ]
    meant = {one["id"] for one in standing(facts)}
    return next((one for one in reversed(open_ones) if one[CORRECTS] in meant), None)


def told(facts: Facts) -> list[tuple[Facts, PaymentState]]:
    """Return every payment and counter-entry of the case, oldest first, and whether it counts."""
    counts, waits = [one["id"] for one in standing(facts)], proposed(facts) or {}

    def stands(one: Facts) -> PaymentState:
        if one["id"] in counts:
            return PaymentState.COUNTS
        return PaymentState.PROPOSED if one["id"] == waits.get("id") else PaymentState.CORRECTED

    return [(one, stands(one)) for one in facts.get(entries.PAYMENTS) or ()]


def payment_is_approved(situation: Situation) -> None:
    """Refuse unapproved payments; an emergency is approved afterwards."""
    amount = Decimal(situation.entry["paid"])
    if amount <= 0:
        raise NoAmount(field="paid")
    _day_is_plausible(situation)
    need_approved(situation, paid(situation.facts) + amount)


def _day_is_plausible(situation: Situation) -> None:
    day = situation.entry.get("on")
    if day and day > situation.now.date().isoformat():
        check_moment(situation, "on", say(mark("Paid on")), day)


def need_approved(situation: Situation, amount: Decimal) -> None:
    """Refuse that ``amount`` yuan are paid in all, unless approved or in an emergency."""
    facts = situation.facts
    if facts.get(entries.EMERGENCIES):
        return
    approved = Decimal(facts.get("compensation") or "0")
    if not facts.get("approved_at") or not approved:
        raise NotApproved(field="paid")
    if amount > approved:
        raise TooMuchPaid(field="paid", total=f"{amount:,.2f}", approved=f"{approved:,.2f}")


def payment_meant(situation: Situation) -> Facts:
    """Return the payment to correct: named by id or receipt, or the only one.

    Raises:
        NoSuchPayment: None is meant, or more than one.
    """
    known, named = standing(situation.facts), situation.entry.get("payment")
    meant = [one for one in known if named in (None, one["id"], one.get("receipt"))]
    if len(meant) == 1:
        return meant[0]
    told = [f"{one['on']} {Decimal(one['paid']):,.2f} {one.get('receipt', '')}" for one in known]
    raise NoSuchPayment(field="payment", payments=told or [say(mark("none"))])


def correction_is_plausible(situation: Situation) -> None:
    """Refuse a correction of no payment, to what stands there, or above what is approved."""
    wrong, right = payment_meant(situation), Decimal(situation.entry["paid"])
    _day_is_plausible(situation)
    if right == Decimal(wrong["paid"]) and situation.entry.get("on", wrong["on"]) == wrong["on"]:
        raise SameAmount(field="paid", amount=f"{right:,.2f}", day=wrong["on"])
    if right > Decimal(wrong["paid"]):
        need_approved(situation, paid(situation.facts) - Decimal(wrong["paid"]) + right)


def correction_is_proposed(situation: Situation) -> None:
    """Refuse a confirmation of nothing, by whoever proposed, or above what is approved by now."""
    counter = proposed(situation.facts)
    if counter is None:
        raise NoCorrection
    if person_id(counter["by"]) == situation.actor.id:
        raise OwnCorrection
    wrong = next(one for one in standing(situation.facts) if one["id"] == counter[CORRECTS])
    before, after = Decimal(wrong["paid"]), Decimal(counter["paid"])
    if after > before:
        need_approved(situation, paid(situation.facts) - before + after)


def recorded(situation: Situation) -> Payload:
    """Return the entry of a payment."""
    entry = {**authored(situation), "on": situation.stamp[:10], **situation.entry}
    return {f"{entries.PAYMENTS}/{situation.entry_id}": entry}


def correction(situation: Situation) -> Payload:
    """Return the counter-entry: what was really paid, and instead of which payment."""
    wrong = payment_meant(situation)
    same = {name: wrong[name] for name in ("on", "way", "receipt") if name in wrong}
    stated = {name: value for name, value in situation.entry.items() if name != "payment"}
    entry = {**same, **authored(situation), **stated, CORRECTS: wrong["id"]}
    return {f"{entries.PAYMENTS}/{situation.entry_id}": entry}


def confirmation(situation: Situation) -> Payload:
    """Return the counter-entry as confirmed."""
    counter = dict(proposed(situation.facts) or {})
    name = counter.pop("id")
    who = {"confirmed_by": situation.actor.login, CONFIRMED: situation.stamp}
    return {f"{entries.PAYMENTS}/{name}": {**counter, **who, **situation.entry}}
