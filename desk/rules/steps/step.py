"""What a step is, and what taking it writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import Field
from desk.rules.case.life import Action, State
from desk.rules.case.merging import is_guarded
from desk.rules.people.rights import Right
from desk.rules.steps import guards
from desk.rules.steps.guards import Check
from desk.rules.steps.situation import Situation

Leads = Callable[[Situation], State]
Follows = Callable[[Situation, Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """What one action does.

    Attributes:
        action: The action.
        right: What the person's role must include.
        moves: To which state it leads, by the state it is taken in.
        takes: Fields that may be stated with it.
        needs: Fields that must be stated, now or before.
        stamp: Moment field set to now unless stated.
        entry: Collection that gets an entry, or "".
        asks: Parts of the entry that may be stated; none named means all.
        entry_needs: Parts of the entry that must be stated.
        entry_adds: Parts that the step itself adds to its entry.
        fixed: Values that it sets by itself.
        checks: Further guards, in order.
        leads: Decides the state where ``moves`` alone cannot.
        leads_to: The states that ``leads`` may decide for beside those of ``moves``.
        enters: Returns the entries where they are not one new one as it was stated.
        follows: Returns what follows from it beside what was stated.
        writes: Fields, and collections as "restarts/", that ``follows`` and ``enters`` write
            beside ``takes`` and ``entry``.
        other: Returns the number of another case that the step reaches, or "".
        echoes: Returns what it writes there.
        echo_writes: Fields, and collections as "restarts/", that ``echoes`` writes.
        echo_words: What the act there did, ``mark``ed English.
        begets: Returns the facts of a new case that it begins.
        weighs_money: It looks at what the same customer got of late.
        counts_alike: It looks at complaints of the same cause around a rectification.
        is_signed: The act carries the author's own signature.
        relies: Guarded fields that it stands on without taking them; it states them once more.
        words: What the act did, ``mark``ed English; "" says the action.
    """

    action: Action
    right: Right
    moves: Mapping[State, State]
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    stamp: str = ""
    entry: str = ""
    asks: tuple[str, ...] = ()
    entry_needs: tuple[str, ...] = ()
    entry_adds: Mapping[str, Any] | None = None
    fixed: Mapping[str, Any] | None = None
    checks: tuple[Check, ...] = ()
    leads: Leads | None = None
    leads_to: tuple[State, ...] = ()
    enters: Callable[[Situation], dict[str, Any]] | None = None
    follows: Follows | None = None
    writes: tuple[str, ...] = ()
    other: Callable[[Situation], str] | None = None
    echoes: Follows | None = None
    echo_writes: tuple[str, ...] = ()
    echo_words: str = ""
    begets: Callable[[Situation], dict[str, Any]] | None = None
    weighs_money: bool = False
    counts_alike: bool = False
    is_signed: bool = False
    relies: tuple[str, ...] = ()
    words: str = ""

    @property
    def parts(self) -> tuple[Field, ...]:
        """Return the parts of its entry that may be stated."""
        parts = ENTRIES.get(self.entry, ())
        return tuple(part for part in parts if not self.asks or part.id in self.asks)

    @property
    def relied(self) -> tuple[str, ...]:
        """Return the guarded fields that it may state once more as they stand."""
        names = (*self.relies, *(self.needs if self.is_signed else ()))
        return tuple(name for name in names if is_guarded(name))

    @property
    def can_be_undone(self) -> bool:
        """Say whether it can simply be taken back: it is not signed and reaches no other case."""
        return not (self.is_signed or self.other or self.begets)


def apply_step(step: Step, situation: Situation) -> dict[str, Any]:
    """Return the field values and entries that taking ``step`` writes.

    Raises:
        Refusal: A guard says no; several missing fields come together.
    """
    guards.state_allows(situation, step.action, step.moves)
    guards.actor_may_take_part(situation)
    changes = {name: value for name, value in situation.given.items() if name in step.takes}
    guards.nothing_else_is_given(situation, step.takes, step.parts)
    guards.codes_are_in_use(situation, step.parts)
    if step.stamp:
        changes.setdefault(step.stamp, situation.stamp)
    changes.update(step.fixed or {})
    situation = situation.with_changes(changes)
    guards.moments_are_plausible(situation, changes)
    guards.needed_fields_are_there(situation, step.needs)
    guards.entry_parts_are_there(situation, step.parts, step.entry_needs)
    for check in step.checks:
        check(situation)
    state = step.leads(situation) if step.leads else step.moves[situation.state]
    changes["state"] = state.value
    if step.follows:
        changes.update(step.follows(situation, changes))
    if step.entry:
        changes.update(step.enters(situation) if step.enters else _new_entry(step, situation))
    return {name: value for name, value in changes.items() if situation.facts.get(name) != value}


def _new_entry(step: Step, situation: Situation) -> dict[str, Any]:
    entry = {**authored(situation), **situation.entry, **(step.entry_adds or {})}
    return {f"{step.entry}/{situation.entry_id}": entry}


def authored(situation: Situation) -> dict[str, Any]:
    """Return what every entry says: who wrote it and when."""
    return {"by": situation.actor.login, "at": situation.stamp}
