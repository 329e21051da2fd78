"""The account of a clock (时限账): day by day, what was counted and why.

For regulators: every day between start and end has its kind
and its reason, and the counted ones add up to the rule's amount, unless the
longest time in all (``at_most``) ended it before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from desk.base.clock import stamp
from desk.base.shapes import Facts, JsonObject
from desk.base.words import label_all, mark
from desk.rules.time.calendar import DayKind
from desk.rules.time.case_clocks import CaseClock, Reckoning
from desk.rules.time.clocks import (
    DAY_END,
    MIDNIGHT,
    Counting,
    Due,
    Pause,
    Segments,
    amount,
    due,
    goes_by_windows,
    stops,
)
from desk.rules.time.rule_files import version_of
from desk.rules.time.rulebook import Rule, Unit
from desk.rules.time.segments import as_first_done, segments_of

HOUR: Final = timedelta(hours=1)


class DayReason(StrEnum):
    """Why a day was counted or not."""

    ANCHOR = "anchor"  # the day of the start does not count (民法典 第201条)
    COUNTED = "counted"
    PAUSED = "paused"
    NOT_WORKED = "not_worked"
    ROLLED = "rolled"  # after the last day, which was off
    AGREED = "agreed"  # up to a day agreed with the complainant (第21条)


label_all(
    {
        DayReason.ANCHOR: mark("day of the start, not counted"),
        DayReason.COUNTED: mark("counted"),
        DayReason.PAUSED: mark("paused"),
        DayReason.NOT_WORKED: mark("not a working day"),
        DayReason.ROLLED: mark("rolled over, last day was off"),
        DayReason.AGREED: mark("agreed with the complainant"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDay:
    """One day of an account.

    Attributes:
        day: Which.
        kind: Working day, rest day, holiday, make-up day.
        holiday: Name of the holiday, or "".
        why: Why it was counted or not.
        pause: Ground of the pause covering it, or "".
        counted: The amount counted: days, or hours for hour clocks.
        total: Running total, this day included.
        provisional: Its kind is a guess, as the year's notice is not published.
    """

    day: date
    kind: DayKind
    holiday: str
    why: DayReason
    pause: str
    counted: float
    total: float
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One clock, accounted for.

    Attributes:
        rule: The version it ran by.
        start: Where counting began.
        amount: The rule's amount, extensions included.
        due: When it ends.
        lines: Day by day.
        ignored: Pauses that did not stop it: no legal ground, or no notice.
    """

    rule: Rule
    start: datetime
    amount: int
    due: Due
    lines: tuple[AccountDay, ...]
    ignored: tuple[Pause, ...]


def account(rule: Rule, start: datetime, counting: Counting, segments: Segments) -> Account:
    """Return the account of the clock of ``rule`` started at ``start``.

    Raises:
        Refusal: As `clocks.due`.
    """
    end = due(rule, start, counting, segments)
    if segments.restart is not None and segments.restart > start:
        start, segments = segments.restart, Segments(segments.pauses, (), None, segments.agreed)
    pauses = [pause for pause in segments.pauses if stops(rule, pause)]
    ignored = tuple(pause for pause in segments.pauses if not stops(rule, pause))
    total = amount(rule, segments.extensions)
    if rule.is_by_day:
        is_agreed = segments.agreed is not None and rule.may_be_agreed
        lines = _by_day(rule, start, end, counting, pauses, is_agreed=is_agreed, most=total)
    else:
        lines = _by_hour(rule, start, end, counting, pauses)
    return Account(
        rule=rule, start=start, amount=total, due=end, lines=tuple(lines), ignored=ignored
    )


def _by_day(  # noqa: PLR0913 - a private step of `account`
    rule: Rule,
    start: datetime,
    end: Due,
    counting: Counting,
    pauses: Sequence[Pause],
    *,
    is_agreed: bool,
    most: int,
) -> Iterator[AccountDay]:
    calendar, total = counting.calendar, 0
    for ordinal in range(start.toordinal(), end.on.toordinal() + 1):
        day, kind = date.fromordinal(ordinal), calendar.kind(ordinal)
        pause = next((p.kind for p in pauses if p.start.date() <= day < p.end.date()), "")
        why = DayReason.COUNTED
        if is_agreed:
            why = DayReason.AGREED
        elif ordinal == start.toordinal() and not counting.same_day:
            why = DayReason.ANCHOR
        elif pause:
            why = DayReason.PAUSED
        elif rule.unit is Unit.WORKING_DAY and kind not in (DayKind.WORK, DayKind.MAKE_UP):
            why = DayReason.NOT_WORKED
        elif total == most and rule.unit is not Unit.MONTH_DAY:
            why = DayReason.ROLLED
        total += int(why in (DayReason.COUNTED, DayReason.AGREED))
        yield _line(
            counting, ordinal, why, pause, int(why in (DayReason.COUNTED, DayReason.AGREED)), total
        )


