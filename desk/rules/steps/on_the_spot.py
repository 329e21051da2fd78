"""当场解决: a simple matter that is resolved while the complainant is there, in one step.

The steps of a complaint fall together, so the moments that its clocks ask for are one; what was
done and what the complainant says to it are recorded, and who may record it needs nobody else.
Therefore nothing that somebody else must look at goes this way (domain.md 7; 5.4, 14.7).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar, Final

from desk.base.errors import Refusal, refuse_all
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.case import entries
from desk.rules.case.codes import code_label
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import Action, State
from desk.rules.case.major import major_ground
from desk.rules.case.values import is_empty
from desk.rules.case.ways import is_complaint
from desk.rules.people.person_id import person_id
from desk.rules.people.recusal import keeps_away
from desk.rules.people.rights import Right, role_label
from desk.rules.settings import settings_known
from desk.rules.steps import approval, guards
from desk.rules.steps.approval import GradeNeedsHigher
from desk.rules.steps.clock_guards import no_pause_goes_on
from desk.rules.steps.feedback import owes_feedback
from desk.rules.steps.gate import DISSATISFIED, unsettled
from desk.rules.steps.situation import Situation, total
from desk.rules.steps.step import Step, authored

NOTICE_BY: Final = {  # the way of the contact is that in which the complainant was told (R22)
    "meeting": "handed_over",
    "visit": "handed_over",
    "phone": "phone",
    "email": "email",
    "sms": "sms",
    "other": "other_electronic",
}
TOO_MUCH: Final = {"grade": "A", "complexity": guards.COMPLEX}
MOMENTS: Final = (
    *("investigated_at", "planned_at", "approved_at"),
    *("executed_at", "notified_at", "delivered_at", "followed_up_at"),
)


class NotSimple(Refusal):
    """A matter that somebody else must look at."""

    text: ClassVar[str] = mark(
        "This cannot be resolved on the spot: {why}. Register it and take the usual steps."
    )


class NotAtOnce(Refusal):
    """Resolved long after it came in, or at an unknown moment."""

    text: ClassVar[str] = mark(
        "{label}: {moment} is more than {hours} hours after receipt ({received}), which is not on "
        "the spot. State when it was resolved; if it was then, take the usual steps."
    )


class NotResolved(Refusal):
    """The complainant is not satisfied."""

    text: ClassVar[str] = mark(
        "The complainant is dissatisfied, so this is not resolved. Take the usual steps."
    )


class MoreThanOnTheSpot(Refusal):
    """A compensation that is not the specialist's to decide."""

    text: ClassVar[str] = mark(
        "{amount} yuan, with what this customer got within {days} days, is not below the "
        "specialists' limit of {limit} yuan. Take the usual steps, with a plan to be approved."
    )


class NotByLetter(Refusal):
    """A way in which nobody is there."""

    text: ClassVar[str] = mark(
        "“{way}” is not on the spot: the complainant is there, on the telephone or online."
    )


def _label(name: str) -> str:
    return say(BY_ID[name].words)


def _is_simple(situation: Situation) -> None:
    """Refuse grade A, what is complex or major, and what a forwarder waits for (5.4, R29)."""
    facts = situation.after
    why = [
        _label(name) if name == "major" else code_label(name, facts[name])
        for name in _not_simple(facts)
    ]
    if why:
        raise NotSimple(why=why)


def _not_simple(facts: Facts) -> list[str]:
    """Return the fields that say that somebody else must look at a case."""
    return [
        *(name for name, value in TOO_MUCH.items() if facts.get(name) == value),
        *(["major"] if major_ground(facts) else []),
        *(["forwarded_by"] if owes_feedback(facts) else []),
    ]


def _is_at_once(situation: Situation) -> None:
    """Refuse a moment that is too long after the receipt."""
    received = datetime.fromisoformat(situation.facts["received_at"])
    moment = datetime.fromisoformat(situation.after["closed_at"])
    hours = situation.settings.number("on_the_spot_hours")
    if moment > received + timedelta(hours=hours):
        label = _label("closed_at")
        raise NotAtOnce(
            field="closed_at", label=label, moment=moment, received=received, hours=hours
        )


def _somebody_is_there(situation: Situation) -> None:
    """Refuse a way of contact in which the complainant is not there."""
    way = situation.entry["way"]
    if way not in NOTICE_BY:
        raise NotByLetter(field="way", way=code_label("contact_way", way))


def _is_satisfied(situation: Situation) -> None:
    """Refuse what the complainant does not agree to."""
    if situation.after.get("satisfaction") in DISSATISFIED:
        raise NotResolved(field="satisfaction")


