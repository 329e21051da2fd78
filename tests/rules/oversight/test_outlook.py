"""The outlook: what is expected by hand, how often the band holds, and what it does not know."""

from math import exp
from random import Random

import pytest

from desk.rules.oversight.outlook import Week, last_forecast, outlook


def weeks(*counts, workdays=5):
    return [Week(count, workdays) for count in counts]


def test_by_hand():
    # 8 weeks of 40 working days with 64 complaints: 1.6 a day. A short week has less.
    (usual, short, none) = outlook(weeks(8, 8, 8, 8, 8, 8, 8, 8), [5, 2, 0])
    assert (usual.middle, short.middle, none.middle) == (8.0, 3.2, 0.0)
    # chance alone: 1.2816 * sqrt(8 * (1 + 5 / 40)) = 3.84
    assert (usual.low, usual.high) == (4, 12)
    assert (none.low, none.high) == (0, 0)


def test_a_holiday_week_does_not_lower_what_is_usual():
    past = [*weeks(*[10] * 7), Week(0, 0)]
    assert outlook(past, [5])[0].middle == 10.0


@pytest.mark.parametrize("past", [[], weeks(3, 3, 3), [Week(3, 0)] * 8])
def test_too_little_to_go_by_gives_no_forecast(past):
    assert outlook(past, [5] * 8) == []
    assert last_forecast(past) is None


def test_only_the_last_eight_weeks_say_what_is_usual():
    assert outlook(weeks(*[90] * 30, *[10] * 8), [5])[0].middle == 10.0


def poisson(draw, mean):
    """Draw a Poisson count (Knuth)."""
    count, left = 0, draw.random()
    while left > exp(-mean):
        left *= draw.random()
        count += 1
    return count


@pytest.mark.parametrize("unsteady", [False, True])
def test_four_weeks_of_five_lie_in_the_band(unsteady):
    """Also where the level itself wanders, which chance alone does not know of."""
    draw, within, looked_at = Random(3), 0, 0
    for _ in range(40):
        level, counts = 12.0, []
        for _ in range(90):
            if unsteady:
                level = max(3.0, level * draw.uniform(0.85, 1.17))
            counts.append(poisson(draw, level))
        for one, count in zip(outlook(weeks(*counts[:82]), [5] * 8), counts[82:], strict=True):
            within += one.low <= count <= one.high
            looked_at += 1
    assert 0.75 <= within / looked_at <= 0.97


def test_the_last_forecast_is_the_one_that_was_made_then():
    past = weeks(*[5] * 8, *[7] * 8)
    kept = last_forecast(past)
    assert kept.expected == outlook(past[:8], [5] * 8)
    assert (kept.error, kept.found) == (16.0, [7] * 8)
    assert kept.within == 8  # 5 with chance: 1 to 9
