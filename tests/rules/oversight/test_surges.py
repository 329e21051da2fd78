"""Live warnings: limits by hand and by a reckoning of another kind, windows by the calendar."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import comb
from random import Random

import pytest

from desk.rules.oversight.indicators import WarningLevel
from desk.rules.oversight.surges import Arrival, limit, surges, usual, window_until
from desk.rules.time.calendar import calendar_of

CALENDAR = calendar_of()
LONG_AGO = date(2024, 1, 1)
UNTIL = date(2026, 11, 20)  # a Friday; 5 working days from Saturday the 14th on


@pytest.mark.parametrize(
    ("before", "amber", "red"),
    [
        # From nothing in forty days: each further complaint is 1 in 9 to lie in the last five, so
        # two are 1/81 (1.2 %), three 1/729 (0.14 %), four 1/6561 (0.015 %).
        (0, 3, 4),
        # One before: c or more with one is (1/9)^c * (c + 1 - c/9): 2: 3.4 %, 3: 0.50 %, 4: 0.07 %.
        (1, 3, 4),
    ],
)
def test_limits_worked_by_hand(before, amber, red):
    assert limit(before, 40, Decimal("0.01")) == amber
    assert limit(before, 40, Decimal("0.001")) == red


@pytest.mark.parametrize("past_days", [10, 23, 40])
@pytest.mark.parametrize("chance", [Fraction(1, 100), Fraction(1, 1000)])
def test_limits_are_those_of_the_binomial_test(past_days, chance):
    """Given so many in all, those of the last days are binomial: the same test, told otherwise."""
    share = Fraction(5, 5 + past_days)

    def tail(count, before):
        whole = count + before
        return sum(
            comb(whole, k) * share**k * (1 - share) ** (whole - k) for k in range(count, whole + 1)
        )

    for before in (*range(12), 40, 90):
        expected = next(count for count in range(1, 400) if tail(count, before) <= chance)
        assert limit(before, past_days, Decimal(chance.numerator) / chance.denominator) == expected


def test_a_head_office_with_thousands_is_reckoned_too():
    found = limit(16000, 40, Decimal("0.01"))
    assert 2000 < found < 2200  # 2,000 usual, about 2.33 times the root of 2,250 above


def test_the_window_counts_working_days_and_leaves_a_long_holiday_out():
    window = window_until(CALENDAR, UNTIL, LONG_AGO)
    assert window.now_from == date(2026, 11, 14)
    assert window.past_days == 40
    # The National Day's holiday of 2026 is 1 to 7 October: the five working days up to the 9th are
    # 28, 29, 30 September, 8 and 9 October; Mid-Autumn, 25 to 27 September, belongs to them.
    window = window_until(CALENDAR, date(2026, 10, 9), LONG_AGO)
    assert window.now_from == date(2026, 9, 25)


def test_an_office_without_two_weeks_behind_it_is_not_judged():
    assert window_until(CALENDAR, UNTIL, date(2026, 11, 3)) is None  # nine days
    assert window_until(CALENDAR, UNTIL, UNTIL) is None
    window = window_until(CALENDAR, UNTIL, date(2026, 10, 26))
    assert (window.past_from, window.past_days) == (date(2026, 10, 26), 15)


def arrivals(*several):
    """Return complaints from (days before `UNTIL`, cause, unit, business)."""
    return [
        Arrival(
            case_no=f"N{place:03}",
            day=UNTIL - timedelta(days=ago),
            classes={"cause": cause, "unit": unit, "business": business},
        )
        for place, (ago, cause, unit, business) in enumerate(several)
    ]


def test_four_from_nothing_are_red_and_name_their_cases():
    calm = [(ago, f"C{ago}", f"网点{ago}", "B01") for ago in range(8, 60)]  # one a day, all unlike
    found = surges(arrivals(*calm, *[(1, "C07", "东街", "B09")] * 4), window_of())
    groups = [(one.indicator, dict(one.group), one.level) for one in found]
    assert ("surge_cause_unit", {"cause": "C07", "unit": "东街"}, WarningLevel.RED) in groups
    assert ("surge_unit", {"unit": "东街"}, WarningLevel.RED) in groups
    assert not [one for one in groups if one[0] == "surge_all"]  # four are fewer than usual in all
    assert {tuple(one.cases) for one in found} == {("N052", "N053", "N054", "N055")}
    assert {len(one.before) for one in found} == {0}
    assert {one.expected for one in found} == {Decimal("0.00")}


def test_two_are_too_few_and_an_unknown_cause_is_no_group():
    assert not surges(arrivals(*[(1, "C07", "东街", "B09")] * 2), window_of())
    found = surges(arrivals(*[(1, None, "东街", None)] * 4), window_of())
    assert [one.indicator for one in found] == ["surge_unit"]


def test_what_is_usual_raises_no_alarm():
    assert not surges(
        arrivals(*[(ago, "C07", "东街", "B09") for ago in range(60)] * 3), window_of()
    )


def test_the_figures_are_those_of_a_recount():
    draw = Random(7)
    many = arrivals(
        *(
            (draw.randrange(70), draw.choice(["C1", "C2"]), draw.choice("甲乙丙"), "B1")
            for _ in range(300)
        ),
        *[(2, "C2", "乙", "B1")] * 15,
    )
    found = surges(many, window_of())
    assert found
    # Recounted from the list: working days by the week alone, no holiday lies in November.
    first = date(2026, 11, 14)
    now = Counter((a.classes["cause"], a.classes["unit"]) for a in many if a.day >= first)
    alarms = {
        (one.group["cause"], one.group["unit"]): one
        for one in found
        if one.indicator == "surge_cause_unit"
    }
    assert ("C2", "乙") in alarms
    for pair, one in alarms.items():
        assert now[pair] == len(one.cases) >= one.amber
        past = [
            a.case_no
            for a in many
            if (a.classes["cause"], a.classes["unit"]) == pair
            and one.window.past_from <= a.day < first
        ]
        assert sorted(past) == one.before
        assert one.expected == usual(len(past), 40) == round(Decimal(len(past)) / 8, 2)


def test_a_steady_office_is_seldom_warned():
    """Of 300 quiet weeks with six groups each, about one look in a hundred may alarm."""
    draw, looks, alarms = Random(11), 300, 0
    for _ in range(looks):
        many = arrivals(
            *(
                (draw.randrange(63), draw.choice(["C1", "C2"]), draw.choice("甲乙丙"), "B1")
                for _ in range(80)
            )
        )
        alarms += sum(one.indicator == "surge_cause_unit" for one in surges(many, window_of()))
    assert alarms <= looks * 6 * 0.02


def window_of():
    return window_until(CALENDAR, UNTIL, LONG_AGO)
