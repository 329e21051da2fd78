"""Conflicts: different values that workstations wrote for one field, and deciding them.

Conflicts in amount, grade, decision, approval and closing are never resolved by the
program or by a later step (design.md 3, rule 3); a person decides, with a reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from desk.base.words import say
from desk.rules.case.fields import BY_ID
from desk.rules.case.values import spoken
from desk.rules.record.fold import ENTRY_MARK, Act, Folded, Live
from desk.rules.record.packet_refusals import NoConflict, NoSuchChoice

STATE: Final = "state"
# What a step out of the process states beside the new state, and what goes when the step goes.
ENDS: Final = frozenset({"closed_at", "archived_at", "withdrawn_at", "keep_until"})

Acts = Iterable[tuple[Act, Mapping[str, Any] | None]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the conflicting values.

    Attributes:
        value: As facts hold it.
        act: The act that wrote it.
        is_shown: It is the one shown until a decision.
    """

    value: Any
    act: Act
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field with several different live values.

    Attributes:
        field: Its id.
        is_guarded: No step may overwrite the conflict.
        base: Distinct values that the sides overwrote; None for an empty one.
        sides: At least two, the shown one last.
    """

    field: str
    is_guarded: bool
    base: list[Any]
    sides: list[Side]


def is_guarded(name: str) -> bool:
    """Say whether conflicts in the field must be decided by a person."""
    return name in BY_ID and BY_ID[name].guarded


def conflicts(acts: Acts, folded: Folded) -> list[Conflict]:
    """Return the conflicts of one case with their sides, the guarded ones first."""
    said = {act.hash.hex(): payload or {} for act, payload in acts}
    found = [_conflict(name, live, said) for name, live in folded.conflicts.items()]
    return sorted(found, key=lambda one: (not one.is_guarded, one.field))


def _conflict(name: str, live: list[Live], said: Mapping[str, Mapping[str, Any]]) -> Conflict:
    before = [said.get(own, {}).get(name) for one in live for own in one.act.base.get(name, ())]
    base = [value for n, value in enumerate(before) if value not in before[:n]]
    sides = [Side(one.value, one.act, one is live[-1]) for one in live]
    return Conflict(name, is_guarded(name), base, sides)


def undecided(folded: Folded, names: Iterable[str]) -> list[str]:
    """Return those of ``names`` with a conflict that a person must decide."""
    return [name for name in names if is_guarded(name) and name in folded.conflicts]


def relied_on(names: Iterable[str], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the guarded fields ``names`` as they stand: a signed step states them once more.

    Otherwise closing a case as agreed here and withdrawing it elsewhere would
    not conflict, because the first changes no outcome.
    """
    return {name: facts[name] for name in names if name in facts}


def decision(acts: Acts, folded: Folded, choices: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to write for a decision in favour of ``choices``.

    Deciding for a state also resets the fields of the other side's step:
    a case that stays open has no closing day.

    Raises:
        NoConflict: A field is not in conflict.
        NoSuchChoice: A value is on no side of its conflict.
    """
    several = list(acts)
    by_field = {one.field: one for one in conflicts(several, folded)}
    written: dict[str, Any] = {}
    for name, value in choices.items():
        conflict = by_field.get(name)
        if conflict is None:
            raise NoConflict(label=label_of(name), case_no=folded.facts.get("case_no", ""))
        if all(side.value != value for side in conflict.sides):
            values = [spoken_side(name, side.value) for side in conflict.sides]
            raise NoSuchChoice(value=value, label=label_of(name), values=values)
        written[name] = value
        if name == STATE:
            written = {**_taken_back(several, folded, conflict, value), **written}
    return written


def _taken_back(
    acts: list[tuple[Act, Mapping[str, Any] | None]],
    folded: Folded,
    conflict: Conflict,
    value: Any,
) -> dict[str, Any]:
    """Return the fields that the losing steps wrote, at their prior values."""
    said = {act.hash: payload or {} for act, payload in acts}
    kept = {name for side in conflict.sides if side.value == value for name in said[side.act.hash]}
    gone: dict[str, Any] = {}
    for side in conflict.sides:
        if side.value == value:
            continue
        for name in said[side.act.hash].keys() - kept - {STATE}:
            is_live = any(live.act.hash == side.act.hash for live in folded.live.get(name, ()))
            if is_live and ENTRY_MARK not in name and (is_guarded(name) or name in ENDS):
                gone[name] = _before(side.act, name, said)
    return gone


def _before(act: Act, name: str, said: Mapping[bytes, Mapping[str, Any]]) -> Any:
    for own in act.base.get(name, ()):
        payload = said.get(bytes.fromhex(own), {})
        if name in payload:
            return payload[name]
    return None


def label_of(name: str) -> str:
    """Return the field's label."""
    return say(BY_ID[name].words) if name in BY_ID else name


def spoken_side(name: str, value: Any) -> str:
    """Return a value of the field as displayed."""
    return spoken(name, value) if name in BY_ID else str(value)
