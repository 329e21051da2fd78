"""Outlook 预测: how many complaints the next eight weeks bring, with an honest band.

What is expected of a week is its working days times what came a working day in the last eight
weeks; at a branch's size no simpler way and no seasonal one did better on real data
(`docs/benchmarks.md`). The band is as wide as four of five past forecasts needed, made the same way
from what was known then, and never narrower than chance alone makes counts.
Source: domain.md 14.6 (种002, 种003: 人员配置).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Final

AHEAD: Final = 8  # weeks that are forecast
PAST: Final = 8  # weeks from which
LEAST: Final = 4  # weeks without which nothing is forecast
MEMORY: Final = 104  # weeks of past forecasts that the band looks at
TRIALS: Final = 20  # past forecasts without which only chance makes the band
OUTSIDE: Final = 0.1  # of past forecasts to each side of the band
SIGMAS: Final = 1.2816  # of a normal distribution, for the same


@dataclass(frozen=True, slots=True)
class Week:
    """A week that is over.

    Attributes:
        count: What came in it.
        workdays: Its working days, 0 to 7.
    """

    count: int
    workdays: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a week is expected to bring: with four chances in five ``low`` to ``high``.

    Attributes:
        workdays: Of the week.
        middle: To the tenth.
        low: At least 0.
        high: At least ``low``.
    """

    workdays: int
    middle: float
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastForecast:
    """How the last forecast that is over did.

    Attributes:
        expected: What it said, week by week.
        found: What came.
    """

    expected: list[Expected]
    found: list[int]

    @property
    def error(self) -> float:
        """Return how many more came in all than expected, to the tenth; negative when fewer."""
        return round(sum(self.found) - sum(one.middle for one in self.expected), 1)

    @property
    def within(self) -> int:
        """Return how many weeks lay within their bands."""
        pairs = zip(self.expected, self.found, strict=True)
        return sum(one.low <= count <= one.high for one, count in pairs)


def outlook(past: Sequence[Week], coming: Sequence[int]) -> list[Expected]:
    """Return what the weeks after ``past`` are expected to bring; nothing while too few are over.

    Args:
        past: Weeks that are over, oldest first, without a gap.
        coming: Working days of the weeks to come, at most eight.
    """
    rate = _rate(past)
    if rate is None:
        return []
    return [
        _expected(past, rate, ahead, workdays) for ahead, workdays in enumerate(coming, start=1)
    ]


def last_forecast(past: Sequence[Week]) -> PastForecast | None:
    """Return the forecast of eight weeks ago beside what came; None when there was none."""
    before, since = past[:-AHEAD], past[-AHEAD:]
    expected = outlook(before, [week.workdays for week in since])
    return (
        PastForecast(expected=expected, found=[week.count for week in since]) if expected else None
    )


def _rate(past: Sequence[Week]) -> float | None:
    """Return what came a working day in the last eight weeks; None without a ground."""
    known = past[-PAST:]
    workdays = sum(week.workdays for week in known)
    if len(known) < LEAST or not workdays:
        return None
    return sum(week.count for week in known) / workdays


def _expected(past: Sequence[Week], rate: float, ahead: int, workdays: int) -> Expected:
    middle = rate * workdays
    known = sum(week.workdays for week in past[-PAST:])
    chance = SIGMAS * sqrt(middle * (1 + workdays / known))
    below, above = -chance, chance
    misses = sorted(_misses(past, ahead))
    if len(misses) >= TRIALS:
        place = floor(len(misses) * OUTSIDE)
        spread = sqrt(max(middle, 1.0))
        below = min(below, misses[place] * spread)
        above = max(above, misses[-1 - place] * spread)
    return Expected(
        workdays=workdays,
        middle=round(middle, 1),
        low=max(0, floor(middle + below)),
        high=ceil(middle + above),
    )


def _misses(past: Sequence[Week], ahead: int) -> list[float]:
    """Return by how much past forecasts missed so many weeks ahead, by the root of their size."""
    found = []
    for end in range(max(LEAST, len(past) - MEMORY), len(past) - ahead + 1):
        rate, week = _rate(past[:end]), past[end + ahead - 1]
        if rate is not None:
            middle = rate * week.workdays
            found.append((week.count - middle) / sqrt(max(middle, 1.0)))
    return found
