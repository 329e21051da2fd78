"""The rules that ship, as this home first saw each version: an edited file changes no history.

Cases are reckoned by what is kept here (docs/decisions/0013). Versions that an office took itself
are acts; they lie among its settings.
"""

import json
from datetime import date
from typing import Final

import peewee as pw

from desk.rules.time.rule_files import read_rule, rule_json, shipped_rules, version_of
from desk.rules.time.rulebook import Rule, RuleBook
from desk.store.db import Store
from desk.store.tables import CaseRow, RuleRow, StaleCaseRow

CASE: Final = "case"  # other subjects have no rows that a rule makes stale
_KEPT: Final = RuleRow.select(RuleRow.id, RuleRow.body)


def kept_rules(store: Store) -> RuleBook:
    """Return the rules as kept, and those that ship and were not seen before."""
    kept = _kept(store)
    return RuleBook([kept.pop(rule.key, rule) for rule in shipped_rules()] + [*kept.values()])


def keep_shipped(store: Store) -> None:
    """Keep the versions that ship and were not seen before; cases that came under them are stale.

    A version that is here already stays as it is. Only a last day may be added to it,
    where that day is over for no case.
    """
    kept, latest = _kept(store), store.value(CaseRow.select(pw.fn.max(CaseRow.received_on)))
    for rule in shipped_rules():
        known = kept.get(rule.key)
        if known == rule or (known is not None and not _only_ends(known, rule, latest)):
            continue
        row = (rule.key, json.dumps(rule_json(rule), ensure_ascii=False))
        with store.writing():
            store.put(RuleRow, ("id", "body"), [row])
            if known is None and rule.subject == CASE:
                _make_stale(store, rule)


def edited(store: Store) -> list[Rule]:
    """Return the versions in the program's files that say other than what was kept of them."""
    kept = _kept(store)
    return [rule for rule in shipped_rules() if kept.get(rule.key, rule) != rule]


def _kept(store: Store) -> dict[str, Rule]:
    return {name: read_rule(json.loads(body)) for name, body in store.rows(_KEPT)}


def _only_ends(known: Rule, rule: Rule, latest: str | None) -> bool:
    """Say whether ``rule`` is ``known`` with a last day that no case has seen."""
    is_same = known.valid_until is None and version_of(known) == version_of(rule)
    until = rule.valid_until or date.min
    return is_same and (latest is None or until.isoformat() >= latest)


def _make_stale(store: Store, rule: Rule) -> None:
    """Let the cases that came since ``rule`` holds be reckoned anew."""
    known = StaleCaseRow.select(StaleCaseRow.id)
    came = CaseRow.select(CaseRow.id).where(
        CaseRow.received_on >= rule.valid_from.isoformat(), CaseRow.id.not_in(known)
    )
    store.run(StaleCaseRow.insert_from(came, [StaleCaseRow.id]))
