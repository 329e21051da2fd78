"""Take in versions of deadline rules: new law, or a house rule of the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.actions.work import Command, Done, Work
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.rules.time.case_clocks import Moved
from desk.rules.time.rule_files import rule_json, rules_in
from desk.rules.time.rulebook import Track
from desk.rules.time.taking_rules import TAKEN, need_takeable


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesTaken:
    """The versions, as "decide@2027-01-01", and the deadlines of open cases that they move."""

    taken: list[str]
    moved: list[Moved]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRules(Command[RulesTaken]):
    """Take in the versions of a rule file.

    Attributes:
        rules: As in ``resources/rules``.
        is_simulation: Report which deadlines would move, write nothing.
    """

    rules: Any
    is_simulation: bool = False

    @property
    def right(self) -> Right:
        """Return the director's right for law, else the one for settings."""
        told = getattr(self, "rules", None)  # who may take nothing is asked before what it is
        several = told.get("rule") if isinstance(told, Mapping) else None
        blocks = several if isinstance(several, list) else []
        tracks = {one.get("track") if isinstance(one, Mapping) else "" for one in blocks}
        return Right.SETTINGS if tracks == {Track.HOUSE.value} else Right.RULES


def take_rules(command: TakeRules, work: Work) -> Done[RulesTaken]:
    """Carry out ``command``.

    Raises:
        Refusal: It is no rule file, or holds what may not be taken (`need_takeable`).
    """
    new = rules_in(command.rules)
    need_takeable(work.reckoning.rules, new, work.now.date())
    cases = work.cases_received_since(min(rule.valid_from for rule in new).isoformat())
    told = {
        kind: {f"{TAKEN}{rule.key}": rule_json(rule) for rule in new if rule.track is track}
        for kind, track in ((kinds.LAW_TAKEN, Track.STATUTORY), (kinds.HOUSE_TAKEN, Track.HOUSE))
    }
    moved = work.take_up(told, cases, is_simulation=command.is_simulation)
    result = RulesTaken(taken=[rule.key for rule in new], moved=moved)
    return Done(settings=True, queue=True, result=result)
