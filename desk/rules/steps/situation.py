"""The input of guards: who wants to do what, when, with which case."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from desk.base.clock import stamp
from desk.base.shapes import Facts
from desk.rules.case.life import State
from desk.rules.people.rights import People, Person
from desk.rules.settings import Settings
from desk.rules.time.case_clocks import CaseClock


class Paid(NamedTuple):
    """A compensation promised or paid to the same customer in another case.

    Attributes:
        case_no: Which case.
        amount: Yuan.
        on: The day its plan was fixed.
    """

    case_no: str
    amount: Decimal
    on: date


def total(paid: Sequence[Paid]) -> Decimal:
    """Return the sum, in yuan."""
    return sum((one.amount for one in paid), Decimal())


class CauseCounts(NamedTuple):
    """Complaints of the same cause around a rectification.

    Attributes:
        before: In the days before it was ordered.
        after: In the days after it was checked.
        days: How many days each.
    """

    before: int
    after: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The input of guards.

    Attributes:
        actor: The person taking the step.
        now: When.
        facts: The case's present facts.
        given: Stated field values, cleaned.
        entry: Stated parts of the step's entry, cleaned.
        settings: The office's settings.
        people: Everybody who works here, by login, and names of others.
        entry_id: Id for a new entry.
        clocks: All present clocks of the case.
        paid: Recent compensations of the same customer in other cases.
        alike: Complaints of the same cause around the rectification that is judged.
        other: The other case that the step changes, before it.
        new_no: Number for a case that the step creates.
        after: The facts after the step.
        is_overtaken: The open handover offer is older than the case's present assignment.
    """

    actor: Person
    now: datetime
    facts: Facts
    given: Facts
    entry: Facts
    settings: Settings
    people: People
    entry_id: str = ""
    clocks: Sequence[CaseClock] = ()
    paid: Sequence[Paid] = ()
    alike: CauseCounts | None = None
    other: Facts = field(default_factory=dict)
    new_no: str = ""
    after: Facts = field(default_factory=dict)
    is_overtaken: bool = False

    @property
    def state(self) -> State:
        """Return the state the case is in."""
        return State(self.facts["state"])

    @property
    def stamp(self) -> str:
        """Return now as it is stored."""
        return stamp(self.now)

    @property
    def retention_years(self) -> int:
        """Return how many years the office keeps closed cases."""
        return self.settings.number("retention_years")

    def beside(self, other: Facts, new_no: str) -> "Situation":
        """Return the situation with the other case that the step changes."""
        return replace(self, other=other, new_no=new_no)

    def with_changes(self, changes: Facts) -> "Situation":
        """Return the situation with the facts after the step."""
        return replace(self, after={**self.facts, **changes})
