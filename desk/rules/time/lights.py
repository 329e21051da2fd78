"""Lights: how near a clock's end is; shown as colour, shape and words."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple, TypeVar

from desk.base.words import label_all, mark
from desk.rules.time.clocks import MIDNIGHT, Due, length
from desk.rules.time.rulebook import Rule, Track

FULL: Final = 100
PRESSING: Final = 2  # orange: from here on a legal clock stands before the house's
Moment = TypeVar("Moment", datetime, str)  # itself, or its stamp as the tables have it


class Light(Enum):
    """From calm to overdue; a higher value is worse."""

    GREEN = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3
    BLACK = 4

    def __init__(self, worse: int) -> None:
        """Keep what orders clocks: it is asked for each clock of each case."""
        self.calm = -worse
        self.is_pressing = worse >= PRESSING

    @property
    def word(self) -> str:
        """Return its name in JSON: "green" … "black"."""
        return self.name.lower()


label_all(
    {
        Light.GREEN: mark("calm"),
        Light.YELLOW: mark("soon"),
        Light.ORANGE: mark("near"),
        Light.RED: mark("due today"),
        Light.BLACK: mark("overdue"),
    }
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds of lights (settings of the office).

    Attributes:
        days: Statutory clocks: days left for yellow, orange, red.
        shares: House clocks: per cent of the time left for yellow, orange, red.
    """

    days: tuple[int, int, int] = (5, 2, 0)
    shares: tuple[int, int, int] = (50, 25, 0)


class Marks(NamedTuple):
    """The moments at which a clock's light changes; after ``due_at`` it is black."""

    yellow_at: datetime
    orange_at: datetime
    red_at: datetime
    due_at: datetime

    def light(self, now: datetime) -> Light:
        """Return the light at ``now``."""
        return light_at(now, *self)


def light_at(
    now: Moment, yellow_at: Moment, orange_at: Moment, red_at: Moment, due_at: Moment
) -> Light:
    """Return the light at ``now`` of a clock that changes and ends then."""
    if now > due_at:
        return Light.BLACK
    if now >= red_at:
        return Light.RED
    if now >= orange_at:
        return Light.ORANGE
    return Light.YELLOW if now >= yellow_at else Light.GREEN


def marks(rule: Rule, start: datetime, due: Due, thresholds: Thresholds) -> Marks:
    """Return when the light of a clock changes.

    Statutory clocks go by days left, today being the last is red; house clocks
    by the share of their time, those that end with a day are red on that day.
    """
    if rule.track is Track.STATUTORY:
        last_day = datetime.combine(due.at, MIDNIGHT)
        many, fewer, fewest = thresholds.days
        red = last_day - length(fewest)
        orange = min(last_day - length(fewer), red)
        return Marks(min(last_day - length(many), orange), orange, red, due.at)
    whole = int((due.at - start).total_seconds())
    few, fewer, fewest = thresholds.shares
    red = due.at - length(0, whole * fewest // FULL)
    if rule.is_by_day:
        red = min(red, datetime.combine(due.at, MIDNIGHT))
    orange = min(due.at - length(0, whole * fewer // FULL), red)
    yellow = min(due.at - length(0, whole * few // FULL), orange)
    return Marks(yellow, orange, red, due.at)
