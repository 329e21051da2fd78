"""Time comes in from outside, as wall time of Asia/Shanghai without a zone (C5)."""

from datetime import datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

OFFICE_ZONE: Final = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the time. The only way the desk may learn it."""

    def now(self) -> datetime:
        """Return this moment as Asia/Shanghai wall time, to the second, without a zone."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return this moment as Asia/Shanghai wall time, to the second, without a zone."""
        return datetime.now(OFFICE_ZONE).replace(tzinfo=None, microsecond=0)


class SetClock:
    """A clock that stands where it was set: training homes and tests."""

    def __init__(self, moment: datetime) -> None:
        """Set it."""
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment


def stamp(moment: datetime) -> str:
    """Return ``moment`` as it is stored and exchanged: ``2026-11-22T10:05:00``."""
    return moment.isoformat(timespec="seconds")
