"""Practices of reckoning, present and past: changes do not affect earlier cases.

A case keeps the practice of its receipt (design.md 5). When the office changes a decisive
setting, the old values are kept as a past practice; cases received
before keep using it, unless the change covers open cases too.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from desk.base.clock import stamp
from desk.base.resources import read_toml
from desk.base.shapes import Facts, Payload
from desk.rules.case.classification import OFFICE_KIND
from desk.rules.settings import Settings
from desk.rules.time.calendar import Pack, WorkCalendar, calendar_of, read_pack
from desk.rules.time.case_clocks import PastPractice, Practice, Reckoning, windows_of
from desk.rules.time.clocks import Counting
from desk.rules.time.lights import Thresholds
from desk.rules.time.rulebook import RuleBook, house_changes
from desk.rules.time.taking_rules import laid_over, taken_rules

DECISIVE: Final = (
    "count_from",
    "roll_over",
    "working_hours",
    "house_in_working_hours",
    "house_rules",
)
LIGHTS: Final = tuple(
    f"{light}_{kind}" for kind in ("days", "share") for light in ("yellow", "orange", "red")
)
LAW_BINDS: Final = "law_binds"  # the setting
BY_KIND: Final = "by_kind"
DIRECTLY: Final = "directly"
PRACTICES: Final = "practices"
CALENDAR: Final = "calendar."
PRESCRIBED: Final = "prescribed"  # by head office: when, by whom, for open cases too or not


def reckoning(rules: RuleBook, calendar: WorkCalendar, settings: Settings) -> Reckoning:
    """Return the office's reckoning from its settings.

    Args:
        rules: All versions of all rules that ship; those that the office took lie over them.
        calendar: Which days are worked.
        settings: The office's, past practices included.
    """
    rules = laid_over(rules, taken_rules(settings.values))
    is_bound = binds(settings)
    days, shares = LIGHTS[:3], LIGHTS[3:]
    yellow, orange, red = map(settings.number, days)
    few, fewer, fewest = map(settings.number, shares)
    past = [
        PastPractice(
            entry["until"],
            entry["covers_open"],
            _practice(rules, calendar, Settings(entry["was"]), is_bound=is_bound),
        )
        for entry in settings.values.get(PRACTICES, ())
    ]
    return Reckoning(
        _practice(rules, calendar, settings, is_bound=is_bound),
        Thresholds((yellow, orange, red), (few, fewer, fewest)),
        rules,
        tuple(sorted(past, key=lambda one: one.until)),
    )


def binds(settings: Settings) -> bool:
    """Say whether the statutory rules bind the office by themselves (第42条; domain.md R2).

    If not, it follows them by analogy: the same clocks, whose articles say so.
    """
    told = settings.text(LAW_BINDS)
    if told == BY_KIND:
        return settings.text(OFFICE_KIND) in read_toml("law.toml")["bound"]
    return told == DIRECTLY


def _practice(
    rules: RuleBook, calendar: WorkCalendar, settings: Settings, *, is_bound: bool
) -> Practice:
    counting = Counting(
        calendar=calendar,
        same_day=settings.text("count_from") == "same-day",
        roll_over=settings.flag("roll_over"),
        windows=tuple(windows_of(settings.texts("working_hours"))),
        house_in_windows=settings.flag("house_in_working_hours"),
    )
    rules = rules.with_changes(house_changes(settings["house_rules"]))
    return Practice(rules if is_bound else rules.by_analogy(), counting)


def office_calendar(settings: Settings) -> WorkCalendar:
    """Return the shipped calendar with the office's imported packs."""
    return calendar_of(taken_packs(settings.values))


def taken_packs(values: Facts) -> Iterable[Pack]:
    """Yield the calendar packs among the office's settings."""
    return (read_pack(pack) for name, pack in values.items() if name.startswith(CALENDAR))


def changed(
    settings: Settings, facts: Facts, now: datetime, *, covers_open: bool, name: str
) -> Payload:
    """Return the values a change of settings writes: ``facts``, and the past practice.

    Args:
        settings: Before the change.
        facts: Cleaned new values.
        now: When they take effect.
        covers_open: They apply to open cases too, not only to those received from now on.
        name: Id for the past practice.
    """
    was = {key: settings[key] for key in DECISIVE}
    if all(facts.get(key, value) == value for key, value in was.items()):
        return dict(facts)
    past = {"until": stamp(now), "covers_open": covers_open, "was": was}
    return {**facts, f"{PRACTICES}/{name}": past}


def prescribed(facts: Facts, now: datetime, by: str, *, covers_open: bool, name: str) -> Payload:
    """Return head office's prescription for branches, from changed settings ``facts``.

    Args:
        facts: Cleaned new values.
        now: When they take effect.
        by: Login of whoever prescribes them.
        covers_open: They apply to open cases too.
        name: Id of the prescription.
    """
    values = {key: value for key, value in facts.items() if key in (*DECISIVE, *LIGHTS)}
    told = {"at": stamp(now), "by": by, "covers_open": covers_open, "values": values}
    return {**values, f"{PRESCRIBED}/{name}": told}


def left_behind(before: Facts, facts: Facts) -> Payload:
    """Return the past practices that result from head office's prescriptions here.

    Head office knows its own practice only. The practice here before a prescription is kept
    under the prescription's name and moment, so that all workstations of the office
    write the same, and cases received before keep using it.

    Args:
        before: The office's values until now.
        facts: Its values after the prescriptions.
    """
    known = {one["id"] for one in (*before.get(PRESCRIBED, ()), *facts.get(PRACTICES, ()))}
    ways = {key: Settings(before)[key] for key in DECISIVE}
    found: Payload = {}
    for one in sorted(facts.get(PRESCRIBED, ()), key=lambda one: (one["at"], one["id"])):
        if one["id"] not in known:
            after = {key: one["values"].get(key, was) for key, was in ways.items()}
            if after != ways:
                past = {"until": one["at"], "covers_open": one["covers_open"], "was": ways}
                found[f"{PRACTICES}/{one['id']}"] = past
            ways = after
    return found
