"""A register 登记簿: its description. What is kept in it, through which steps, in what time.

A register is described, not programmed: acts, guards, fold, table, reads and command line follow
from the description (issue 17; domain.md 14.8, 14.14). One thing kept in it is an item.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from desk.base.errors import Refusal
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.case.fields import Field
from desk.rules.people.rights import Right

BEGUN: str = ""  # the state of an item that is not there yet


class UnknownRegisterStep(Refusal):
    """A step that a register does not have."""

    text: ClassVar[str] = mark("There is no step “{step}” in this register. Use one of: {known}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterStep:
    """What a person may do with an item.

    Attributes:
        id: Name in commands and, after that of its register, of its acts; stored, never renamed.
        right: What the person's role must include.
        words: What its button says, ``mark``ed English.
        did: What the act did, ``mark``ed English.
        moves: Resulting state by present state; from ``BEGUN`` it begins an item.
        takes: Fields that may be given.
        needs: Fields that must have a value, given now or before.
        stamps: Moment fields that are set to now unless given.
        copied: By moment field the one that it is the same as, unless given.
        fixed: Values that it always sets.
        restated: Fields that are given anew: what was said before does not do.
        ahead: Days among ``takes`` that must not be over.
        only_by: Field that names who may take it beside those who may assign; "" is anybody.
        not_by: Field that names who may not take it: nobody checks her own work.
        not_before: Clock that must have ended before, such as the days of waiting for an effect.
        is_signed: The act carries the author's own signature.
    """

    id: str
    right: Right
    words: str
    did: str
    moves: Mapping[str, str]
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    copied: Mapping[str, str] = field(default_factory=dict)
    fixed: Facts = field(default_factory=dict)
    restated: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    only_by: str = ""
    not_by: str = ""
    not_before: str = ""
    is_signed: bool = False

    @property
    def begins(self) -> bool:
        """Say whether it begins an item."""
        return BEGUN in self.moves

    @property
    def writes(self) -> frozenset[str]:
        """Return the fields that its acts may write, the state and the number left aside."""
        return frozenset((*self.takes, *self.stamps, *self.copied, *self.fixed))


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterClock:
    """How long something of an item may take; exactly one of its three ways is given.

    Attributes:
        id: Stable name.
        words: The label, ``mark``ed English.
        rule: A rule of the rule book, with its anchor and stop; "" where there is none.
        day: Field with the day that was set; it ends with that day.
        after: Moment from which days are counted as the setting ``days`` says.
        days: Setting of the office.
        stop: Field that stops it, where no rule says so.
        right: Whoever has it may do what is due; None where it is the owner's turn.
    """

    id: str
    words: str
    rule: str = ""
    day: str = ""
    after: str = ""
    days: str = ""
    stop: str = ""
    right: Right | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The description of a register.

    Attributes:
        id: Stable name; its acts begin with it.
        title: ``mark``ed English.
        prefix: Its numbers begin with it.
        fields: What an item says.
        headline: The field by which a list shows an item.
        states: Labels (``mark``ed English) by state, in their order.
        ended: States in which nothing is owed any more.
        steps: What may be done, in the order of the menu; the first begins an item.
        clocks: What must be done in time.
        owners: Fields that name whose turn it is, the first that is stated.
        people: Fields that name a person who works here.
        cases: Fields with the number of a case; whoever may not see it, sees no such item.
        links: By field the register whose item's number it holds.
        hidden: Fields shown only to those with the right to read the audit log; so is then who
            began an item.
    """

    id: str
    title: str
    prefix: str
    fields: tuple[Field, ...]
    headline: str
    states: Mapping[str, str]
    ended: frozenset[str]
    steps: tuple[RegisterStep, ...]
    clocks: tuple[RegisterClock, ...] = ()
    owners: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    cases: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    @property
    def about(self) -> str:
        """Return how the subjects of its acts begin."""
        return f"{self.id}:"

    @property
    def by_id(self) -> dict[str, Field]:
        """Return its fields by id."""
        return {one.id: one for one in self.fields}

    def step(self, name: str) -> RegisterStep:
        """Return its step ``name``; "" is the one that begins an item.

        Raises:
            UnknownRegisterStep: It has none of that name.
        """
        for step in self.steps:
            if name in (step.id, "" if step.begins else step.id):
                return step
        raise UnknownRegisterStep(step=name, known=[step.id for step in self.steps])

    def owner(self, facts: Facts) -> str:
        """Return the login of whose turn it is, or ""."""
        return next((str(facts[name]) for name in self.owners if facts.get(name)), "")

    def steps_from(self, state: str) -> Iterable[RegisterStep]:
        """Yield the steps that may be taken in ``state``."""
        return (step for step in self.steps if state in step.moves)
