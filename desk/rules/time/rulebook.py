"""The deadline rules: versions with days of validity; a case keeps the one of its receipt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, StrEnum
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import JsonMapping
from desk.base.words import in_language, label_all, mark, say, shown

ARRIVAL: Final = ("received_at", "registered_at")  # what new facts begin anew


class Track(StrEnum):
    """Statutory or house clocks, which are never mixed."""

    STATUTORY = "statutory"
    HOUSE = "house"
    PROMISE = "promise"


label_all(
    {
        Track.STATUTORY: mark("statutory"),
        Track.HOUSE: mark("house"),
        Track.PROMISE: mark("promise"),
    }
)


class Unit(Enum):
    """What a clock counts; one unit per clock."""

    HOUR = "hour"
    WORKING_HOUR = "working-hour"
    WORKING_DAY = "working-day"
    NATURAL_DAY = "natural-day"
    MONTH_DAY = "month-day"


label_all(
    {
        Unit.HOUR: mark("hours"),
        Unit.WORKING_HOUR: mark("working hours"),
        Unit.WORKING_DAY: mark("working days"),
        Unit.NATURAL_DAY: mark("natural days"),
        Unit.MONTH_DAY: mark("day of the next month"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One extension of a clock; a rule lists its own in the order in which they are given.

    Attributes:
        id: Stable name, e.g. "to-30".
        to: The whole amount with it, in the rule's unit.
        right: Who approves it: "extend" or "extend_further", each with a step of its own.
        is_told: It holds only with the day on which the complainant was told.
    """

    id: str
    to: int
    right: str
    is_told: bool = False

    def title(self, unit: Unit) -> str:
        """Return its name, e.g. "to 30 days", for a rule that counts in ``unit``."""
        if unit is Unit.NATURAL_DAY:
            return say(mark("to {amount} days"), amount=self.to)
        return say(mark("to {amount} {unit}"), amount=self.to, unit=shown(unit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How long the office has for one thing.

    Attributes:
        id: Stable name, e.g. "decide".
        track: Statutory or house.
        words: ``{"zh": …, "en": …}``.
        unit: What is counted.
        amount: The number of units; for ``month-day`` the day of the next month.
        anchor: The field that starts it.
        stop: The field that stops it.
        article: The law's article or the house rule; printed in accounts.
        source: Place in our specification.
        valid_from: First day of this version.
        valid_until: Last day of it, None while it has none. Who came in later has no such clock,
            unless another version holds then.
        later_anchor: A second field that starts it where that is stated and later, or "".
        pauses: Grounds that stop it (codes of the list ``pause``).
        told_pauses: Those of them that stop it only when the complainant was told (R19).
        restarts: New facts, or a reopening, begin it anew (R16).
        at_most: The most that it may take from its start, pauses included; 0 for no such end.
        extensions: By id, in their order.
        applies: Field values for which a case has this clock.
        subject: case, meeting, suggestion or period.
        is_window: It is the other side's time: shown, never coloured.
        outlives: It goes on when the case is closed, as a review applied for afterwards does.
        may_be_agreed: Its end may be agreed with the complainant (第21条).
        is_by_day: It ends at the end of a day.
    """

    id: str
    track: Track
    words: dict[str, str] = field(repr=False)
    unit: Unit
    amount: int
    anchor: str
    stop: str
    article: str
    source: str
    valid_from: date
    valid_until: date | None = None
    later_anchor: str = ""
    pauses: frozenset[str] = frozenset()
    told_pauses: frozenset[str] = frozenset()
    restarts: bool = False
    at_most: int = 0
    extensions: Mapping[str, Extension] = field(default_factory=dict)
    applies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    subject: str = "case"
    is_window: bool = False
    outlives: bool = False
    may_be_agreed: bool = False
    is_by_day: bool = False

    @property
    def title(self) -> str:
        """Return its name in the office's language."""
        return in_language(self.words)

    @property
    def key(self) -> str:
        """Return what no other version is called, e.g. "decide@2020-03-01"."""
        return f"{self.id}@{self.valid_from.isoformat()}"

    def is_over(self, day: date) -> bool:
        """Say whether it had ended before ``day``."""
        return self.valid_until is not None and self.valid_until < day


class UnknownRule(Refusal):
    """A rule id that the rule book does not have."""

    text: ClassVar[str] = mark("There is no deadline rule “{rule}”. Known are: {known}.")


@dataclass(frozen=True, slots=True)
class HouseChange:
    """An office's change of a house rule.

    Attributes:
        amount: The new amount.
        anchor: The new anchor field; "" keeps the old one.
        article: The office's own wording, printed in accounts.
    """

    amount: int
    anchor: str
    article: str

    def of(self, rule: Rule) -> Rule:
        """Return ``rule`` with this change."""
        changed = replace(rule, amount=self.amount, article=self.article)
        if not self.anchor:
            return changed
        return replace(changed, anchor=self.anchor, restarts=self.anchor in ARRIVAL)


def house_changes(setting: Mapping[str, JsonMapping]) -> dict[str, HouseChange]:
    """Return the changes in the setting ``house_rules``, by rule id."""
    return {
        name: HouseChange(entry["amount"], entry.get("anchor", ""), entry["article"])
        for name, entry in setting.items()
    }


class RuleBook:
    """All versions of all rules, looked up by day."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Keep the versions, oldest first; statutory rules come before those of the house."""
        self._versions: dict[str, list[Rule]] = {}
        for rule in sorted(rules, key=lambda rule: rule.track is not Track.STATUTORY):
            self._versions.setdefault(rule.id, []).append(rule)
        for versions in self._versions.values():
            versions.sort(key=lambda rule: rule.valid_from)
        self._case_rules: dict[int, tuple[Rule, ...]] = {}

    @property
    def ids(self) -> list[str]:
        """Return the ids, in the order of the files."""
        return list(self._versions)

    def __iter__(self) -> Iterator[Rule]:
        """Yield all versions, those of one rule together, oldest first."""
        return (rule for versions in self._versions.values() for rule in versions)

    def rule(self, name: str, day: date) -> Rule:
        """Return the version of ``name`` for what was received on ``day``, also if it is over.

        The oldest version also applies to earlier days.

        Raises:
            UnknownRule: There is no such rule.
        """
        versions = self._versions.get(name)
        if not versions:
            raise UnknownRule(field="rule", rule=name, known=self.ids)
        return next((r for r in reversed(versions) if r.valid_from <= day), versions[0])

    def title(self, name: str) -> str:
        """Return the name of a rule in its newest version; the id itself where it is unknown."""
        versions = self._versions.get(name)
        return versions[-1].title if versions else name

    def current(self, track: Track) -> list[Rule]:
        """Return the newest versions of the case rules of ``track``, in the order of the files."""
        newest = (self.rule(name, date.max) for name in self._versions)
        return [rule for rule in newest if rule.subject == "case" and rule.track is track]

    def with_changes(self, changes: Mapping[str, "HouseChange"]) -> "RuleBook":
        """Return this book with the office's own amounts and starts of house rules."""
        if not changes:
            return self
        return RuleBook(
            changes[rule.id].of(rule) if rule.id in changes and rule.track is Track.HOUSE else rule
            for rule in self
        )

    def by_analogy(self) -> "RuleBook":
        """Return this book for an office that the law does not bind: its articles say so."""
        words = mark("By analogy: {article}")
        return RuleBook(
            replace(rule, article=say(words, article=rule.article))
            if rule.track is Track.STATUTORY
            else rule
            for rule in self
        )

    def case_rules(self, day: date) -> tuple[Rule, ...]:
        """Return the versions of all case rules for what was received on ``day``."""
        found = self._case_rules.get(day.toordinal())
        if found is None:
            rules = (self.rule(name, day) for name in self._versions)
            found = tuple(r for r in rules if r.subject == "case" and not r.is_over(day))
            self._case_rules[day.toordinal()] = found
        return found
