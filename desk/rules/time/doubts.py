"""Clock doubts: acts written while the PC clock is not trusted say so (C5, 时间存疑)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from desk.base.clock import stamp
from desk.base.shapes import Facts, Payload
from desk.base.words import label_all, mark
from desk.rules.case.entries import DOUBTS
from desk.rules.time.calendar import WorkCalendar

TOLERANCE: Final = timedelta(minutes=5)
DAY: Final = timedelta(days=1)


class Doubt(StrEnum):
    """Why the time is in doubt."""

    BEHIND = "behind"
    LEAPT = "leapt"
    AHEAD = "ahead"  # it had run ahead, and was put back


label_all(
    {
        Doubt.BEHIND: mark("the PC clock is behind the last entry"),
        Doubt.LEAPT: mark("the PC clock was set while the program ran"),
        Doubt.AHEAD: mark("the PC clock had run ahead before and was put back"),
    }
)


def doubt_of(now: datetime, latest: datetime, leap: timedelta) -> Doubt | None:
    """Return why ``now`` is in doubt, or None.

    Args:
        now: What the PC clock says.
        latest: The highest time in the journal.
        leap: By how much the clock was changed since the program started.
    """
    if now < latest - TOLERANCE:
        return Doubt.BEHIND
    return Doubt.LEAPT if abs(leap) > TOLERANCE else None


def has_leapt(before: datetime, after: datetime, calendar: WorkCalendar) -> bool:
    """Say whether nothing happened here for so long that a clock may have leapt ahead.

    That is more than a day with a whole working day in it; a weekend or a holiday is none.
    """
    between = (before.toordinal(), after.toordinal() - 1)
    return after - before > DAY and calendar.workdays_between(*between) > 0


def told_at(said: Facts, moment: datetime) -> datetime:
    """Return when an act that says ``said`` was written, as far as is known.

    Args:
        said: Its payload. After the clock was put back, it names what the clock said.
        moment: Of its place in the journal, which never goes back.
    """
    return next((datetime.fromisoformat(one["at"]) for one in _put_back(said)), moment)


def _put_back(said: Facts) -> Iterator[Facts]:
    for name, value in said.items():
        if name.startswith(DOUBTS) and value and value["why"] == Doubt.AHEAD:
            yield value


def doubt_entry(doubt: Doubt, now: datetime, latest: datetime, name: str) -> Payload:
    """Return the doubt entry for a deadline-relevant act."""
    entry = {"why": doubt.value, "at": stamp(now), "latest": stamp(latest)}
    return {f"{DOUBTS}/{name}": entry}
