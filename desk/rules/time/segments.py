"""Reading a clock's pauses, extensions and restarts from the entries of a case."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from desk.rules.case.entries import AGREED, BREACHES, EXTENSIONS, PAUSES, RESTARTS
from desk.rules.case.fields import Facts
from desk.rules.time.clocks import OPEN_END, UNTOUCHED, Pause, Segments
from desk.rules.time.rulebook import Rule, Track

NEEDS_NOTICE: Final = "appraisal"  # the complainant must be told in time (第18条, R19)
RESTARTED: Final = ("received_at", "registered_at")  # anchors that a restart takes the place of


def segments_of(rule: Rule, facts: Facts) -> Segments:
    """Return the segments of the clock of ``rule`` since its last restart.

    The restart itself moves the start (`restart_of`); open pauses are left out.
    """
    pauses, extensions = facts.get(PAUSES), facts.get(EXTENSIONS)
    agreed = facts.get(AGREED)
    if not (pauses or extensions or agreed):
        return UNTOUCHED
    restart = restart_of(rule, facts)
    dates = [entry["on"] for entry in agreed or () if entry["rule"] == rule.id]
    return Segments(
        tuple(pause for pause in pauses_of(rule, facts) if pause.end < OPEN_END),
        tuple(entry["kind"] for entry in extensions_of(rule, facts, restart)),
        None,
        date.fromisoformat(dates[-1]) if dates else None,
    )


def restart_of(rule: Rule, facts: Facts) -> datetime | None:
    """Return the clock's last restart: the latest new facts, or the reopening.

    A clock that was stopped before stays as it was.
    """
    if rule.anchor not in RESTARTED or not facts.get(RESTARTS):
        return None
    latest = max((moment(entry["at"]) for entry in facts[RESTARTS]), default=None)
    stopped = facts.get(rule.stop)
    if latest is None or (stopped and moment(stopped) < latest):
        return None
    return latest


def extensions_of(
    rule: Rule, facts: Facts, restart: datetime | None
) -> Iterator[Mapping[str, Any]]:
    """Yield the extensions of the clock since its last restart."""
    for entry in facts.get(EXTENSIONS) or ():
        if entry["rule"] == rule.id and (restart is None or moment(entry["at"]) >= restart):
            yield entry


def pauses_of(rule: Rule, facts: Facts) -> Iterator[Pause]:
    """Yield all pauses of the case as ``rule`` sees them; an open one ends at ``OPEN_END``."""
    for entry in facts.get(PAUSES) or ():
        until = entry.get("until")
        needs_notice = rule.track is Track.STATUTORY and entry["kind"] == NEEDS_NOTICE
        yield Pause(
            entry["kind"],
            moment(entry["from"]),
            moment(until) if until else OPEN_END,
            is_proven=bool(entry.get("notice_on")) or not needs_notice,
        )


def segments_json(rule: Rule, facts: Facts) -> dict[str, Any]:
    """Return the recorded events of the clock of ``rule``: who, when, why, with what proof.

    Includes events before a restart and those that did not count.
    """
    return {
        "pauses": list(facts.get(PAUSES) or ()) if rule.pauses else [],
        "extensions": [e for e in facts.get(EXTENSIONS) or () if e["rule"] == rule.id],
        "restarts": list(facts.get(RESTARTS) or ()) if rule.anchor in RESTARTED else [],
        "agreed": [e for e in facts.get(AGREED) or () if e["rule"] == rule.id],
        "breaches": [e for e in facts.get(BREACHES) or () if e["rule"] == rule.id],
    }


def moment(text: str) -> datetime:
    """Return a stored moment or day."""
    return datetime.fromisoformat(text)
