"""The definition of a step, and the values that it writes."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Final

from desk.base.shapes import Facts, Payload
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import Field
from desk.rules.case.life import OPEN, Action, State
from desk.rules.case.merging import is_guarded
from desk.rules.case.values import is_empty
from desk.rules.people.rights import Right
from desk.rules.steps import guards
from desk.rules.steps.guards import Check
from desk.rules.steps.situation import Situation

Leads = Callable[[Situation], State]
Follows = Callable[[Situation, Facts], Payload]
# Moves of steps that leave a case where it is: while it is open, or always.
STAYS: Final = {state: state for state in OPEN}
ANYWHERE: Final = {state: state for state in State}


@dataclass(frozen=True, slots=True)
class Step:
    """The definition of one action.

    Attributes:
        action: The action.
        right: What the person's role must include.
        moves: Resulting state by present state.
        takes: Fields that may be given.
        needs: Fields that must have a value, given now or before.
        only_of: By field, with which cases it is taken and needed; with others it is not asked.
        stamp: Moment field set to now unless given.
        entry: Collection that gets an entry, or "".
        entry_if: Returns what of the case its entry is about; its form leaves it out without.
        asks: Parts of the entry that may be given; empty means all.
        entry_needs: Required parts of the entry.
        entry_adds: Parts that the step adds to its entry.
        fixed: Values that it always sets.
        checks: Further guards, in order.
        leads: Computes the resulting state where ``moves`` is not enough.
        leads_to: The states that ``leads`` may decide for beside those of ``moves``.
        enters: Returns the entries, if not a single new one as given.
        follows: Returns further values to write.
        writes: Fields, and collections as "restarts/", that ``follows`` and ``enters`` write
            beside ``takes`` and ``entry``.
        other: Returns the number of another case to change, or "".
        echoes: Returns the values to write to that case.
        echo_writes: Fields, and collections as "restarts/", that ``echoes`` writes.
        echo_words: What the act there did, ``mark``ed English.
        begets: Returns the facts of a new case to create.
        weighs_money: It needs the recent compensations of the same customer.
        counts_alike: It needs the counts of complaints of the same cause.
        retells: It says what was wrong from the start, so that the clocks count anew from there.
        is_signed: The act carries the author's own signature.
        bound: Returns the field by which such an act shows that a guard was passed by: of what held
            for certain when it was written, what it says, and who wrote it; "" for none.
        shows: Fields that its form tells as they are, as they are what is decided on.
        relies: Guarded fields that it depends on and restates, so that conflicts show.
        words: What the act did, ``mark``ed English; "" says the action.
    """

    action: Action
    right: Right
    moves: Mapping[State, State]
    takes: tuple[str, ...] = ()
    _: KW_ONLY
    needs: tuple[str, ...] = ()
    only_of: Mapping[str, Callable[[Facts], bool]] = field(default_factory=dict)
    stamp: str = ""
    entry: str = ""
    entry_if: Callable[[Facts], object] | None = None
    asks: tuple[str, ...] = ()
    entry_needs: tuple[str, ...] = ()
    entry_adds: Facts | None = None
    fixed: Facts | None = None
    checks: tuple[Check, ...] = ()
    leads: Leads | None = None
    leads_to: tuple[State, ...] = ()
    enters: Callable[[Situation], Payload] | None = None
    follows: Follows | None = None
    writes: tuple[str, ...] = ()
    other: Callable[[Situation], str] | None = None
    echoes: Follows | None = None
    echo_writes: tuple[str, ...] = ()
    echo_words: str = ""
    begets: Callable[[Situation], Payload] | None = None
    weighs_money: bool = False
    counts_alike: bool = False
    retells: bool = False
    is_signed: bool = False
    bound: Callable[[Facts, Facts, str], str] | None = None
    shows: tuple[str, ...] = ()
    relies: tuple[str, ...] = ()
    words: str = ""

    @property
    def parts(self) -> tuple[Field, ...]:
        """Return the parts of its entry that may be given."""
        parts = ENTRIES.get(self.entry, ())
        return tuple(part for part in parts if not self.asks or part.id in self.asks)

    def suited(self, facts: Facts) -> "Step":
        """Return the step as it is taken with a case like ``facts``."""
        unasked = {name for name, is_asked in self.only_of.items() if not is_asked(facts)}
        if not unasked:
            return self
        takes, needs = (
            tuple(name for name in names if name not in unasked)
            for names in (self.takes, self.needs)
        )
        return replace(self, takes=takes, needs=needs)

    def asked_of(self, facts: Facts) -> "Step":
        """Return the step as its form asks for it: without an entry that is about nothing there."""
        is_about = self.entry_if is None or self.entry_if(facts)
        suited = self.suited(facts)
        return suited if is_about else replace(suited, entry="", entry_needs=())

    @property
    def relied(self) -> tuple[str, ...]:
        """Return the guarded fields that it may state once more as they stand."""
        names = (*self.relies, *(self.needs if self.is_signed else ()))
        return tuple(name for name in names if is_guarded(name))

    @property
    def can_be_undone(self) -> bool:
        """Say whether it can simply be taken back: it is not signed and reaches no other case."""
        return not (self.is_signed or self.other or self.begets)


def apply_step(step: Step, situation: Situation) -> Payload:
    """Return the field values and entries that ``step`` writes.

    Raises:
        Refusal: A guard refuses; several missing fields at once.
    """
    guards.state_allows(situation, step.action, step.moves)
    guards.actor_may_take_part(situation)
    step = step.suited(situation.facts)
    changes = {name: value for name, value in situation.given.items() if name in step.takes}
    guards.nothing_else_is_given(situation, step.takes, step.parts)
    guards.codes_are_in_use(situation, step.parts)
    if step.stamp and is_empty(changes.get(step.stamp)):
        changes[step.stamp] = situation.stamp
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


def _new_entry(step: Step, situation: Situation) -> Payload:
    entry = {**authored(situation), **situation.entry, **(step.entry_adds or {})}
    return {f"{step.entry}/{situation.entry_id}": entry}


def authored(situation: Situation) -> Payload:
    """Return the parts of every entry: who wrote it and when."""
    return {"by": situation.actor.login, "at": situation.stamp}
