"""Due dates: a pure function of rule, start, segments and calendar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import ClassVar, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.time.calendar import WorkCalendar
from desk.rules.time.rulebook import Rule, Track, Unit

DAY_END: Final = time(23, 59, 59)
MIDNIGHT: Final = time(0, 0)
DECEMBER: Final = 12
HOUR: Final = 3600  # seconds
OPEN_END: Final = datetime(9999, 12, 31, 23, 59, 59)  # of a pause that goes on

length: Final = lru_cache(8192)(timedelta)  # (days, seconds): a clock's few lengths, made once


class EndBeforeStart(Refusal):
    """A pause that ends before it starts."""

    text: ClassVar[str] = mark(
        "The pause ends ({end}) before it starts ({start}). Correct one of the two."
    )


class NoSuchExtension(Refusal):
    """An extension that the rule does not allow."""

    text: ClassVar[str] = mark("The clock “{title}” cannot be extended by “{extension}”.")


@dataclass(frozen=True, slots=True)
class Pause:
    """A span that does not count.

    Attributes:
        kind: Its ground, a code of the list ``pause``.
        start: First moment; for clocks by day, the first day.
        end: First moment that counts again; for clocks by day, that day.
        is_proven: The notice required by law exists (R19); without it
            the clock runs on.
    """

    kind: str
    start: datetime
    end: datetime
    is_proven: bool = True


@dataclass(frozen=True, slots=True)
class Segments:
    """Events of a clock after its start.

    Attributes:
        pauses: In any order; they may touch or overlap.
        extensions: Ids, e.g. ("to-30", "to-60"), given since the last restart.
        restart: New facts and reasons came in: counting restarts from here.
        agreed: A last day agreed with the complainant; replaces the computed one.
    """

    pauses: tuple[Pause, ...] = ()
    extensions: tuple[str, ...] = ()
    restart: datetime | None = None
    agreed: date | None = None


UNTOUCHED: Final = Segments()


class Due(NamedTuple):
    """When a clock ends.

    Attributes:
        at: Its last moment; clocks by day end at 23:59:59.
        provisional: It depends on a year whose holiday notice is not published, or, of the
            complainant's time, on a receipt that is not recorded.
    """

    at: datetime
    provisional: bool = False

    @property
    def on(self) -> date:
        """Return its last day."""
        return self.at.date()


@dataclass(frozen=True, kw_only=True)
class Counting:
    """How this office counts: its calendar and the choices of domain.md C1-C3.

    Attributes:
        calendar: Which days are worked.
        same_day: The day of the anchor counts (stricter than the default rule).
        roll_over: A last day that is off moves to the next working day.
        windows: Working hours of a working day, in order.
        house_in_windows: House hour clocks count working hours only.
    """

    calendar: WorkCalendar
    same_day: bool = False
    roll_over: bool = False
    windows: tuple[tuple[time, time], ...] = ()
    house_in_windows: bool = False

    @cached_property
    def grace(self) -> int:
        """Return 1 when the day of the anchor counts, else 0."""
        return int(self.same_day)


def amount(rule: Rule, extensions: Sequence[str]) -> int:
    """Return the amount of ``rule`` with ``extensions``: the largest total.

    Raises:
        NoSuchExtension: The rule has no such extension.
    """
    total = rule.amount
    for extension in extensions:
        if extension not in rule.extensions:
            raise NoSuchExtension(field="extensions", title=rule.title, extension=extension)
        total = max(total, rule.extensions[extension].to)
    return total


def due(rule: Rule, start: datetime, counting: Counting, segments: Segments = UNTOUCHED) -> Due:
    """Return when ``rule``, started at ``start``, ends.

    The day of the start does not count (民法典 第201条); a clock by day ends at
    23:59:59 of its last day; paused days do not count; a restart begins anew
    with the basic amount, without earlier extensions (R16, 3.2). Where a rule has a
    longest time in all, neither pause nor extension carries the clock beyond it (N10).

    Raises:
        EndBeforeStart: A pause ends before it starts.
        NoSuchExtension: The rule has no such extension.
    """
    if segments.restart is not None and segments.restart > start:
        start = segments.restart
        segments = Segments(segments.pauses, (), None, segments.agreed)
    pauses = _counted_pauses(rule, segments.pauses) if segments.pauses else []
    total = amount(rule, segments.extensions) if segments.extensions else rule.amount
    if segments.agreed is not None and rule.may_be_agreed:
        return Due(datetime.combine(segments.agreed, DAY_END))
    if rule.unit is Unit.MONTH_DAY:
        return Due(datetime.combine(_day_of_next_month(start.date(), total), DAY_END))
    count = _due_by_day if rule.is_by_day else _due_by_hour
    if not rule.at_most:
        return count(rule, start, total, counting, pauses)
    longest = count(rule, start, rule.at_most, counting, [])
    after = longest.at + timedelta(1)  # a pause that goes on has no end that could be counted to
    within = [replace(one, end=min(one.end, after)) for one in pauses if one.start < after]
    return min(longest, count(rule, start, total, counting, within))


def stops(rule: Rule, pause: Pause) -> bool:
    """Say whether ``pause`` stops clocks of ``rule``: a legal ground, and proven."""
    return pause.kind in rule.pauses and pause.is_proven


def _counted_pauses(rule: Rule, pauses: tuple[Pause, ...]) -> list[Pause]:
    """Return the effective pauses, in order, without overlaps."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.end < pause.start:
            raise EndBeforeStart(field="pauses", start=pause.start, end=pause.end)
        if not stops(rule, pause):
            continue
        if merged and pause.start <= merged[-1].end:
            last = merged.pop()
            pause = Pause(last.kind, last.start, max(last.end, pause.end))  # noqa: PLW2901
        merged.append(pause)
    return merged


