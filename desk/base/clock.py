"""Time comes in from outside, as wall time of Asia/Shanghai without a zone (C5)."""

import sys
import time
from datetime import datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

OFFICE_ZONE: Final = ZoneInfo("Asia/Shanghai")
SECONDS: Final = len("2026-11-22T10:05:00")
COUNTER_BITS: Final = 16  # of a hybrid logical clock: milliseconds << 16 | counter


class Clock(Protocol):
    """Tells the time. The only way the desk may learn it."""

    def now(self) -> datetime:
        """Return this moment as Asia/Shanghai wall time, to the second, without a zone."""
        ...

    def leap(self) -> timedelta:
        """Return how far the clock was set since the program started."""
        ...


class SystemClock:
    """The computer's clock."""

    def __init__(self) -> None:
        """Remember how the wall clock and the running time stand to each other."""
        self._began = _wall() - _running()

    def now(self) -> datetime:
        """Return this moment as Asia/Shanghai wall time, to the second, without a zone."""
        return datetime.now(OFFICE_ZONE).replace(tzinfo=None, microsecond=0)

    def leap(self) -> timedelta:
        """Return how far somebody has set the clock since the program started."""
        return timedelta(seconds=_wall() - _running() - self._began)


def _wall() -> float:
    return time.time()


def _running() -> float:
    """Return seconds that nobody can set; on Linux the time asleep counts only here."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class SetClock:
    """A clock that stands where it was set: training homes and tests."""

    def __init__(self, moment: datetime) -> None:
        """Set it."""
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def leap(self) -> timedelta:
        """Return nothing: it is set on purpose."""
        return timedelta(0)


def stamp(moment: datetime) -> str:
    """Return ``moment`` as it is stored and exchanged: ``2026-11-22T10:05:00``."""
    return moment.isoformat()[:SECONDS]  # half the time of isoformat(timespec="seconds")


def wall(moment: datetime) -> int:
    """Return ``moment`` as the wall part of a hybrid logical clock."""
    return int(moment.replace(tzinfo=OFFICE_ZONE).timestamp() * 1000) << COUNTER_BITS


def moment_of(hlc: int) -> datetime:
    """Return the wall part of a hybrid logical clock as the office's wall time."""
    millis = hlc >> COUNTER_BITS
    return datetime.fromtimestamp(millis / 1000, OFFICE_ZONE).replace(tzinfo=None, microsecond=0)
