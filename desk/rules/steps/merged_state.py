"""Inconsistencies of merged states: steps that were each right, but do not fit together.

Guards see only their own workstation's acts. After merging, a
case may be closed although a promise is open, or investigated by somebody who
was recused elsewhere meanwhile, without a conflict in any field. So the state is
checked again after every merge (design.md 3; reliability.md 4.2, rule 4), as a pure
function of the fold: inconsistencies are listed and await a person.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import ClassVar, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say, shown
from desk.rules.case import entries
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import ENDED, Action, State
from desk.rules.case.merging import label_of
from desk.rules.case.values import is_empty
from desk.rules.case.ways import IN_ORDER, way_of
from desk.rules.people.person_id import RECUSALS, person_id
from desk.rules.people.recusal import recused_in
from desk.rules.record.fold import Folded
from desk.rules.steps.gate import gaps

DECISIONS: Final = entries.DECISIONS
STANDS: Final = "stands"
WAY: Final = IN_ORDER
SIDE_EXITS: Final = frozenset({"withdrawn", "declined", "merged"})
# Up to which state a case goes without the field; behind it the field must say something.
BEHIND: Final = {
    "investigation": State.TO_INVESTIGATE,
    "finding": State.TO_INVESTIGATE,
    "plan": State.PLANNING,
    "execution": State.EXECUTING,
    "notified_at": State.TO_NOTIFY,
}
CLEARED: Final = {  # what a case that is sent back says no more, by the state it lies behind
    "closed_at": State.TO_FOLLOW_UP,
    "archived_at": State.TO_FOLLOW_UP,
    "withdrawn_at": State.TO_FOLLOW_UP,
    "keep_until": State.TO_FOLLOW_UP,
    "approved_at": State.TO_APPROVE,
    "approved_by": State.TO_APPROVE,
}


class Lacks(Refusal):
    """A state that is reached only with something that is not there."""

    text: ClassVar[str] = mark("The case is “{state}”, but says nothing under “{label}”.")


class EndedTooSoon(Refusal):
    """A closed case that the closing gate would not let pass."""

    text: ClassVar[str] = mark("The case is closed, but: {missing}")


class RecusedHand(Refusal):
    """Somebody recused did a part of the work."""

    text: ClassVar[str] = mark("“{label}” is the work of {person}, who is recused in this case.")


class OtherAmount(Refusal):
    """Another amount than the approved one is planned."""

    text: ClassVar[str] = mark("{approved} yuan were approved, but the plan says {planned} yuan.")


class DoesNotFit(Refusal):
    """A value that came from elsewhere and is none of its field."""

    text: ClassVar[str] = mark(
        "Something stands under “{label}” that cannot stand there; it is left out. State it anew."
    )


class OwnApproval(Refusal):
    """Planner and approver are one person."""

    text: ClassVar[str] = mark("{person} both fixed and approved the plan.")


class Misfit(NamedTuple):
    """An inconsistency of a merged state.

    Attributes:
        key: Identifies it with its values; accepting it refers to this key.
        refusal: The sentence.
        back_to: State in which it can be corrected; None if a step in any state can.
    """

    key: str
    refusal: Refusal
    back_to: State | None


def unlawful(folded: Folded) -> list[Misfit]:
    """Return the inconsistencies of a case written by several workstations, unless accepted.

    A value that does not fit its field is named whoever wrote it.
    """
    if folded.chains < 2 and not folded.unfit:  # noqa: PLR2004 - one desk wrote all of it
        return []
    stands = {key for one in folded.facts.get(DECISIONS, ()) for key in one.get(STANDS, ())}
    found = [
        *(Misfit(f"unfit:{name}", DoesNotFit(label=label_of(name)), None) for name in folded.unfit),
        *_merged(folded),
    ]
    return [one for one in found if one.key not in stands]


def _merged(folded: Folded) -> list[Misfit]:
    writers = {(one.act.device, one.act.epoch) for live in folded.live.values() for one in live}
    if len(writers) < 2 or folded.facts.get("import_id"):  # noqa: PLR2004 - several
        return []
    return [*misfits(folded)]


def misfits(folded: Folded) -> Iterator[Misfit]:
    """Yield the inconsistencies of a merged state; imported cases are exempt."""
    facts = folded.facts
    if "state" not in facts or "kind" not in facts or facts.get("outcome") in SIDE_EXITS:
        return
    state = State(facts["state"])
    yield from _closed(facts, state) if state in ENDED else _open(facts, state)
    yield from _hands(folded, state)
    yield from _approval(facts, state)


def _closed(facts: Facts, state: State) -> Iterator[Misfit]:
    for gap in gaps(facts):
        if gap.action is Action.UPHOLD:  # nothing was asked of those closed before it was
            continue
        back = _BACK.get(gap.action, way_of(facts).states[-1])
        if back is State.TO_FOLLOW_UP and not facts.get("notified_at"):
            back = State.TO_NOTIFY
        refusal = EndedTooSoon(state=state, missing=str(gap.refusal))
        yield Misfit(f"{gap.action}:{_told(gap.refusal)}", refusal, back)


_BACK: Final = {
    Action.ANSWER: State.TO_ANSWER,
    Action.HAND_ON: State.TO_EXAMINE,
    Action.INVESTIGATE: State.TO_INVESTIGATE,
    Action.NOTIFY: State.TO_NOTIFY,
    Action.PAY: State.EXECUTING,
}


def _told(refusal: Refusal) -> str:
    return ",".join(str(value) for value in refusal.values.values())


def _open(facts: Facts, state: State) -> Iterator[Misfit]:
    for name, until in BEHIND.items():
        if _is_behind(state, until) and is_empty(facts.get(name)):
            refusal = Lacks(state=state, label=say(BY_ID[name].words))
            yield Misfit(f"lacks:{name}", refusal, until)


def _hands(folded: Folded, state: State) -> Iterator[Misfit]:
    """Yield work by recused people: as handler, investigator, planner, approver."""
    facts, kept_away = folded.facts, recused_in(folded.facts)
    investigated = folded.live.get("investigated_at")
    investigator = investigated[-1].act.author if investigated else None
    hands = (
        ("handler", facts.get("handler"), None),
        ("investigated_at", investigator, State.TO_INVESTIGATE),
        ("planned_by", facts.get("planned_by"), State.PLANNING),
        ("approved_by", facts.get("approved_by"), State.TO_APPROVE),
    )
    for name, person, back in hands:
        is_asked = state not in ENDED if back is None else _is_behind(state, back)
        if person_id(person) not in kept_away or not is_asked or not facts.get(name):
            continue
        if back is not None and _was_known(folded, name, person):
            continue
        refusal = RecusedHand(label=say(BY_ID[name].words), person=person)
        yield Misfit(f"recused:{name},{person}", refusal, back)


def _was_known(folded: Folded, name: str, person: str | None) -> bool:
    """Say whether she was recused at the workstation of her work after it (then it is accepted)."""
    work = folded.live[name][-1].act
    recusals = [
        folded.live[one][-1].act for one in RECUSALS if person in (folded.facts.get(one) or ())
    ]
    return all(
        (one.device, one.epoch) == (work.device, work.epoch) and work.seq <= one.seq
        for one in recusals
    )


def _approval(facts: Facts, state: State) -> Iterator[Misfit]:
    """Yield an approval of another plan than the present one, or by the planner."""
    by, at = facts.get("approved_by"), facts.get("approved_at")
    given = [
        one
        for one in facts.get(entries.APPROVALS, ())
        if one.get("decision") == "approve" and (one["by"], one["at"]) == (by, at)
    ]
    if not given or not _is_behind(state, State.TO_APPROVE):
        return
    approved, planned = (Decimal(text or "0") for text in (given[-1]["amount"], _planned(facts)))
    if approved != planned:
        refusal = OtherAmount(approved=f"{approved:,.2f}", planned=f"{planned:,.2f}")
        yield Misfit(f"amount:{approved:.2f},{planned:.2f}", refusal, State.TO_APPROVE)
    if person_id(by) == person_id(facts.get("planned_by")):
        yield Misfit(f"own:{by},{at}", OwnApproval(person=by), State.TO_APPROVE)


def _planned(facts: Facts) -> str:
    return str(facts.get("compensation") or "0")


def _is_behind(state: State, other: State) -> bool:
    return WAY.index(state) > WAY.index(other)


def sent_back(facts: Facts, state: State) -> Payload:
    """Return the values that send the case back to ``state``."""
    gone = {name: None for name, at in CLEARED.items() if facts.get(name) and at in _from(state)}
    if facts.get("outcome") and state in OUTCOME_OPEN:
        gone["outcome"] = None
    return {**gone, "state": state.value}


OUTCOME_OPEN: Final = WAY[: WAY.index(State.TO_NOTIFY) + 1]


def _from(state: State) -> Iterable[State]:
    """Return ``state`` and the later states."""
    return WAY[WAY.index(state) :]


def spoken_misfit(found: Misfit) -> str:
    """Return the sentence, and the state that the case can be sent back to."""
    if found.back_to is None:
        return str(found.refusal)
    words = mark("{sentence} It can be put right in the state “{state}”.")
    return say(words, sentence=str(found.refusal), state=shown(found.back_to))