def _day_of_next_month(day: date, number: int) -> date:
    year, month = (day.year + 1, 1) if day.month == DECEMBER else (day.year, day.month + 1)
    return date(year, month, number)


def _due_by_day(
    rule: Rule, start: datetime, total: int, counting: Counting, pauses: list[Pause]
) -> Due:
    calendar, first = counting.calendar, start.toordinal() - counting.grace
    spans = [(pause.start.toordinal(), pause.end.toordinal()) for pause in pauses]
    if rule.unit is Unit.WORKING_DAY:
        test = (lambda day: any(a <= day < b for a, b in spans)) if spans else None
        last = calendar.nth_workday(first, total, test)
        guessed = calendar.rests_on_guess(first, last)
    else:
        last, guessed = _nth_natural_day(first, total, spans), False
    if counting.roll_over:
        rolled = calendar.next_workday(last)
        guessed = guessed or calendar.rests_on_guess(last - 1, rolled)
        last = rolled
    return Due(datetime.combine(date.fromordinal(last), DAY_END), guessed)


def _nth_natural_day(after: int, count: int, spans: list[tuple[int, int]]) -> int:
    """Return the ``count``-th day after ``after`` outside all ``[from, until)`` spans."""
    last = after + count
    for begins, ends in spans:
        begins, ends = max(begins, after + 1), max(ends, after + 1)  # noqa: PLW2901
        if begins <= last:
            last += ends - begins
    return last


def goes_by_windows(rule: Rule, counting: Counting) -> bool:
    """Say whether an hour clock counts working hours only; house clocks by setting."""
    is_house = rule.track is Track.HOUSE and counting.house_in_windows
    return rule.unit is Unit.WORKING_HOUR or is_house


def _due_by_hour(
    rule: Rule, start: datetime, total: int, counting: Counting, pauses: list[Pause]
) -> Due:
    if counting.windows and goes_by_windows(rule, counting):
        return _due_in_windows(start, timedelta(hours=total), counting, pauses)
    at = start + length(0, total * HOUR)
    for pause in pauses:
        begins, ends = max(pause.start, start), max(pause.end, start)
        if begins < at:
            at += ends - begins
    return Due(at)


def _due_in_windows(
    start: datetime, left: timedelta, counting: Counting, pauses: list[Pause]
) -> Due:
    calendar, ordinal = counting.calendar, start.toordinal()
    while True:
        ordinal = calendar.next_workday(ordinal)
        day = date.fromordinal(ordinal)
        for opens, closes in counting.windows:
            begins = max(datetime.combine(day, opens), start)
            for piece_from, piece_to in _unpaused(begins, datetime.combine(day, closes), pauses):
                if left <= piece_to - piece_from:
                    guessed = calendar.rests_on_guess(start.toordinal() - 1, ordinal)
                    return Due(piece_from + left, guessed)
                left -= piece_to - piece_from
        ordinal += 1


def _unpaused(
    begins: datetime, ends: datetime, pauses: list[Pause]
) -> list[tuple[datetime, datetime]]:
    """Return the pieces of ``[begins, ends)`` outside all pauses."""
    pieces = []
    for pause in pauses:
        if pause.end <= begins or pause.start >= ends:
            continue
        if pause.start > begins:
            pieces.append((begins, pause.start))
        begins = max(begins, pause.end)
    if begins < ends:
        pieces.append((begins, ends))
    return pieces
