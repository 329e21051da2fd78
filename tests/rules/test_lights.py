"""Lights: statutory by days left, house by share of time left, changing at the exact second."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.settings import Settings
from desk.rules.time.calendar import calendar_of
from desk.rules.time.case_clocks import CaseClock, ClockState, by_urgency, worst
from desk.rules.time.clocks import Due, due
from desk.rules.time.lights import Light, Marks, Thresholds, light_at, marks
from desk.rules.time.practice import reckoning
from desk.rules.time.rule_files import shipped_rules
from desk.rules.time.rulebook import Unit
from tests.rules.worked import PLAIN, moment, rule

SECOND = timedelta(seconds=1)
LIMITS = {"specialist_limit": "500", "supervisor_limit": "5000"}
RULES = [rule("decide"), rule("execute"), rule("follow-up"), rule("register"), rule("plan")]


def marks_of(name, start, **thresholds):
    clock, at = rule(name), moment(start)
    return marks(clock, at, due(clock, at, PLAIN), Thresholds(**thresholds))


# received 2026-11-20, due at the end of 2026-12-05
STATUTORY = {
    "six days left, last second": ("2026-11-29T23:59:59", Light.GREEN),
    "five days left, first second": ("2026-11-30T00:00:00", Light.YELLOW),
    "three days left, last second": ("2026-12-02T23:59:59", Light.YELLOW),
    "two days left, first second": ("2026-12-03T00:00:00", Light.ORANGE),
    "one day left, last second": ("2026-12-04T23:59:59", Light.ORANGE),
    "the last day, first second": ("2026-12-05T00:00:00", Light.RED),
    "the last second": ("2026-12-05T23:59:59", Light.RED),
    "one second later": ("2026-12-06T00:00:00", Light.BLACK),
    "years later": ("2030-01-01T00:00:00", Light.BLACK),
    "at the start": ("2026-11-20T10:00:00", Light.GREEN),
}
# registration within two hours from 10:00
BY_HOUR = {
    "at the start": ("2026-11-20T10:00:00", Light.GREEN),
    "before half is gone": ("2026-11-20T10:59:59", Light.GREEN),
    "half is left": ("2026-11-20T11:00:00", Light.YELLOW),
    "before three quarters are gone": ("2026-11-20T11:29:59", Light.YELLOW),
    "a quarter is left": ("2026-11-20T11:30:00", Light.ORANGE),
    "one second left": ("2026-11-20T11:59:59", Light.ORANGE),
    "the moment itself": ("2026-11-20T12:00:00", Light.RED),
    "one second later": ("2026-11-20T12:00:01", Light.BLACK),
}
# three working days from Friday 10:00: to the end of Wednesday, 5 days 13:59:59 in all
BY_DAY = {
    "at the start": ("2026-11-20T10:00:00", Light.GREEN),
    "half is left": ("2026-11-23T05:00:00", Light.YELLOW),
    "one second before": ("2026-11-23T04:59:59", Light.GREEN),
    "a quarter is left": ("2026-11-24T14:30:00", Light.ORANGE),
    "one second before a quarter": ("2026-11-24T14:29:59", Light.YELLOW),
    "the last day, first second": ("2026-11-25T00:00:00", Light.RED),
    "the day before, last second": ("2026-11-24T23:59:59", Light.ORANGE),
    "the last second": ("2026-11-25T23:59:59", Light.RED),
    "one second later": ("2026-11-26T00:00:00", Light.BLACK),
}


@pytest.mark.parametrize(("now", "light"), STATUTORY.values(), ids=STATUTORY)
def test_a_statutory_light_goes_by_days_left(now, light):
    assert marks_of("decide", "2026-11-20").light(moment(now)) is light


@pytest.mark.parametrize(("now", "light"), BY_HOUR.values(), ids=BY_HOUR)
def test_a_house_light_goes_by_the_share_of_time_left(now, light):
    assert marks_of("register", "2026-11-20T10:00").light(moment(now)) is light


@pytest.mark.parametrize(("now", "light"), BY_DAY.values(), ids=BY_DAY)
def test_a_house_clock_by_day_is_red_on_its_last_day(now, light):
    assert marks_of("execute", "2026-11-20T10:00").light(moment(now)) is light


def test_the_office_s_thresholds_hold():
    found = marks_of("decide", "2026-11-20", days=(10, 4, 1))
    assert found == Marks(
        moment("2026-11-25T00:00"),
        moment("2026-12-01T00:00"),
        moment("2026-12-04T00:00"),
        moment("2026-12-05T23:59:59"),
    )
    found = marks_of("register", "2026-11-20T10:00", shares=(75, 50, 10))
    assert found == Marks(
        moment("2026-11-20T10:30"),
        moment("2026-11-20T11:00"),
        moment("2026-11-20T11:48"),
        moment("2026-11-20T12:00"),
    )


def test_the_settings_give_the_thresholds_of_the_design():
    found = reckoning(shipped_rules(), calendar_of(), Settings(LIMITS)).thresholds
    assert found == Thresholds((5, 2, 0), (50, 25, 0)) == Thresholds()


def test_the_lights_are_ordered_and_named():
    assert [light.word for light in sorted(Light, key=lambda light: light.value)] == [
        "green",
        "yellow",
        "orange",
        "red",
        "black",
    ]


DAYS = st.tuples(*[st.integers(0, 60)] * 3)
SHARES = st.tuples(*[st.integers(0, 100)] * 3)


@given(
    st.sampled_from(RULES),
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 30)),
    DAYS,
    SHARES,
)
def test_the_marks_come_in_order_whatever_the_settings(clock, start, days, shares):
    start = start.replace(microsecond=0)
    found = marks(clock, start, due(clock, start, PLAIN), Thresholds(days, shares))
    assert found.yellow_at <= found.orange_at <= found.red_at <= found.due_at


@given(
    st.sampled_from(RULES),
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 30)),
    st.lists(st.integers(0, 40 * 86_400), min_size=2),
)
def test_a_light_only_gets_worse(clock, start, seconds):
    start = start.replace(microsecond=0)
    found = marks(clock, start, due(clock, start, PLAIN), Thresholds())
    lights = [found.light(start + after * SECOND).value for after in sorted(seconds)]
    assert lights == sorted(lights)


@given(
    st.lists(st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 30)), min_size=4, max_size=4),
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 30)),
)
def test_moments_and_their_stamps_give_the_same_light(moments, now):
    turns = sorted(moment.replace(microsecond=0) for moment in moments)
    stamps = [turn.isoformat() for turn in turns]
    for at in (now.replace(microsecond=0), *turns, *[turn + SECOND for turn in turns]):
        assert light_at(at.isoformat(), *stamps) is Marks(*turns).light(at)


# the worst of several


def clock(name, due_at, turns=(1, 1, 1), state=ClockState.RUNNING):
    at = moment(due_at)
    days = [at - timedelta(days=n) for n in turns]
    return CaseClock(rule(name), at - timedelta(days=30), Due(at), Marks(*days, at), state)


NOW = moment("2026-11-20T10:00")
SOONEST = {
    "none": ([], None),
    "the only one": ([clock("decide", "2026-12-05", (5, 2, 1))], "decide"),
    "the worse light, though due later": (
        [clock("plan", "2026-11-21", (0, 0, 0)), clock("decide", "2026-11-24", (9, 5, 4))],
        "decide",
    ),
    "of equal lights the sooner": (
        [clock("execute", "2026-11-24", (9, 5, 4)), clock("plan", "2026-11-23", (9, 5, 4))],
        "plan",
    ),
    "the law, red, before the house, overdue for weeks": (
        [clock("plan", "2026-11-01"), clock("decide", "2026-11-24", (9, 5, 4))],
        "decide",
    ),
    "the house, overdue, before the law while that is only yellow": (
        [clock("plan", "2026-11-19"), clock("decide", "2026-11-24", (9, 3, 2))],
        "plan",
    ),
    "of overdue ones the longest overdue": (
        [clock("plan", "2026-11-19"), clock("decide", "2026-11-01")],
        "decide",
    ),
    "of equals by name, so that it does not flicker": (
        [clock("plan", "2026-11-24"), clock("execute", "2026-11-24")],
        "execute",
    ),
    "one that has ended does not count": (
        [
            clock("plan", "2026-11-01", state=ClockState.STOPPED),
            clock("execute", "2026-12-24"),
        ],
        "execute",
    ),
    "nor one that was cancelled or never recorded": (
        [
            clock("plan", "2026-11-01", state=ClockState.CANCELLED),
            clock("execute", "2026-11-01", state=ClockState.UNKNOWN),
        ],
        None,
    ),
    "nor the other side's time": ([clock("review-apply", "2026-11-01")], None),
}


@pytest.mark.parametrize(("clocks", "name"), SOONEST.values(), ids=SOONEST)
def test_the_worst_clock_is_the_one_that_the_queue_shows(clocks, name):
    for several in (clocks, clocks[::-1]):
        found = worst(several, NOW)
        assert (found.rule.id if found else None) == name


def test_a_legal_clock_that_presses_stands_before_house_clocks_long_over():
    longest, over = clock("execute", "2026-11-03"), clock("plan", "2026-11-04")
    legal = clock("decide", "2026-11-22", (5, 2, 1))
    ended = clock("investigate", "2026-11-01", state=ClockState.STOPPED)
    found = by_urgency([over, ended, longest, legal], NOW)
    assert [one.rule.id for one in found] == ["decide", "execute", "plan"]


def test_a_clock_that_does_not_run_has_no_light():
    running = clock("decide", "2026-11-01", (5, 2, 1))
    assert running.light(NOW) is Light.BLACK
    assert clock("decide", "2026-11-01", (5, 2, 1), ClockState.STOPPED).light(NOW) is None
    assert clock("review-apply", "2026-11-01", (5, 2, 1)).light(NOW) is None


@pytest.mark.parametrize(
    ("name", "stopped", "is_met"),
    [
        ("decide", "2026-11-24T23:59:59", True),
        ("decide", "2026-11-25T00:00:00", False),
        ("register", "2026-11-24T10:00:00", True),
        ("register", "2026-11-24T10:00:01", False),
    ],
)
def test_a_clock_by_day_is_met_until_midnight_and_one_by_hour_until_the_second(
    name, stopped, is_met
):
    found = clock(name, "2026-11-24T10:00", state=ClockState.STOPPED)
    ended = CaseClock(found.rule, NOW, found.due, found.marks, found.state, moment(stopped))
    assert ended.is_met is is_met
    assert not found.is_met  # it was never stopped


def test_every_rule_can_be_coloured():
    book = shipped_rules()
    for name in book.ids:
        one = book.rule(name, date(2026, 11, 20))
        found = marks(one, NOW, due(one, NOW, PLAIN), Thresholds())
        assert found.light(NOW) is not Light.BLACK
        assert one.unit in Unit
