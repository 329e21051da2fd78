"""Decide between conflicting values that two workstations gave one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from desk.actions.case_at_hand import CaseAtHand
from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark
from desk.rules.case.life import State
from desk.rules.case.masks import restored
from desk.rules.case.merging import STATE, decision
from desk.rules.people.reasons import NoReason
from desk.rules.people.rights import Right
from desk.rules.record.fold import Folded, Live
from desk.rules.steps import kinds
from desk.rules.steps.guards import need_keeper
from desk.rules.steps.merged_state import DECISIONS, STANDS, sent_back, unlawful


class NothingChosen(Refusal):
    """A decision that chooses nothing."""

    text: ClassVar[str] = mark("Choose a value for at least one field.")


class NoMisfit(Refusal):
    """Something is let stand that stands against nothing."""

    text: ClassVar[str] = mark("“{key}” is nothing that does not fit here. What is: {known}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideConflict(Command[None]):
    """Decide the fields of a case on which workstations disagree.

    Attributes:
        case_no: Number of the case.
        choices: The value to keep, by field.
        acts: Instead of the value, the act (hash, hex) that states it, by field.
        reason: Why.
        stands: Keys of the misfits of the merged state that are accepted as they are.
        seen_version: Acts of the case that the person saw; None skips the check.
    """

    right: ClassVar[Right] = Right.DECIDE

    case_no: str
    choices: Facts
    reason: str
    acts: Mapping[str, str] = field(default_factory=dict)
    stands: Sequence[str] = ()
    seen_version: int | None = None


def decide_conflict(command: DecideConflict, work: Work) -> Done[None]:
    """Carry out ``command``: one signed act that names every conflicting value.

    Raises:
        NoCase: There is no such case.
        ChangedMeanwhile: Somebody else saved it since.
        NoReason: None is stated.
        NothingChosen: No field is decided.
        NoConflict: A field is not in conflict.
        NoSuchChoice: A value is none of the stated ones.
        NoMisfit: A key in ``stands`` names no misfit of the case.
        GoesToNobody: The case would go to somebody who may no longer handle it.
    """
    reason = command.reason.strip()
    if not reason:
        raise NoReason(field="reason")
    if not (command.choices or command.acts or command.stands):
        raise NothingChosen
    at_hand = work.case(command.case_no, command.seen_version)
    choices = {**_meant(at_hand.folded, command.choices), **_stated(at_hand.folded, command.acts)}
    _need_misfits(at_hand.folded, command.stands)
    written = _written(at_hand, choices)
    need_keeper(work.people, written)
    entry = {
        "by": work.actor.login,
        "at": work.stamp,
        "reason": reason,
        "fields": sorted(choices),
        "against": {
            name: [live.value for live in at_hand.folded.live[name] if live.value != value]
            for name, value in choices.items()
        },
        **({STANDS: sorted(command.stands)} if command.stands else {}),
    }
    written[f"{DECISIONS}/{work.new_id()}"] = entry
    work.write_case(kinds.DECIDED, at_hand, written)
    return Done(result=None, case_no=at_hand.facts["case_no"], uuid=at_hand.uuid, queue=True)


def _written(at_hand: CaseAtHand, choices: Facts) -> Payload:
    """Return the values to write: a side of a conflict, or the return to a lawful state."""
    folded, rest = at_hand.folded, dict(choices)
    back: Payload = {}
    places = {found.back_to.value for found in unlawful(folded) if found.back_to}
    if STATE in rest and STATE not in folded.conflicts and rest[STATE] in places:
        back = sent_back(folded.facts, State(rest.pop(STATE)))
    return {**decision(at_hand.acts, folded, rest), **back}


def _need_misfits(folded: Folded, stands: Sequence[str]) -> None:
    known = [found.key for found in unlawful(folded)]
    for key in stands:
        if key not in known:
            raise NoMisfit(key=key, known=known)


def _meant(folded: Folded, choices: Facts) -> Payload:
    """Return ``choices`` with the sides in place of what the tray shows of them, masked."""
    meant = dict(choices)
    for name, value in choices.items():
        for live in folded.live.get(name, ()):
            meant |= restored({name: value}, {**folded.facts, name: live.value})
            if meant[name] == live.value:
                break
    return meant


def _stated(folded: Folded, acts: Mapping[str, str]) -> Payload:
    """Return by field the value that the named act states; unknown acts are kept as given."""
    return {
        name: next((live.value for live in folded.live.get(name, ()) if _is(live, own)), own)
        for name, own in acts.items()
    }


def _is(live: Live, own: str) -> bool:
    return live.act.hash.hex() == own
