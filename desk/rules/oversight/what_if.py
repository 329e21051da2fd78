"""Effects of a change 影响测算: another deadline or limit, tried on cases that were.

Nothing of this is written. What people did stays as it was (receipt, answers, extensions, pauses);
only what the change would have made of it is reckoned. People would have worked to another
deadline otherwise, so what is told is what the change would ask for, not what would have happened.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from desk.base.clock import stamp
from desk.base.shapes import Facts, Payload
from desk.rules.case.entries import BREACHES
from desk.rules.people.rights import Role
from desk.rules.settings import Settings
from desk.rules.steps.approval import rank_needed
from desk.rules.steps.guards import KEEPERS
from desk.rules.steps.situation import Paid
from desk.rules.time.case_clocks import CaseClock, Reckoning
from desk.rules.time.practice import PRACTICES
from desk.rules.time.rulebook import Rule, RuleBook
from desk.rules.time.taking_rules import TAKEN

HOUSE_RULES: Final = "house_rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedClock:
    """A clock of a case, as it was and as it would have been; ends as they are stored.

    Attributes:
        case_no: The case.
        clock: Id of the rule.
        before: Its end; None where the case had no such clock.
        after: Its end by the change; None where it would have none.
        was_late: It passed its end.
        would_be_late: It would have, by what was done.
    """

    case_no: str
    clock: str
    before: str | None
    after: str | None
    was_late: bool
    would_be_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedApproval:
    """A compensation, who had to approve it and who would have had to.

    Attributes:
        case_no: The case.
        amount: Yuan, without what else the customer got.
        before: The lowest role that may approve it.
        after: The same by the change.
    """

    case_no: str
    amount: Decimal
    before: Role
    after: Role


def book_with(book: RuleBook, tried: Iterable[Rule]) -> RuleBook:
    """Return ``book`` as if each rule of ``tried`` had always held in its newest version there."""
    new = {rule.id: rule for rule in sorted(tried, key=lambda rule: rule.valid_from)}
    always = (replace(rule, valid_from=date.min, valid_until=None) for rule in new.values())
    return RuleBook([*(rule for rule in book if rule.id not in new), *always])


def settings_without(settings: Settings, rules: Collection[str]) -> Settings:
    """Return ``settings`` without what the office itself says of ``rules``, now and before."""
    taken = tuple(f"{TAKEN}{name}@" for name in rules)
    values: Payload = {n: v for n, v in settings.values.items() if not n.startswith(taken)}
    values[HOUSE_RULES] = _without(settings[HOUSE_RULES], rules)
    values[PRACTICES] = [
        {**past, "was": {**past["was"], HOUSE_RULES: _without(past["was"][HOUSE_RULES], rules)}}
        for past in values.get(PRACTICES, ())
    ]
    return Settings(values)


def settings_with(settings: Settings, tried: Facts) -> Settings:
    """Return ``settings`` as if those of ``tried`` had always held."""
    return Settings({**settings.values, **tried, PRACTICES: []})


def _without(house_rules: Facts, rules: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in house_rules.items() if name not in rules}


def tried_clocks(
    facts: Facts, before: Reckoning, after: Reckoning, now: datetime
) -> Iterator[TriedClock]:
    """Yield the office's clocks of a case by both reckonings, in the order of the rule books.

    Args:
        facts: Of the case, with the breaches on record.
        before: As the office reckons.
        after: As it would.
        now: When a clock that still runs is looked at.
    """
    old = _by_rule(before.clocks(facts))
    new = _by_rule(after.clocks({**facts, BREACHES: None}))
    for name in {**old, **new}:
        was, would_be = old.get(name), new.get(name)
        was_late = was is not None and _is_late(was, now)
        is_same = was and would_be and was.due == would_be.due
        yield TriedClock(
            case_no=facts["case_no"],
            clock=name,
            before=stamp(was.due.at) if was else None,
            after=stamp(would_be.due.at) if would_be else None,
            was_late=was_late,
            would_be_late=was_late if is_same else bool(would_be and _is_late(would_be, now)),
        )


def _by_rule(clocks: Iterable[CaseClock]) -> dict[str, CaseClock]:
    return {clock.rule.id: clock for clock in clocks if not clock.rule.is_window}


def _is_late(clock: CaseClock, now: datetime) -> bool:
    return clock.missed_at is not None or (clock.counts and now > clock.due.at)


def tried_approval(
    facts: Facts, paid: Sequence[Paid], before: Settings, after: Settings
) -> TriedApproval | None:
    """Return who had to approve the compensation of a case; None where there is none.

    Args:
        facts: Of the case.
        paid: What the customer had got of late when it was planned.
        before: The office's settings.
        after: As they would be.
    """
    amount = Decimal(facts.get("compensation") or "0")
    if not amount:
        return None
    ranks = (rank_needed(facts, settings, paid) for settings in (before, after))
    was, would_be = (KEEPERS[rank] for rank in ranks)
    return TriedApproval(case_no=facts["case_no"], amount=amount, before=was, after=would_be)