def _money_is_small(situation: Situation) -> None:
    """Refuse a compensation that a specialist may not decide alone, whoever resolves it (14.7)."""
    needed = approval.needed_rank(situation)
    if needed == 0:
        return
    amount = approval.amount_of(situation) + total(situation.paid)
    limit = situation.settings.money("specialist_limit")
    if amount < limit:
        grade, role = situation.after["grade"], guards.KEEPERS[needed]
        raise GradeNeedsHigher(grade=code_label("grade", grade), role=role_label(role))
    raise MoreThanOnTheSpot(
        field="compensation",
        amount=f"{amount:,.2f}",
        days=situation.settings.number("cumulate_days"),
        limit=f"{limit:,.2f}",
    )


def _nothing_is_open(situation: Situation) -> None:
    """Refuse while something is open that closing would refuse; all problems at once."""
    refuse_all([gap.refusal for gap in unsettled(situation.after, situation.people)])


def _heard(situation: Situation) -> Payload:
    """Return the contact in which it was resolved."""
    told = {"at": situation.after["closed_at"], "result": "reached", "resolves": True}
    entry = {**authored(situation), **situation.entry, **told}
    return {f"{entries.CONTACTS}/{situation.entry_id}": entry}


def _resolved(situation: Situation, changes: Facts) -> Payload:
    """Return what follows: all moments are the one at which it was resolved."""
    moment = changes["closed_at"]
    found = dict(_at_first(situation, moment))
    if not is_complaint(situation.facts):
        answer = {"answer": changes["execution"], "answered_at": moment}
        return {**found, **answer, **dict.fromkeys(("execution", "outcome"))}
    login = situation.actor.login
    return {
        **found,
        **dict.fromkeys(MOMENTS, moment),
        "planned_by": login,
        "approved_by": login,
        "notice_way": NOTICE_BY[situation.entry["way"]],
        "follow_up": situation.entry["summary"],
    }


def _at_first(situation: Situation, moment: str) -> Iterator[tuple[str, str]]:
    """Yield who has the case, and when the complainant was spoken to, unless that is known."""
    for name, value in (("handler", situation.actor.login), ("first_contact_at", moment)):
        if is_empty(situation.facts.get(name)):
            yield name, value


def shows_beyond(before: Facts, said: Facts, author: str) -> str:
    """Return the field by which an act shows that it was not resolved on the spot, "" for none.

    The guards asked once more, as far as a case's acts alone can tell; they hold whatever the
    office's settings are, so that every replica says the same (docs/decisions/0011). Compensation
    is weighed by `verify`, which knows the limits.

    Args:
        before: What certainly held when the act was written.
        said: What it says.
        author: Who wrote it.
    """
    after, moment = {**before, **said}, said.get("closed_at")
    if not moment:
        return "closed_at"
    for name in (*MOMENTS, "answered_at"):
        if said.get(name, moment) != moment:
            return name
    received = before.get("received_at")
    longest = timedelta(hours=settings_known()["on_the_spot_hours"].most)
    if received:
        came, done = (datetime.fromisoformat(one) for one in (received, moment))
        if not came <= done <= came + longest:
            return "closed_at"
    if after.get("satisfaction") in DISSATISFIED:
        return "satisfaction"
    if keeps_away(person_id(author), None, before):
        return "recused"
    return next(iter(_not_simple(after)), "")


RESOLVE_STEP: Final = Step(
    Action.RESOLVE,
    Right.RECORD,
    dict.fromkeys((State.TO_ASSIGN, State.TO_INVESTIGATE, State.TO_ANSWER), State.CLOSED),
    takes=(
        "execution",
        "finding",
        "notice_proof",
        "remedies",
        "compensation",
        "satisfaction",
        "closed_at",
    ),
    needs=("execution", "finding", "notice_proof"),
    only_of=dict.fromkeys(
        ("finding", "notice_proof", "remedies", "compensation", "satisfaction"), is_complaint
    ),
    stamp="closed_at",
    fixed={"outcome": "agreed"},
    entry=entries.CONTACTS,
    asks=("way", "summary"),
    entry_needs=("way", "summary"),
    enters=_heard,
    checks=(
        guards.actor_is_not_recused,
        _is_simple,
        _is_at_once,
        _somebody_is_there,
        _is_satisfied,
        no_pause_goes_on,
        _money_is_small,
        _nothing_is_open,
    ),
    follows=_resolved,
    writes=(
        *MOMENTS,
        *("handler", "first_contact_at", "planned_by", "approved_by", "notice_way"),
        *("follow_up", "answer", "answered_at"),
    ),
    weighs_money=True,
    is_signed=True,
    bound=shows_beyond,
    relies=("grade",),
    words=mark("Resolved on the spot"),
)
