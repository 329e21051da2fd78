"""Taking a step of a register: its guards, and what it writes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from desk.base.clock import stamp
from desk.base.errors import Refusal, cleaned_each, refuse_all
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.case.fields import Field
from desk.rules.case.values import UnknownField, clean_value, is_empty, out_of_use
from desk.rules.people.rights import People, Person, Right
from desk.rules.registers.item_clocks import ItemClock
from desk.rules.registers.register import BEGUN, Register, RegisterStep
from desk.rules.steps.guards import InFuture, Missing, NotTaken, need_present
from desk.rules.steps.life_guards import DayInPast, OwnWork


class NotInThisState(Refusal):
    """The item's state does not allow the step."""

    text: ClassVar[str] = mark(
        "“{step}” cannot be done while {no} is “{state}”. Possible: {steps}."
    )


class NotHers(Refusal):
    """Somebody takes a step that is another's."""

    text: ClassVar[str] = mark("{no} is the work of {person}. She does that, or who may assign.")


class NobodyHere(Refusal):
    """A person who does not work here."""

    text: ClassVar[str] = mark("{label}: “{value}” is nobody who works here. Give a login.")


class EffectTooEarly(Refusal):
    """The days of waiting are not over."""

    text: ClassVar[str] = mark("{no} can be judged from {day} on: its effect must show first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSituation:
    """What a step of a register is judged by.

    Attributes:
        register: The description.
        facts: What is known of the item; empty of one that begins.
        actor: Who takes the step.
        now: When.
        people: Everybody who works here.
        clocks: Of the item.
    """

    register: Register
    facts: Facts
    actor: Person
    now: datetime
    people: People
    clocks: list[ItemClock]

    @property
    def state(self) -> str:
        """Return the item's state."""
        return str(self.facts.get("state") or BEGUN)

    @property
    def no(self) -> str:
        """Return the item's number, "" before it has one."""
        return str(self.facts.get("no") or "")


def cleaned_item(register: Register, raw: Facts) -> Payload:
    """Return what was typed as it is stored.

    Raises:
        Refusal: A field is unknown or a value invalid; all problems at once.
    """
    known = register.by_id

    def clean(name: str, value: object) -> Any:
        if name not in known:
            raise UnknownField(field=name, name=name, known=list(known))
        return clean_value(known[name], value)

    given, problems = cleaned_each(raw, clean)
    refuse_all(problems)
    return given


def hindrance(step: RegisterStep, situation: ItemSituation) -> Refusal | None:
    """Return why the actor cannot take ``step`` now, whatever she would state; or None.

    Her right is asked for elsewhere.
    """
    register, facts, actor = situation.register, situation.facts, situation.actor
    if situation.state not in step.moves:
        several = [say(one.words) for one in register.steps_from(situation.state)]
        possible = several or [say(mark("nothing more"))]
        state = say(register.states[situation.state]) if situation.state else ""
        return NotInThisState(step=say(step.words), no=situation.no, state=state, steps=possible)
    is_meant = {name: facts.get(name) == actor.login for name in (step.only_by, step.not_by)}
    if step.only_by and not is_meant[step.only_by] and not actor.may(Right.ASSIGN):
        return NotHers(no=situation.no, person=situation.people.name(facts.get(step.only_by)))
    if step.not_by and is_meant[step.not_by]:
        return OwnWork(person=actor.name)
    for clock in situation.clocks:
        if clock.id == step.not_before and situation.now.date() < clock.due.on:
            return EffectTooEarly(no=situation.no, day=clock.due.on)
    return None


def taken(step: RegisterStep, situation: ItemSituation, given: Facts) -> Payload:
    """Return what taking ``step`` with an item writes, its state included.

    Raises:
        Refusal: A guard refuses; several wrong or missing fields at once.
    """
    refusal = hindrance(step, situation)
    if refusal is not None:
        raise refusal
    known = situation.register.by_id
    _nothing_else_is_given(step, known, given)
    now = stamp(situation.now)
    changes = {name: value for name, value in given.items() if name in step.takes}
    changes |= {name: now for name in step.stamps if is_empty(changes.get(name))}
    changes |= {name: changes[other] for name, other in step.copied.items()}
    changes.update(step.fixed)
    after = {**situation.facts, **changes}
    wanted = [known[name] for name in step.needs if is_empty(after.get(name))]
    wanted += [known[name] for name in step.restated if is_empty(changes.get(name))]
    refuse_all(
        [Missing(field=one.id, label=say(one.words)) for one in dict.fromkeys(wanted)]
        + [
            refusal
            for name, value in changes.items()
            for refusal in _wrong(known[name], value, step, situation)
        ]
    )
    changes["state"] = step.moves[situation.state]
    return {name: value for name, value in changes.items() if situation.facts.get(name) != value}


def _nothing_else_is_given(step: RegisterStep, known: dict[str, Field], given: Facts) -> None:
    labels = [say(known[name].words) for name in step.takes]
    refuse_all(
        [
            NotTaken(field=name, label=say(known[name].words), takes=labels)
            for name in given
            if name not in step.takes
        ]
    )


def _wrong(
    field: Field, value: object, step: RegisterStep, situation: ItemSituation
) -> list[Refusal]:
    """Return what is wrong with a value that ``step`` writes."""
    if is_empty(value):
        return []
    text, label = str(value), say(field.words)
    found = out_of_use(field, value, situation.facts.get(field.id), situation.now.date())
    if field.id in step.stamps and text > stamp(situation.now):
        found.append(InFuture(field=field.id, label=label, moment=datetime.fromisoformat(text)))
    if field.id in step.ahead and text < situation.now.date().isoformat():
        found.append(DayInPast(field=field.id, label=label, day=date.fromisoformat(text)))
    if field.id in situation.register.people:
        if text not in situation.people:
            found.append(NobodyHere(field=field.id, label=label, value=text))
        else:
            need_present(situation.people, field.id, text)
    return found
