"""Time comes in from outside, as Asia/Shanghai wall time without a zone."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from desk.base.clock import SetClock, SystemClock, stamp


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_the_wall_time_is_shanghais_wherever_the_computer_thinks_it_is(monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        now = SystemClock().now()
    finally:
        monkeypatch.undo()
        time.tzset()
    expected = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=8)
    assert now.tzinfo is None
    assert now.microsecond == 0
    assert abs(expected - now) < timedelta(seconds=5)


def test_a_set_clock_stands_until_it_is_moved():
    clock = SetClock(datetime(2026, 11, 22, 10, 5))
    assert clock.now() == clock.now() == datetime(2026, 11, 22, 10, 5)
    clock.moment = datetime(2030, 1, 1)
    assert clock.now() == datetime(2030, 1, 1)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 22, 10, 5), "2026-11-22T10:05:00"),
        (datetime(2026, 1, 2, 3, 4, 5, 999_999), "2026-01-02T03:04:05"),
        (datetime(2024, 2, 29), "2024-02-29T00:00:00"),
    ],
)
def test_a_moment_is_stored_to_the_second(moment, text):
    assert stamp(moment) == text
