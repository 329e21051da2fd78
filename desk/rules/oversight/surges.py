"""Live warning 预警: has what came in these five working days grown against its own eight weeks?

Both counts are taken as Poisson counts. When nothing has changed, the complaints that came before
the next one of the past are negative-binomially distributed; that is the exact test of two Poisson
counts (Przyborowski and Wilenski 1940) and needs no large numbers. So a limit is the smallest count
that comes by accident less often than the indicator allows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from desk.base.shapes import JsonMapping
from desk.base.words import in_language
from desk.rules.oversight.indicators import Layer, Source, WarningLevel, indicators
from desk.rules.time.calendar import WorkCalendar

NOW_DAYS: Final = 5  # working days that are looked at
PAST_DAYS: Final = 40  # working days with which they are compared: eight weeks
LEAST_PAST: Final = 10  # fewer say nothing about what is usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A complaint that came in.

    Attributes:
        case_no: Its number.
        day: Of its receipt.
        classes: What it is counted by: "business", "cause", "unit"; None where not known.
    """

    case_no: str
    day: date
    classes: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days that are compared. A day off belongs to the working days about it.

    Attributes:
        past_from: First day of those before.
        now_from: First day of those that are looked at.
        until: Their last day.
        past_days: Working days before.
    """

    past_from: date
    now_from: date
    until: date
    past_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """An alarm: of one group came more than its own past explains.

    Attributes:
        indicator: Id in ``resources/indicators.toml``.
        layer: Where it looks.
        words: Its title, ``{"zh": …, "en": …}``.
        group: What was counted, e.g. ``{"cause": "C07", "unit": "和平路分理处"}``.
        window: The days.
        expected: Complaints that the past makes usual for these days, to two places.
        amber: From how many on it is amber.
        red: From how many on it is red.
        level: Amber or red.
        cases: Numbers of the complaints that came, in order.
        before: Numbers of those of the past.
    """

    indicator: str
    layer: Layer
    words: dict[str, str]
    group: Mapping[str, str]
    window: Window
    expected: Decimal
    amber: int
    red: int
    level: WarningLevel
    cases: list[str]
    before: list[str]

    @property
    def title(self) -> str:
        """Return the indicator's title in the office's language."""
        return in_language(self.words)


def window_until(calendar: WorkCalendar, until: date, began: date) -> Window | None:
    """Return the days to compare up to ``until``; None while too few lie before.

    Args:
        calendar: Which days are worked.
        until: The last day, worked or not.
        began: The first day of which the office has complaints.
    """
    now_from = _begin(calendar, until.toordinal(), NOW_DAYS)
    past_from = max(_begin(calendar, now_from - 1, PAST_DAYS), began.toordinal())
    past_days = calendar.workdays_between(past_from - 1, now_from - 1)
    if past_from >= now_from or past_days < LEAST_PAST:
        return None
    return Window(
        past_from=date.fromordinal(past_from),
        now_from=date.fromordinal(now_from),
        until=until,
        past_days=past_days,
    )


def _begin(calendar: WorkCalendar, until: int, count: int) -> int:
    """Return the first day of the longest stretch up to ``until`` with ``count`` working days."""
    day = until
    while count or not calendar.is_workday(day):
        count -= calendar.is_workday(day)
        day -= 1
    return day + 1


def surges(arrivals: Iterable[Arrival], window: Window) -> list[Surge]:
    """Return the alarms of ``window``, red first, then the most unexpected.

    Args:
        arrivals: All complaints received in it; others are passed over.
        window: The days.
    """
    known = [one for one in arrivals if window.past_from <= one.day <= window.until]
    found = [
        alarm
        for name, entry in indicators(Source.LIVE).items()
        for group, members in _groups(known, entry["by"]).items()
        if (alarm := _surge(name, entry, group, members, window))
    ]
    return sorted(
        found,
        key=lambda one: (
            one.level is not WarningLevel.RED,
            one.expected - len(one.cases),
            one.indicator,
            *one.group.values(),
        ),
    )


def _groups(arrivals: Iterable[Arrival], by: list[str]) -> dict[tuple[str, ...], list[Arrival]]:
    """Return the arrivals by their values of ``by``; where one is not known, in no group."""
    found: dict[tuple[str, ...], list[Arrival]] = {}
    for one in arrivals:
        group = tuple(value for name in by if (value := one.classes.get(name)))
        if len(group) == len(by):
            found.setdefault(group, []).append(one)
    return found


def _surge(
    name: str, entry: JsonMapping, group: tuple[str, ...], members: list[Arrival], window: Window
) -> Surge | None:
    cases = sorted(one.case_no for one in members if one.day >= window.now_from)
    before = sorted(one.case_no for one in members if one.day < window.now_from)
    if len(cases) < entry["least"]:
        return None
    amber, red = (
        max(entry["least"], limit(len(before), window.past_days, Decimal(str(entry[level])) / 100))
        for level in ("amber", "red")
    )
    if len(cases) < amber:
        return None
    return Surge(
        indicator=name,
        layer=Layer(entry["layer"]),
        words=entry["title"],
        group=dict(zip(entry["by"], group, strict=True)),
        window=window,
        expected=usual(len(before), window.past_days),
        amber=amber,
        red=red,
        level=WarningLevel.RED if len(cases) >= red else WarningLevel.AMBER,
        cases=cases,
        before=before,
    )


def usual(before: int, past_days: int) -> Decimal:
    """Return how many complaints are usual in five working days, to two places."""
    return (Decimal(before * NOW_DAYS) / past_days).quantize(Decimal("0.01"))


def limit(before: int, past_days: int, chance: Decimal) -> int:
    """Return the smallest count of five working days whose chance is at most ``chance``.

    Args:
        before: Complaints of the past.
        past_days: Its working days, at least 1.
        chance: Of so many or more when nothing has changed; more than 0.
    """
    whole = Decimal(NOW_DAYS + past_days)
    now, past = NOW_DAYS / whole, past_days / whole
    count, just = 0, past ** (before + 1)
    more = 1 - just  # the chance of more than ``count``
    while more > chance:
        just *= now * (count + 1 + before) / (count + 1)
        count += 1
        more -= just
    return count + 1
