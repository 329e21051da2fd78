"""Rule files: reading versions of rules from TOML strictly, and telling them as they are stored."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar, Final, NoReturn

from desk.base.errors import Refusal, need_names
from desk.base.given_text import BadTextError, toml_in
from desk.base.resources import names, read_toml
from desk.base.shapes import JsonMapping, JsonObject
from desk.base.words import mark
from desk.rules.case.codes import code_list
from desk.rules.case.fields import BY_ID, Kind
from desk.rules.time.rulebook import Extension, Rule, RuleBook, Track, Unit

NAME: Final = "abcdefghijklmnopqrstuvwxyz0123456789-"
LONGEST: Final = 400  # of a text
MOST: Final = 9999  # units
EVERY_MONTH: Final = 28  # the last day that each month has
BY_DAY: Final = (Unit.WORKING_DAY, Unit.NATURAL_DAY, Unit.MONTH_DAY)
GIVEN_BY: Final = ("extend", "extend_further")  # rights, each with a step of its own
PLACES: Final = {  # what starts and stops clocks that are no case's
    "meeting": ("meeting_ended_at", "minutes_filed_at", "decided_at", "tasks_assigned_at"),
    "suggestion": ("received_at", "answered_at"),
    "period": ("period_ended_at", "submitted_at"),
    "case": tuple(f.id for f in BY_ID.values() if f.kind in (Kind.MOMENT, Kind.DAY)),
}
NEEDED: Final = (
    *("id", "track", "title", "unit", "amount", "anchor", "stop"),
    *("article", "source", "valid_from"),
)
KNOWN: Final = (
    *NEEDED,
    *("valid_until", "later_anchor", "pauses", "told_pauses", "restarts", "at_most"),
    *("extensions", "applies", "subject", "window", "outlives", "agreed"),
)
EXTENSION: Final = ("id", "to", "right", "told")
DIGEST: Final = 16  # characters of a version's identity


class BadRule(Refusal):
    """A part of a rule file that no rule can have."""

    text: ClassVar[str] = mark("Rule “{rule}”, “{part}”: “{value}” is not possible. Use: {known}.")


class NoRuleFile(Refusal):
    """A text that is no rule file."""

    text: ClassVar[str] = mark(
        "This is no rule file: {reason}. It is TOML with a block [[rule]] for each version."
    )


class RulePartMissing(Refusal):
    """A part without which there is no rule."""

    text: ClassVar[str] = mark("Rule “{rule}”: “{part}” is missing.")


class _Reader:
    """The parts of one rule, each looked at."""

    def __init__(self, data: JsonMapping) -> None:
        self.data = data
        self.rule = str(data.get("id", "?"))

    def refuse(self, part: str, value: object, known: Iterable[object]) -> NoReturn:
        several = [str(one) for one in known]
        raise BadRule(field=part, rule=self.rule, part=part, value=str(value), known=several)

    def known(self, part: str, value: Any, allowed: Iterable[str]) -> str:
        """Return ``value``, which must be one of ``allowed``."""
        several = list(allowed)
        if not isinstance(value, str) or value not in several:
            self.refuse(part, value, several)
        return value

    def text(self, part: str, value: Any) -> str:
        if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST:
            self.refuse(part, value, [f"1–{LONGEST}"])
        return value.strip()

    def name(self, part: str, value: Any) -> str:
        if not isinstance(value, str) or not value or not set(value) <= set(NAME):
            self.refuse(part, value, ["a–z, 0–9, -"])
        return self.text(part, value)

    def whole(self, part: str, value: Any, least: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST:
            self.refuse(part, value, [f"{least}–{MOST}"])
        return value

    def flag(self, part: str) -> bool:
        value = self.data.get(part, False)
        if not isinstance(value, bool):
            self.refuse(part, value, ["true", "false"])
        return value

    def day(self, part: str, value: Any) -> date:
        try:
            return date.fromisoformat(value if isinstance(value, str) else value.isoformat())
        except (AttributeError, TypeError, ValueError):
            self.refuse(part, value, ["2027-01-01"])

    def several(self, part: str, allowed: Iterable[str]) -> frozenset[str]:
        values = self.data.get(part, [])
        if not isinstance(values, list):
            self.refuse(part, values, ["[…]"])
        return frozenset(self.known(part, value, allowed) for value in values)

    def table(self, part: str, value: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self.refuse(part, value, ["{…}"])
        return value


def read_rule(data: Any) -> Rule:
    """Return the rule in ``data``, one ``[[rule]]`` of a rule file or one as it is stored.

    Raises:
        RulePartMissing: A part is missing.
        BadRule: A part has a value that no rule can have.
        UnknownName: It has a part that nobody reads.
    """
    if not isinstance(data, Mapping):
        raise BadRule(rule="?", part="rule", value=str(data), known=list(NEEDED))
    read, given = _Reader(data), data.get
    need_names(data, KNOWN)
    for part in NEEDED:
        if part not in data:
            raise RulePartMissing(field=part, rule=read.rule, part=part)
    unit, subject = _unit(read), read.known("subject", given("subject", "case"), PLACES)
    pauses = read.several("pauses", code_list("pause").codes)
    fields = PLACES[subject]
    amount, most = read.whole("amount", given("amount"), 1), given("at_most", 0)
    rule = Rule(
        id=read.name("id", given("id")),
        track=Track(read.known("track", given("track"), (Track.STATUTORY, Track.HOUSE))),
        words=_words(read),
        unit=unit,
        amount=amount,
        anchor=read.known("anchor", given("anchor"), fields),
        stop=read.known("stop", given("stop"), fields),
        article=read.text("article", given("article")),
        source=read.text("source", given("source")),
        valid_from=read.day("valid_from", given("valid_from")),
        valid_until=_until(read),
        later_anchor=read.known("later_anchor", given("later_anchor", ""), ("", *fields)),
        pauses=pauses,
        told_pauses=read.several("told_pauses", sorted(pauses)),
        restarts=read.flag("restarts"),
        at_most=read.whole("at_most", most, amount) if most != 0 else 0,
        extensions=_extensions(read, amount),
        applies=_applies(read),
        subject=subject,
        is_window=read.flag("window"),
        outlives=read.flag("outlives"),
        may_be_agreed=read.flag("agreed"),
        is_by_day=unit in BY_DAY,
    )
    if unit is Unit.MONTH_DAY and amount > EVERY_MONTH:
        read.refuse("amount", amount, [f"1–{EVERY_MONTH}"])
    return rule


def _unit(read: _Reader) -> Unit:
    return Unit(read.known("unit", read.data.get("unit"), [unit.value for unit in Unit]))


def _words(read: _Reader) -> dict[str, str]:
    words = read.table("title", read.data["title"])
    need_names(words, ("zh", "en"))
    return {language: read.text("title", words.get(language)) for language in ("zh", "en")}


def _until(read: _Reader) -> date | None:
    value = read.data.get("valid_until")
    if value is None:
        return None
    until = read.day("valid_until", value)
    if until < read.day("valid_from", read.data["valid_from"]):
        read.refuse("valid_until", until, [read.data["valid_from"]])
    return until


def _extensions(read: _Reader, amount: int) -> dict[str, Extension]:
    """Return the extensions; each must carry further than the one before it."""
    found: dict[str, Extension] = {}
    values = read.data.get("extensions", [])
    if not isinstance(values, list):
        read.refuse("extensions", values, ["[…]"])
    for value in values:
        told = read.table("extensions", value)
        need_names(told, EXTENSION)
        one = Extension(
            id=read.name("id", told.get("id")),
            to=read.whole("to", told.get("to"), amount + 1),
            right=read.known("right", told.get("right"), GIVEN_BY),
            is_told=_Reader(told).flag("told"),
        )
        if one.id in found:
            read.refuse("id", one.id, ["…"])
        found[one.id], amount = one, one.to
    return found


def _applies(read: _Reader) -> dict[str, frozenset[str]]:
    """Return the fields and codes of the cases that have the clock."""
    found = {}
    for name, values in read.table("applies", read.data.get("applies", {})).items():
        field = BY_ID.get(read.known("applies", name, _CODED))
        codes = code_list(field.codes if field else "").codes
        found[name] = _Reader({"id": read.rule, name: values}).several(name, codes)
    return found


_CODED: Final = [f.id for f in BY_ID.values() if f.kind in (Kind.CODE, Kind.CODES) and f.codes]


def rule_json(rule: Rule) -> JsonObject:
    """Return ``rule`` as it is stored: as `read_rule` reads it, without what says nothing."""
    told: JsonObject = {
        "id": rule.id,
        "track": rule.track.value,
        "title": dict(rule.words),
        "unit": rule.unit.value,
        "amount": rule.amount,
        "anchor": rule.anchor,
        "stop": rule.stop,
        "article": rule.article,
        "source": rule.source,
        "valid_from": rule.valid_from.isoformat(),
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
        "later_anchor": rule.later_anchor,
        "pauses": sorted(rule.pauses),
        "told_pauses": sorted(rule.told_pauses),
        "restarts": rule.restarts,
        "at_most": rule.at_most,
        "extensions": [
            {"id": one.id, "to": one.to, "right": one.right, "told": one.is_told}
            for one in rule.extensions.values()
        ],
        "applies": {name: sorted(values) for name, values in sorted(rule.applies.items())},
        "subject": rule.subject,
        "window": rule.is_window,
        "outlives": rule.outlives,
        "agreed": rule.may_be_agreed,
    }
    return {part: value for part, value in told.items() if part in NEEDED or value}


def version_of(rule: Rule) -> str:
    """Return what tells one content of a version from every other; its last day may still be set.

    SHA-256 of what is stored, ``valid_until`` left out, the first 16 characters in hex.
    """
    told = {part: value for part, value in rule_json(rule).items() if part != "valid_until"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]


def rules_in(data: Any) -> list[Rule]:
    """Return the versions in a rule file.

    Raises:
        BadRule: It holds none.
        Refusal: As `read_rule`.
    """
    if not isinstance(data, Mapping):
        data = {}
    need_names(data, ("rule",))
    several = data.get("rule")
    if not isinstance(several, list) or not several:
        raise BadRule(rule="?", part="rule", value="", known=["[[rule]]"])
    return [read_rule(one) for one in several]


def told_rules(text: str) -> JsonObject:
    """Return what the text of a rule file says.

    Raises:
        NoRuleFile: It is not TOML.
    """
    try:
        return toml_in(text)
    except BadTextError as error:
        raise NoRuleFile(reason=str(error)) from error


@cache
def shipped_rules() -> RuleBook:
    """Return the rules that ship with the program."""
    files = [read_toml("rules", name) for name in names("rules", ".toml")]
    return RuleBook(rule for file in reversed(files) for rule in rules_in(file))
