"""Audit sampling: sizes of printed tables, parts by hand, and no case favoured in 10,000 draws."""

from collections import Counter
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.oversight.sampling import (
    NoSuchRate,
    NotAConfidence,
    NotAMargin,
    NothingToDraw,
    Precision,
    allocated,
    draw,
    drawn,
    fingerprint,
    interval,
    sample_size,
)


def precision(confidence=95, margin=5):
    return Precision(confidence=Decimal(confidence), margin=Decimal(margin))


@pytest.mark.parametrize(
    ("whole", "confidence", "margin", "size"),
    [
        # As in the usual tables of sizes for proportions (p = 0.5), e.g. Krejcie and Morgan 1970.
        (100, 95, 5, 80),
        (500, 95, 5, 218),
        (1000, 95, 5, 278),
        (10000, 95, 5, 370),
        (1000, 99, 5, 400),
        (1000, 90, 10, 64),
        (1, 95, 5, 1),
        (0, 95, 5, 0),
    ],
)
def test_sizes_are_those_of_the_tables(whole, confidence, margin, size):
    assert sample_size(whole, precision(confidence, margin)) == size


@pytest.mark.parametrize("confidence", [0, 49, 100, 120])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(NotAConfidence):
        precision(confidence)


@pytest.mark.parametrize("margin", [0, -5, 51])
def test_a_margin_that_is_none_is_refused(margin):
    with pytest.raises(NotAMargin):
        precision(95, margin)


def test_parts_by_the_largest_remainder():
    # 30 of 100: quotas 18.9, 8.1, 3.0: 18 + 8 + 3 = 29, the one left to the largest remainder.
    assert allocated({"A": 63, "B": 27, "C": 10}, 30) == {"A": 19, "B": 8, "C": 3}


def test_a_small_stratum_is_not_left_out():
    assert allocated({"A": 99, "B": 1}, 10) == {"A": 10, "B": 1}


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 300), min_size=1, max_size=8), st.data())
def test_no_stratum_gives_more_than_it_has(wholes, data):
    size = data.draw(st.integers(1, sum(wholes.values())))
    parts = allocated(wholes, size)
    assert all(1 <= parts[name] <= whole for name, whole in wholes.items())
    assert size <= sum(parts.values()) <= size + len(wholes)


def test_the_draw_is_what_the_description_says():
    numbers = [f"0101-2026-{place:05}" for place in range(1, 9)]
    by_hand = sorted((sha256(f"2026-Q3\n{no}".encode()).hexdigest(), no) for no in numbers)
    assert drawn("2026-Q3", numbers, 3) == tuple(no for _, no in by_hand[:3])
    assert drawn("2026-Q3", numbers[::-1], 3) == drawn("2026-Q3", numbers, 3)
    assert drawn("2026-Q4", numbers, 8) != drawn("2026-Q3", numbers, 8)


def test_strata_are_drawn_apart_and_the_same_again():
    strata = {f"N{place:03}": "AB"[place % 4 == 0] for place in range(100)}
    first = draw("种子", strata, precision(90, 10))
    assert [(one.name, one.whole) for one in first] == [("A", 75), ("B", 25)]
    assert draw("种子", dict(reversed(strata.items())), precision(90, 10)) == first
    assert all(strata[no] == one.name for one in first for no in one.drawn)
    # 41 of 100 (67.6 / (1 + 66.6 / 100) = 40.6): 30.75 and 10.25
    assert [len(one.drawn) for one in first] == [31, 10]


def test_nothing_to_draw_from_is_said():
    with pytest.raises(NothingToDraw):
        draw("x", {}, precision())


def test_the_fingerprint_tells_another_population():
    assert fingerprint(["b", "a"]) == fingerprint(["a", "b"]) != fingerprint(["a"])


def chi_square(numbers, count, draws, choose):
    """Return the statistic of how often each is drawn, with one degree less than there are.

    Without replacement the counts vary less: each by the share that is not drawn.
    """
    hits = Counter(no for seed in range(draws) for no in choose(str(seed), numbers, count))
    whole = len(numbers)
    expected = draws * count / whole
    spread = expected * (1 - count / whole) * whole / (whole - 1)
    return sum((hits[no] - expected) ** 2 for no in numbers) / spread


def test_ten_thousand_draws_favour_nobody():
    numbers = [f"0101-2026-{place:05}" for place in range(1, 21)]
    assert chi_square(numbers, 5, 10_000, drawn) < 43.8  # 19 degrees, 1 in 1,000


def test_the_test_itself_would_see_a_favoured_case():
    def unfair(seed, numbers, count):
        found = drawn(seed, numbers, count)
        return found if int(seed) % 20 else (numbers[0], *found[1:])

    numbers = [f"0101-2026-{place:05}" for place in range(1, 21)]
    assert chi_square(numbers, 5, 10_000, unfair) > 43.8


@pytest.mark.parametrize(
    ("found", "looked_at", "low", "high"),
    [  # Wilson 95 %, as in Newcombe 1998, table I, and Brown, Cai and DasGupta 2001
        (81, 263, "25.5", "36.6"),
        (15, 148, "6.2", "16.0"),
        (0, 20, "0.0", "16.1"),
        (1, 29, "0.6", "17.2"),
        (10, 10, "72.2", "100.0"),
    ],
)
def test_intervals_are_those_of_the_literature(found, looked_at, low, high):
    assert interval(found, looked_at, Decimal(95)) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(("found", "looked_at"), [(1, 0), (-1, 5), (6, 5), (0, 0)])
def test_what_is_no_rate_is_refused(found, looked_at):
    with pytest.raises(NoSuchRate):
        interval(found, looked_at, Decimal(95))
