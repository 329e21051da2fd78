"""The versions of all deadline rules, and where each comes from."""

from collections.abc import Iterator

from desk.base.shapes import JsonObject
from desk.reads.office_facts import read_rules
from desk.rules.record.chains import office_of
from desk.rules.record.subjects import SETTINGS
from desk.rules.time.rule_files import rule_json, version_of
from desk.rules.time.taking_rules import TAKEN
from desk.store.db import Store
from desk.store.record import journal


def rule_lines(store: Store) -> Iterator[JsonObject]:
    """Yield every version as `rules list` prints it, each rule's oldest first.

    ``origin`` is "shipped" with the program, "taken" here, or "prescribed" by head office.
    """
    own, live = journal.own_office(store), journal.folded(store, SETTINGS).live
    for rule in read_rules(store):
        told = live.get(f"{TAKEN}{rule.key}")
        origin = "shipped"
        if told:
            origin = "taken" if office_of(told[-1].act.device) == own else "prescribed"
        yield {
            "id": rule.id,
            "track": rule.track.value,
            "title": rule.title,
            "amount": rule.amount,
            "unit": rule.unit.value,
            "article": rule.article,
            "valid_from": rule.valid_from.isoformat(),
            "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
            "source": rule.source,
            "origin": origin,
            "version": version_of(rule),
            "extensions": rule_json(rule).get("extensions", []),
        }
