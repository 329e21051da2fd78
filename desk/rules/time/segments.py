"""Reading a clock's pauses, extensions and restarts from the entries of a case."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

from desk.base.shapes import Facts, JsonObject
from desk.rules.case.entries import (
    AGREED,
    BREACHES,
    CORRECTIONS,
    EXTENSIONS,
    PAUSES,
    RESTARTS,
    REVIEWS,
    ROUNDS,
)
from desk.rules.time.clocks import OPEN_END, UNTOUCHED, Pause, Segments
from desk.rules.time.rulebook import Rule

IN_TIME: Final = "in_time"  # of a breach: what a later act showed it not to have been
AHEAD: Final = "ahead"  # of a breach: of an end to come, by a clock that ran ahead
_REVIEW: Final = {  # what a case tells of its latest review, and the part of its entry
    "review_applied_at": "applied_at",
    "review_received_at": "arrived_at",
    "review_decided_at": "decided_at",
}


def segments_of(rule: Rule, facts: Facts) -> Segments:
    """Return the segments of the clock of ``rule`` since its last restart.

    The restart itself moves the start (`restart_of`). A pause that goes on is not
    in it, unless the clock was stopped meanwhile, or has a longest time in all: then it
    ends with the clock. An extension that its rule does not have moves nothing.
    """
    if not any(facts.get(name) for name in (PAUSES, EXTENSIONS, AGREED)):
        return UNTOUCHED
    return Segments(
        tuple(one for one in pauses_of(rule, facts) if one.end < OPEN_END or rule.at_most),
        tuple(e["kind"] for e in extensions_of(rule, facts) if e["kind"] in rule.extensions),
        None,
        agreed_day(rule, facts),
    )


def restart_of(rule: Rule, facts: Facts) -> datetime | None:
    """Return the clock's last restart: the latest new facts, or the reopening.

    What came after the clock was stopped does not touch it.
    """
    restart = _last_restart(rule, facts)
    return moment(restart["at"]) if restart else None


def _last_restart(rule: Rule, facts: Facts) -> Facts | None:
    if not rule.restarts or not facts.get(RESTARTS):
        return None
    stopped = moment(facts[rule.stop]) if facts.get(rule.stop) else OPEN_END
    held = [entry for entry in facts[RESTARTS] if moment(entry["at"]) <= stopped]
    return max(held, key=lambda entry: moment(entry["at"]), default=None)


def entered_at(entry: Facts) -> str:
    """Return when ``entry`` was written; what it tells of may have happened before."""
    return str(entry.get("entered_at") or entry.get("at", ""))


def _of_this_run(rule: Rule, facts: Facts, collection: str) -> Iterator[Facts]:
    """Yield the entries about the clock that were written since it was restarted.

    What was granted or agreed for a clock falls with it (R16); which of two came
    first is told by when they were written, for new facts are often back-dated.
    """
    restart = _last_restart(rule, facts)
    since = entered_at(restart) if restart else ""
    for entry in facts.get(collection) or ():
        if entry["rule"] == rule.id and entered_at(entry) >= since:
            yield entry


def extensions_of(rule: Rule, facts: Facts) -> Iterator[Facts]:
    """Yield the extensions of the clock since its last restart."""
    return _of_this_run(rule, facts, EXTENSIONS)


def agreed_day(rule: Rule, facts: Facts) -> date | None:
    """Return the last day agreed with the complainant since the clock's last restart, or None."""
    agreed = sorted(_of_this_run(rule, facts, AGREED), key=entered_at)
    return date.fromisoformat(agreed[-1]["on"]) if agreed else None


def pauses_of(rule: Rule, facts: Facts) -> Iterator[Pause]:
    """Yield all pauses of the case as ``rule`` sees them.

    One that goes on ends when the clock is stopped, else at ``OPEN_END``. What came after
    the clock was stopped does not touch it.
    """
    stopped = facts.get(rule.stop)
    for entry in facts.get(PAUSES) or ():
        if stopped and entry["from"] > stopped:
            continue
        until = entry.get("until") or (stopped if stopped and stopped > entry["from"] else None)
        yield Pause(
            entry["kind"],
            moment(entry["from"]),
            moment(until) if until else OPEN_END,
            is_proven=bool(entry.get("notice_on")) or entry["kind"] not in rule.told_pauses,
        )


