"""Breaches: missed deadlines, recorded for good.

"Overdue" is reckoned anew each time; that a clock was overdue is a fact which
closing, reopening, an extension or a new rule must not wash away (design.md 5).
What was done in time and only entered late is no breach: where an act shows that,
a breach that was written meanwhile stays on record, marked ``in_time``.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from desk.base.shapes import Facts, Payload
from desk.rules.case.entries import BREACHES, RESTARTS, written
from desk.rules.time.case_clocks import CaseClock, ClockState, Reckoning, breach_id, breach_of
from desk.rules.time.segments import AHEAD, IN_TIME, breaches_of, moment


def breaches(
    facts: Facts,
    before: Iterable[CaseClock],
    after: Iterable[CaseClock],
    now: datetime,
    was_in_time: Callable[[Facts], bool],
) -> Payload:
    """Return the entries of breaches that an act now must write down, by field name.

    Args:
        facts: The case after the act; a breach that the act takes away is written again.
        before: Its clocks before the act: those that run and are over.
        after: Its clocks after the act; those it stops too late are breaches.
        now: When the act is written.
        was_in_time: Says of a breach that there was none (`Reckoning.was_in_time`).
    """
    now_known = {clock.rule.id: clock for clock in before}
    later = {clock.rule.id: clock for clock in after}
    over = [clock for clock in now_known.values() if _is_over(clock, now)]
    late: dict[str, Payload] = {
        breach_id(clock): breach_of(clock) for clock in over if not was_in_time(breach_of(clock))
    }
    ended = [clock for clock in later.values() if _ended_late(clock) and clock.due.at <= now]
    late |= {breach_id(clock): breach_of(clock) for clock in ended}
    known = {entry["id"]: entry for entry in facts.get(BREACHES) or ()}
    found = {name: entry for name, entry in late.items() if entry != written(known.get(name, {}))}
    for entry in breaches_of(facts):
        rule = entry["rule"]
        is_news = later.get(rule) != now_known.get(rule) and entry["id"] not in late
        if is_news and was_in_time(entry):
            found[entry["id"]] = {**written(entry), IN_TIME: True}
    return {f"{BREACHES}/{name}": entry for name, entry in found.items()}


def seen_ahead(facts: Facts, now: datetime, was_in_time: Callable[[Facts], bool]) -> Payload:
    """Return the entries of breaches that only a clock that ran ahead has seen, marked.

    An end that has not come was not missed. One that was marked stands again where its end
    has passed and nothing shows that it was kept: so a clock that was put back wrongly washes
    no breach away.

    Args:
        facts: The case.
        now: A moment that can be right.
        was_in_time: As in `breaches`.
    """
    found: dict[str, Payload] = {}
    for entry in facts.get(BREACHES) or ():
        due_at, said = moment(entry["due_at"]), written(entry)
        is_marked = bool(said.pop(AHEAD, False))
        if due_at > now and not is_marked:
            found[entry["id"]] = {**said, AHEAD: True}
        has_come = is_marked and due_at <= now
        if has_come and not was_in_time(entry):
            found[entry["id"]] = said
    return {f"{BREACHES}/{name}": entry for name, entry in found.items()}


def breaches_told_anew(
    before: Facts, after: Facts, reckoning: Reckoning, now: datetime, *, falls: bool = True
) -> Payload:
    """Return the entries of breaches of a case whose receipt or kind was told wrong until now.

    Those that only came of it are marked ``in_time``; those that there are under the right
    one are written, as if it had been told from the start.

    Args:
        before: The case as it was told.
        after: The case as it is told now.
        reckoning: How the office reckons.
        now: When it is corrected.
        falls: What only came of it falls; not where the case was what it was, and is handled
            as another kind from here on.
    """
    wrong, right = (reckoning.passed(facts, now) for facts in (before, after))
    standing = {entry["id"]: written(entry) for entry in breaches_of(before)}
    found = {name: entry for name, entry in right.items() if name not in standing}
    for name in wrong.keys() & standing.keys() - right.keys() if falls else ():
        found[name] = {**standing[name], IN_TIME: True}
    return {f"{BREACHES}/{name}": entry for name, entry in found.items()}


def missed(facts: Facts, clocks: Iterable[CaseClock]) -> list[tuple[str, datetime]]:
    """Return what the case missed, for good: the id of each rule and the end that passed.

    A clock is missed once, at the first end that it passed, however often it was
    extended afterwards; one that was started anew, as by reopening, may be missed again.

    Args:
        facts: The case; its breaches are what former clocks missed.
        clocks: Those of its clocks that run or were stopped.
    """
    present = {clock.rule.id: clock for clock in clocks if not clock.rule.is_window}
    found: dict[tuple[str, int | None], datetime] = {
        (rule, None): clock.missed_at for rule, clock in present.items() if clock.missed_at
    }
    restarts = [moment(entry["at"]) for entry in facts.get(RESTARTS) or ()]
    for entry in sorted(breaches_of(facts), key=lambda entry: moment(entry["due_at"])):
        rule, end = entry["rule"], moment(entry["due_at"])
        if rule not in present or end < present[rule].started_at:
            found.setdefault((rule, sum(at <= end for at in restarts)), end)
    return [(rule, end) for (rule, _), end in found.items()]


def _is_over(clock: CaseClock, now: datetime) -> bool:
    return clock.counts and now > clock.due.at


def _ended_late(clock: CaseClock) -> bool:
    is_ours = clock.state is ClockState.STOPPED and not clock.rule.is_window
    return is_ours and not clock.was_stopped_in_time
