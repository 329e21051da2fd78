"""The deadline rules from ``resources/rules``; a case keeps the version of its receipt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from typing import ClassVar

from desk.base.errors import Refusal
from desk.base.resources import names, read_toml
from desk.base.shapes import JsonMapping
from desk.base.words import in_language, label_all, mark


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
        pauses: Grounds that stop it (codes of the list ``pause``).
        extensions: Total amount by id of the extension.
        applies: Field values for which a case has this clock.
        subject: case, meeting or period.
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
    pauses: frozenset[str] = frozenset()
    extensions: Mapping[str, int] = field(default_factory=dict)
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


class UnknownRule(Refusal):
    """A rule id that the rule book does not have."""

    text: ClassVar[str] = mark("There is no deadline rule “{rule}”. Known are: {known}.")


def read_rule(data: JsonMapping) -> Rule:
    """Return the rule in ``data``, one ``[[rule]]`` of a rule file."""
    return Rule(
        id=data["id"],
        track=Track(data["track"]),
        words=data["title"],
        unit=Unit(data["unit"]),
        amount=data["amount"],
        anchor=data["anchor"],
        stop=data["stop"],
        article=data["article"],
        source=data["source"],
        valid_from=data["valid_from"],
        pauses=frozenset(data.get("pauses", ())),
        extensions=data.get("extensions", {}),
        applies={name: frozenset(values) for name, values in data.get("applies", {}).items()},
        subject=data.get("subject", "case"),
        is_window=data.get("window", False),
        outlives=data.get("outlives", False),
        may_be_agreed=data.get("agreed", False),
        is_by_day=data["unit"] in ("working-day", "natural-day", "month-day"),
    )


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
        return replace(
            rule, amount=self.amount, anchor=self.anchor or rule.anchor, article=self.article
        )


def house_changes(setting: Mapping[str, JsonMapping]) -> dict[str, HouseChange]:
    """Return the changes in the setting ``house_rules``, by rule id."""
    return {
        name: HouseChange(entry["amount"], entry.get("anchor", ""), entry["article"])
        for name, entry in setting.items()
    }


class RuleBook:
    """All versions of all rules, looked up by day."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Keep the versions, oldest first."""
        self._versions: dict[str, list[Rule]] = {}
        for rule in rules:
            self._versions.setdefault(rule.id, []).append(rule)
        for versions in self._versions.values():
            versions.sort(key=lambda rule: rule.valid_from)
        self._case_rules: dict[int, tuple[Rule, ...]] = {}

    @property
    def ids(self) -> list[str]:
        """Return the ids, in the order of the files."""
        return list(self._versions)

    @property
    def extensions(self) -> frozenset[tuple[str, str]]:
        """Return rule and extension, e.g. ("decide", "to-30"), of all versions."""
        several = (rule for versions in self._versions.values() for rule in versions)
        return frozenset((rule.id, one) for rule in several for one in rule.extensions)

    def rule(self, name: str, day: date) -> Rule:
        """Return the version of ``name`` for what was received on ``day``.

        The oldest version also applies to earlier days.

        Raises:
            UnknownRule: There is no such rule.
        """
        versions = self._versions.get(name)
        if not versions:
            raise UnknownRule(field="rule", rule=name, known=self.ids)
        return next((r for r in reversed(versions) if r.valid_from <= day), versions[0])

    def current(self, track: Track) -> list[Rule]:
        """Return the newest versions of the case rules of ``track``, in the order of the files."""
        return [rule for rule in self.case_rules(date.max) if rule.track is track]

    def with_changes(self, changes: Mapping[str, "HouseChange"]) -> "RuleBook":
        """Return this book with the office's own amounts and starts of house rules."""
        if not changes:
            return self
        rules = [rule for versions in self._versions.values() for rule in versions]
        return RuleBook(
            changes[rule.id].of(rule) if rule.id in changes and rule.track is Track.HOUSE else rule
            for rule in rules
        )

    def case_rules(self, day: date) -> tuple[Rule, ...]:
        """Return the versions of all case rules for what was received on ``day``."""
        found = self._case_rules.get(day.toordinal())
        if found is None:
            rules = (self.rule(name, day) for name in self._versions)
            found = tuple(rule for rule in rules if rule.subject == "case")
            self._case_rules[day.toordinal()] = found
        return found


@cache
def shipped_rules() -> RuleBook:
    """Return the rules that ship with the program."""
    files = [read_toml("rules", name) for name in names("rules", ".toml")]
    return RuleBook(read_rule(rule) for file in reversed(files) for rule in file["rule"])
