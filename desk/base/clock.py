"""The time source: Asia/Shanghai wall time without a zone (C5)."""

import sys
import time
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol
from zoneinfo import ZoneInfo

OFFICE_ZONE: Final = ZoneInfo("Asia/Shanghai")
SECONDS: Final = len("2026-11-22T10:05:00")
UUID_DIGITS: Final = 32
COUNTER_BITS: Final = 16  # of a hybrid logical clock: milliseconds << 16 | counter


class Clock(Protocol):
    """The only source of time for the desk."""

    def now(self) -> datetime:
        """Return this moment as Asia/Shanghai wall time, to the second, without a zone."""
        ...

    def leap(self) -> timedelta:
        """Return by how much the clock was changed since the program started."""
        ...

    @property
    def is_set(self) -> bool:
        """Say whether its time was set on purpose, as in training homes."""
        ...


class SystemClock:
    """The computer's clock."""

    is_set: Final = False

    def __init__(self) -> None:
        """Remember the difference between wall clock and monotonic clock."""
        self._began = _wall() - _running()

    def now(self) -> datetime:
        """Return this moment as Asia/Shanghai wall time, to the second, without a zone."""
        return datetime.now(OFFICE_ZONE).replace(tzinfo=None, microsecond=0)

    def leap(self) -> timedelta:
        """Return by how much the clock was changed since the program started."""
        return timedelta(seconds=_wall() - _running() - self._began)


def _wall() -> float:
    return time.time()


def _running() -> float:
    """Return monotonic seconds, which on Linux include the time asleep."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class SetClock:
    """A clock with a fixed time, for training homes and tests."""

    is_set: Final = True

    def __init__(self, moment: datetime) -> None:
        """Set it."""
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def leap(self) -> timedelta:
        """Return zero: this clock is set on purpose."""
        return timedelta(0)


def stamp(moment: datetime) -> str:
    """Return ``moment`` as it is stored and exchanged: ``2026-11-22T10:05:00``."""
    return moment.isoformat()[:SECONDS]  # half the time of isoformat(timespec="seconds")


def wall(moment: datetime) -> int:
    """Return ``moment`` as the wall part of a hybrid logical clock."""
    return int(moment.replace(tzinfo=OFFICE_ZONE).timestamp() * 1000) << COUNTER_BITS


@lru_cache(1_000)
def moment_of_uuid(uuid: str) -> datetime | None:
    """Return when a UUID of version 7 (hex) was made, to the second; None for another one."""
    if len(uuid) != UUID_DIGITS or uuid[12] != "7":
        return None
    return moment_of(int(uuid[:12], 16) << COUNTER_BITS)


def moment_of(hlc: int) -> datetime:
    """Return the wall part of a hybrid logical clock as the office's wall time."""
    millis = hlc >> COUNTER_BITS
    return datetime.fromtimestamp(millis / 1000, OFFICE_ZONE).replace(tzinfo=None, microsecond=0)


def moment_of_file(seconds: float) -> datetime:
    """Return the time stamp of a file as the office's wall time, to the second."""
    return datetime.fromtimestamp(int(seconds), OFFICE_ZONE).replace(tzinfo=None)
