"""Breaches: missed deadlines, recorded for good.

"Overdue" is computed anew each time; that a clock was overdue is a fact which
closing, reopening, an extension or a new rule must not remove (design.md 5).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from desk.base.clock import stamp
from desk.rules.case.entries import BREACHES
from desk.rules.case.fields import Facts
from desk.rules.time.case_clocks import CaseClock, ClockState


def breaches(
    facts: Facts, before: Iterable[CaseClock], after: Iterable[CaseClock], now: datetime
) -> dict[str, Any]:
    """Return the breach entries that an act written now must contain, by field name.

    Args:
        facts: The case after the act; a breach that the act takes away is written again.
        before: Its clocks before the act: those that run and are over.
        after: Its clocks after the act; those it stops too late are breaches.
        now: When the act is written.
    """
    known = {entry["id"]: entry for entry in facts.get(BREACHES) or ()}
    found = {_name(clock): _breach(clock) for clock in before if _is_over(clock, now)}
    found |= {_name(clock): _breach(clock) for clock in after if _ended_late(clock)}
    return {
        f"{BREACHES}/{name}": entry
        for name, entry in found.items()
        if name not in known or entry != {key: known[name].get(key) for key in entry}
    }


def _name(clock: CaseClock) -> str:
    return f"{clock.rule.id}@{stamp(clock.due.at)}"


def _breach(clock: CaseClock) -> dict[str, str]:
    entry = {"rule": clock.rule.id, "due_at": stamp(clock.due.at)}
    return {**entry, "ended_at": stamp(clock.stopped_at)} if clock.stopped_at else entry


def _is_over(clock: CaseClock, now: datetime) -> bool:
    return clock.counts and now > clock.due.at


def _ended_late(clock: CaseClock) -> bool:
    is_ours = clock.state is ClockState.STOPPED and not clock.rule.is_window
    return is_ours and not clock.is_met
