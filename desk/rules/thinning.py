"""Which backups are kept: all of two days, then one a day, a week, a month."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from desk.base.resources import read_toml


def kept(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return which of ``moments`` are kept; those after ``now`` always are.

    Of each day, week and month it is the last one; the newest of all is never dropped.
    """
    limits = read_toml("backup.toml")
    stays: set[datetime] = set()
    seen: set[tuple[str, object]] = set()
    for moment in sorted(moments, reverse=True):
        age = now - moment
        spans = (
            ("day", moment.date(), timedelta(days=limits["days"])),
            ("week", moment.isocalendar()[:2], timedelta(weeks=limits["weeks"])),
            ("month", (moment.year, moment.month), timedelta(days=31 * limits["months"])),
        )
        fresh = [(name, span) for name, span, reach in spans if age <= reach]
        is_last = any(key not in seen for key in fresh)
        seen.update(fresh)
        if not stays or age <= timedelta(hours=limits["all_hours"]) or is_last:
            stays.add(moment)
    return stays
