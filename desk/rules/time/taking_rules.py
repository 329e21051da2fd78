"""Versions of rules that an office takes: which may be taken, and how they lie over what ships."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal, refuse_all
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.time.rule_files import read_rule, version_of
from desk.rules.time.rulebook import Rule, RuleBook, Track

TAKEN: Final = "rule."  # among the settings: "rule.decide@2027-01-01"


class RuleInForce(Refusal):
    """A version by which cases were reckoned already."""

    text: ClassVar[str] = mark(
        "“{rule}” from {day} is in force or over and is never changed: cases were reckoned by it. "
        "Only a last day that is not over may be added. Take a new version with a later first day."
    )


class BeforeOneInForce(Refusal):
    """A version that would begin before another that holds already."""

    text: ClassVar[str] = mark(
        "“{rule}” from {day} would begin before the version that holds since {other}. "
        "Check the first day."
    )


class HouseRuleTooLate(Refusal):
    """A house rule that would hold for days that are over."""

    text: ClassVar[str] = mark("The house rule “{rule}” holds from today on or later, not {day}.")


class RulesOverlap(Refusal):
    """Two versions of one rule that would hold on the same day."""

    text: ClassVar[str] = mark(
        "“{rule}”: the version from {first} holds until {until}, and another from {second} on. "
        "Correct one of the two days."
    )


class RuleTwice(Refusal):
    """A version that the file has twice."""

    text: ClassVar[str] = mark("“{rule}” from {day} stands in the rule file twice.")


class OtherTrack(Refusal):
    """A version of another kind of rule than the one of its name."""

    text: ClassVar[str] = mark("“{rule}” is a rule of another kind. Give the new rule its own id.")


def taken_rules(values: Facts) -> Iterator[Rule]:
    """Yield the versions that were taken, from the office's settings."""
    return (read_rule(rule) for name, rule in values.items() if name.startswith(TAKEN))


def laid_over(kept: RuleBook, taken: Iterable[Rule]) -> RuleBook:
    """Return the rules ``kept`` with those ``taken``, which stand before one of the same day."""
    several = {rule.key: rule for rule in (*kept, *taken)}
    return RuleBook(several.values())


def fits(track: Track, value: Any) -> bool:
    """Say whether ``value`` is a stored version of a rule of ``track``."""
    try:
        return read_rule(value).track is track
    except Refusal:
        return False


LAW: Final = {TAKEN: partial(fits, Track.STATUTORY)}  # what the act of taking may write
HOUSE: Final = {TAKEN: partial(fits, Track.HOUSE)}


def need_takeable(book: RuleBook, new: Iterable[Rule], today: date) -> None:
    """Refuse versions that may not be taken ``today``; all that is wrong comes together.

    Law may be taken late: it holds whether or not somebody took it. What holds or held is
    never changed; only a last day, today or later, may be set or moved.

    Raises:
        RuleInForce, BeforeOneInForce, HouseRuleTooLate, OtherTrack: So it is.
        RuleTwice, RulesOverlap: The versions contradict each other.
    """
    several = list(new)
    wrong = [found for rule in several if (found := _wrong(book, rule, today))]
    keys = [rule.key for rule in several]
    wrong += [
        RuleTwice(field=r.id, rule=r.id, day=r.valid_from)
        for place, r in enumerate(several)
        if r.key in keys[:place]
    ]
    refuse_all(wrong or [*_overlaps(laid_over(book, several))])


def _wrong(book: RuleBook, rule: Rule, today: date) -> Refusal | None:
    versions = [one for one in book if one.id == rule.id]
    known = next((one for one in versions if one.valid_from == rule.valid_from), None)
    if any((one.track, one.subject) != (rule.track, rule.subject) for one in versions):
        return OtherTrack(field="track", rule=rule.id)
    if known is not None:
        holds = known.valid_from <= today
        is_open = not known.is_over(today) and not rule.is_over(today)
        if holds and not (is_open and version_of(known) == version_of(rule)):
            return RuleInForce(field=rule.id, rule=rule.id, day=rule.valid_from)
        return None
    held = max((one.valid_from for one in versions if one.valid_from <= today), default=None)
    if held is not None and rule.valid_from < held:
        return BeforeOneInForce(field=rule.id, rule=rule.id, day=rule.valid_from, other=held)
    if rule.track is Track.HOUSE and rule.valid_from < today:
        return HouseRuleTooLate(field=rule.id, rule=rule.id, day=rule.valid_from)
    return None


def _overlaps(book: RuleBook) -> Iterator[Refusal]:
    for one, after in pairwise(book):
        until = one.valid_until
        if one.id == after.id and until is not None and until >= after.valid_from:
            yield RulesOverlap(
                field=one.id,
                rule=one.id,
                first=one.valid_from,
                until=until,
                second=after.valid_from,
            )
