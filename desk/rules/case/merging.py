"""Conflicts: what two desks said of one field, and what deciding between them writes.

Amount, grade, decision, approval and closing are never settled by the program
or in passing (design.md 3, rule 3); a person decides, with a reason.
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
    """One of the values that stand against each other.

    Attributes:
        value: As facts hold it.
        act: That states it.
        is_shown: It is the one that lists show until somebody decides.
    """

    value: Any
    act: Act
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field with several different live values.

    Attributes:
        field: Its id.
        is_guarded: No step may settle it in passing.
        base: Values that the sides overwrote, each once; None stands for nothing.
        sides: At least two, the shown one last.
    """

    field: str
    is_guarded: bool
    base: list[Any]
    sides: list[Side]


def is_guarded(name: str) -> bool:
    """Say whether the field is one that only a person settles."""
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
    """Return those of ``names`` that stand in a conflict which only a person settles."""
    return [name for name in names if is_guarded(name) and name in folded.conflicts]


def relied_on(names: Iterable[str], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the guarded fields ``names`` as they stand: a signed step states them once more.

    Whoever closes a case as agreed and whoever has it withdrawn elsewhere would
    not disagree otherwise, because the first one changes no outcome.
    """
    return {name: facts[name] for name in names if name in facts}


def decision(acts: Acts, folded: Folded, choices: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that deciding for ``choices`` writes.

    Deciding for a state takes back what the other side's step wrote with its own:
    a case that is open after all has no day of closing.

    Raises:
        NoConflict: A field is not in conflict.
        NoSuchChoice: A value is none of its sides'.
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
    """Return what goes with the steps that lost, at its value before them."""
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
    """Return the field as people read it."""
    return say(BY_ID[name].words) if name in BY_ID else name


def spoken_side(name: str, value: Any) -> str:
    """Return a value of the field as people read it."""
    return spoken(name, value) if name in BY_ID else str(value)