def _by_hour(
    rule: Rule, start: datetime, end: Due, counting: Counting, pauses: Sequence[Pause]
) -> Iterator[AccountDay]:
    total = timedelta(0)
    in_windows = goes_by_windows(rule, counting)
    for ordinal in range(start.toordinal(), end.on.toordinal() + 1):
        day = date.fromordinal(ordinal)
        begins = max(datetime.combine(day, MIDNIGHT), start)
        ends = min(datetime.combine(day, DAY_END) + timedelta(seconds=1), end.at)
        spans = [(begins, ends)]
        is_off = in_windows and not counting.calendar.is_workday(ordinal)
        if in_windows:
            spans = [] if is_off else _in_windows(day, begins, ends, counting)
        counted = sum((_unpaused(span, pauses) for span in spans), timedelta(0))
        total += counted
        pause = next((p.kind for p in pauses if p.start < ends and p.end > begins), "")
        why = (
            DayReason.NOT_WORKED
            if is_off
            else DayReason.COUNTED
            if counted or not pause
            else DayReason.PAUSED
        )
        yield _line(counting, ordinal, why, pause, counted / HOUR, total / HOUR)


def _in_windows(
    day: date, begins: datetime, ends: datetime, counting: Counting
) -> list[tuple[datetime, datetime]]:
    spans = [
        (max(datetime.combine(day, opens), begins), min(datetime.combine(day, closes), ends))
        for opens, closes in counting.windows
    ]
    return [(a, b) for a, b in spans if a < b]


def _unpaused(span: tuple[datetime, datetime], pauses: Sequence[Pause]) -> timedelta:
    """Return the part of ``span`` outside all pauses."""
    begins, ends = span
    left = ends - begins
    reached = begins
    for pause in sorted(pauses, key=lambda pause: pause.start):
        a, b = max(pause.start, reached), min(pause.end, ends)
        if a < b:
            left -= b - a
            reached = b
    return left


def _line(  # noqa: PLR0913, PLR0917 - a private step of `account`
    counting: Counting, ordinal: int, why: DayReason, pause: str, counted: float, total: float
) -> AccountDay:
    calendar, day = counting.calendar, date.fromordinal(ordinal)
    return AccountDay(
        day=day,
        kind=calendar.kind(ordinal),
        holiday=calendar.holiday(ordinal),
        why=why,
        pause=pause,
        counted=round(counted, 4),
        total=round(total, 4),
        provisional=not calendar.is_published(day.year),
    )


def case_account(clock: CaseClock, facts: Facts, reckoning: Reckoning) -> Account:
    """Return the account of one clock of the case with ``facts``."""
    practice, segments = reckoning.practice(facts), segments_of(clock.rule, as_first_done(facts))
    told = account(clock.rule, clock.started_at, practice.counting, segments)
    return replace(told, due=clock.due)


def account_json(found: Account) -> JsonObject:
    """Return an account as the command line prints it."""
    return {
        "start": stamp(found.start),
        "unit": found.rule.unit.value,
        "amount": found.amount,
        "at_most": found.rule.at_most or None,
        "rule": {
            "valid_from": found.rule.valid_from.isoformat(),
            "version": version_of(found.rule),
        },
        "article": found.rule.article,
        "due_on": found.due.on.isoformat(),
        "due_at": stamp(found.due.at),
        "provisional": found.due.provisional,
        "days": [
            {
                "day": line.day.isoformat(),
                "kind": line.kind.value,
                "holiday": line.holiday,
                "why": line.why.value,
                "pause": line.pause,
                "counted": line.counted,
                "total": line.total,
                "provisional": line.provisional,
            }
            for line in found.lines
        ],
        "ignored_pauses": [
            {"kind": pause.kind, "from": stamp(pause.start), "until": stamp(pause.end)}
            for pause in found.ignored
        ],
    }
