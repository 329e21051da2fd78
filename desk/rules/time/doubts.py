"""Clock doubts: acts written while the PC clock is not trusted say so (C5, 时间存疑)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from desk.base.clock import stamp
from desk.base.shapes import Payload
from desk.base.words import label_all, mark
from desk.rules.case.entries import DOUBTS

TOLERANCE: Final = timedelta(minutes=5)


class Doubt(StrEnum):
    """Why the time is in doubt."""

    BEHIND = "behind"
    LEAPT = "leapt"


label_all(
    {
        Doubt.BEHIND: mark("the PC clock is behind the last entry"),
        Doubt.LEAPT: mark("the PC clock was set while the program ran"),
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


def doubt_entry(doubt: Doubt, now: datetime, latest: datetime, name: str) -> Payload:
    """Return the doubt entry for a deadline-relevant act."""
    entry = {"why": doubt.value, "at": stamp(now), "latest": stamp(latest)}
    return {f"{DOUBTS}/{name}": entry}
