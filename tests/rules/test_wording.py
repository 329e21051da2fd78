"""How long a clock still runs, or is over, in the words of its pill."""

import pytest

from desk.rules.time.wording import time_left
from tests.rules.worked import CALENDAR, moment, rule

TOLD = {
    "the last minute": ("register", "2026-11-20T09:59:30", "1 min left"),
    "hours and minutes": ("register", "2026-11-20T07:01:00", "2 h 59 min left"),
    "from three hours on hours alone": ("register", "2026-11-20T06:59:00", "3 h left"),
    "late by minutes": ("register", "2026-11-20T10:20:00", "overdue 20 min"),
    "late by hours: no minutes": ("register", "2026-11-20T12:59:00", "overdue 2 h"),
    "late for under two days": ("register", "2026-11-22T08:30:00", "overdue 46 h"),
    "late for two days: begun days": ("register", "2026-11-22T10:00:01", "overdue 3 d"),
    "by days, the last one": ("decide", "2026-11-20T09:00:00", "today 23:59"),
    "by days, late": ("decide", "2026-11-22T09:00:00", "overdue 2 d"),
}


@pytest.mark.parametrize(("name", "now", "words"), TOLD.values(), ids=TOLD)
def test_a_pill_tells_the_time_left(name, now, words):
    ends = "2026-11-20T10:00:00" if name == "register" else "2026-11-20T23:59:59"
    assert time_left(rule(name), moment(ends), moment(now), CALENDAR) == words
