"""Wording of a clock's remaining time on pills, strips and papers."""

from datetime import date, datetime, timedelta
from typing import Final

from desk.base.words import mark, say, shown
from desk.rules.time.calendar import WorkCalendar
from desk.rules.time.case_clocks import Effect
from desk.rules.time.rulebook import Rule, Unit
from desk.rules.time.segments import moment

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
MANY_HOURS: Final = 48  # from here on hours are told in days
SOME_HOURS: Final = 3  # from here on minutes are left out


def time_left(rule: Rule, due_at: datetime, now: datetime, calendar: WorkCalendar) -> str:
    """Return e.g. "2 days left", "today 23:59", "overdue 1 day", "1 h 20 min left"."""
    if now > due_at:
        return _overdue(rule, due_at, now)
    if rule.is_by_day:
        return _days_left(rule, due_at.date(), now.date(), calendar)
    return say(mark("{time} left"), time=span(due_at - now))


def why_provisional(rule: Rule) -> str:
    """Say why the end of a clock is marked ≈: what it depends on is not known yet."""
    if rule.is_window and rule.later_anchor:
        words = mark("at the earliest: when the complainant received the decision is not recorded.")
    else:
        words = mark("provisional: the holiday notice of that year is not out.")
    return say(words)


def _overdue(rule: Rule, due_at: datetime, now: datetime) -> str:
    if rule.is_by_day:
        return say(mark("overdue {days} d"), days=(now.date() - due_at.date()).days)
    late = now - due_at
    if late >= MANY_HOURS * HOUR:
        return say(mark("overdue {days} d"), days=-(-late // DAY))
    if late >= HOUR:
        late -= late % HOUR  # nobody needs the minutes then
    return say(mark("overdue {time}"), time=span(late))


def _days_left(rule: Rule, due_on: date, today: date, calendar: WorkCalendar) -> str:
    if due_on == today:
        return say(mark("today 23:59"))
    if rule.unit is Unit.WORKING_DAY:
        left = calendar.workdays_between(today.toordinal(), due_on.toordinal())
        return say(mark("{days} working d left"), days=left)
    return say(mark("{days} d left"), days=(due_on - today).days)


def span(length: timedelta) -> str:
    """Return a length of time as people say it: minutes, hours, or days from two days on."""
    hours = int(length / HOUR)
    if hours >= MANY_HOURS:
        return say(mark("{days} d"), days=int(length / DAY))
    minutes = int((length - hours * HOUR).total_seconds() // 60)
    if not hours:
        return say(mark("{minutes} min"), minutes=max(minutes, 1))
    if not minutes or hours >= SOME_HOURS:
        return say(mark("{hours} h"), hours=hours)
    return say(mark("{hours} h {minutes} min"), hours=hours, minutes=minutes)


def spoken_effect(effect: Effect) -> str:
    """Return what a step does to a clock as one line: its end before and after."""
    ends = (effect.before, effect.after)
    before, after = (
        say(mark("none")) if end is None else f"{moment(end):%Y-%m-%d %H:%M}" for end in ends
    )
    line = say(mark("{clock}: {before} → {after}"), clock=effect.title, before=before, after=after)
    return say(mark("{line} (overdue)"), line=line) if effect.is_late else line


def track_and_time(
    rule: Rule, due_at: datetime, now: datetime, calendar: WorkCalendar, *, provisional: bool
) -> str:
    """Return the words of a pill: track, ≈ when provisional, time left."""
    left = time_left(rule, due_at, now, calendar)
    parts = (shown(rule.track), "≈" if provisional else "", left)
    return " ".join(part for part in parts if part)