def as_of(rule: Rule, facts: Facts, at: str) -> Facts:
    """Return the case as it truly stood for the clock of ``rule`` at the moment ``at``.

    By all that is known now: what had happened by then, whenever it was entered, and
    what had been granted by then. A case reopened since is taken as it was before.
    """
    held = {
        name: [entry for entry in facts[name] if when(entry) <= at]
        for name, when in _COMES.items()
        if facts.get(name)
    }
    later = (one for one in facts.get(ROUNDS) or () if entered_at(one) > at)
    handled = min(later, key=entered_at, default=None)
    then = {**facts, **(handled["facts"] if handled else {}), **held}
    ends = (rule.stop, "withdrawn_at", "closed_at")
    return then | {name: None for name in ends if (then.get(name) or "") > at}


GRANTS: Final = (EXTENSIONS, AGREED, RESTARTS)  # what moves an end from when it is entered
MOVES: Final = (*GRANTS, PAUSES)
_COMES: Final[Mapping[str, Callable[[Facts], str]]] = {  # when each begins to move a clock
    RESTARTS: lambda entry: str(entry["at"]),
    PAUSES: lambda entry: str(entry["from"]),
    EXTENSIONS: entered_at,
    AGREED: entered_at,
}


def before_each_grant(facts: Facts) -> Iterator[tuple[datetime, Facts]]:
    """Yield each moment at which ends were moved, with the case as it was told before that."""
    moved = {entered_at(entry) for name in GRANTS for entry in facts.get(name) or ()}
    for at in sorted(filter(None, moved)):
        then = {
            **facts,
            **{n: [e for e in facts.get(n) or () if entered_at(e) < at] for n in GRANTS},
        }
        for one in reversed(facts.get(ROUNDS) or ()):
            if one["at"] >= at:
                then |= one["facts"]
        yield moment(at), then


def as_first_done(facts: Facts) -> Facts:
    """Return the case with each stage at the moment at which it was first done in its round.

    A complaint that was made another kind and came back goes through stages again. Nothing
    begins its clocks anew by that (R16): one that had ended stays as it ended.
    """
    told = [one for one in facts.get(CORRECTIONS) or () if one.get("facts")]
    if not told:
        return facts
    told.sort(key=entered_at, reverse=True)
    rounds, begins = [], ""
    for one in sorted(facts.get(ROUNDS) or (), key=entered_at):
        ends = entered_at(one)
        kept = _first_of(entry for entry in told if begins <= entered_at(entry) < ends)
        rounds.append({**one, "facts": {**one["facts"], **kept}})
        begins = ends
    kept = _first_of(entry for entry in told if entered_at(entry) >= begins)
    return {**facts, **kept, **({ROUNDS: rounds} if rounds else {})}


def _first_of(told: Iterable[Facts]) -> Facts:
    """Return the moments of all entries, newest first; the oldest holds."""
    return {name: value for entry in told for name, value in entry["facts"].items()}


def in_each_review(facts: Facts) -> list[Facts]:
    """Return the case as it was in each of its reviews, or as it is where there is at most one.

    A review is a clock of its own (第20条): one applied for later takes the place of the former
    among the case's fields, and nothing from what became of it.
    """
    reviews = facts.get(REVIEWS) or ()
    if len(reviews) <= 1:
        return [facts]
    return [{**facts, **{name: one.get(part) for name, part in _REVIEW.items()}} for one in reviews]


def breaches_of(facts: Facts) -> list[Facts]:
    """Return the breaches of the case that stand.

    Not those that were only entered late, nor what only a clock that ran ahead has seen.
    """
    entries = facts.get(BREACHES) or ()
    return [one for one in entries if not (one.get(IN_TIME) or one.get(AHEAD))]


def first_breach(rule: Rule, facts: Facts, start: datetime) -> datetime | None:
    """Return the first end that the clock, started at ``start``, is on record to have missed."""
    if not facts.get(BREACHES):  # nearly all cases, and asked for each clock
        return None
    ends = (moment(entry["due_at"]) for entry in breaches_of(facts) if entry["rule"] == rule.id)
    return min((end for end in ends if end >= start), default=None)


def segments_json(rule: Rule, facts: Facts) -> JsonObject:
    """Return what moved the clock of ``rule``, as it was recorded: who, when, why, with what proof.

    Includes events before a restart and those that did not count.
    """
    return {
        "pauses": list(facts.get(PAUSES) or ()) if rule.pauses else [],
        "extensions": [e for e in facts.get(EXTENSIONS) or () if e["rule"] == rule.id],
        "restarts": list(facts.get(RESTARTS) or ()) if rule.restarts else [],
        "agreed": [e for e in facts.get(AGREED) or () if e["rule"] == rule.id],
        "breaches": [e for e in breaches_of(facts) if e["rule"] == rule.id],
    }


def moment(text: str) -> datetime:
    """Return a stored moment or day."""
    return datetime.fromisoformat(text)
