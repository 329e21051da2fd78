"""Case numbers are given once and never again, whatever happens between."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.base.errors import Refusal
from desk.rules.settings import Settings
from desk.store.counters import Numbers, next_case_no, reserve
from desk.store.open_database import open_database
from tests.store.conftest import KEY, opened

DAY = date(2026, 11, 20)
SETTINGS = Settings({"office_code": "0101"})


def test_numbers_run_on_within_a_day_and_start_anew_with_the_next(store):
    def no(at):
        return next_case_no(store, SETTINGS, "A", at)

    today, tomorrow = datetime(2026, 11, 20, 23, 59), datetime(2026, 11, 21)
    assert [no(today), no(today), no(tomorrow), no(today)] == [
        "TS-0101-20261120-A001",
        "TS-0101-20261120-A002",
        "TS-0101-20261121-A001",
        "TS-0101-20261120-A003",
    ]


def test_a_block_is_reserved_whole(store):
    assert reserve(store, DAY, 10) == 1
    assert reserve(store, DAY, 1) == 11
    assert reserve(store, DAY, 5) == 12


def test_a_number_whose_case_was_refused_is_given_to_the_next(tmp_path, store):
    def refused():
        with store.writing():
            assert reserve(store, DAY, 1) == 1
            raise Refusal

    with pytest.raises(Refusal):
        refused()
    assert reserve(store, DAY, 1) == 1
    store.checkpoint()
    other = open_database(tmp_path, KEY)
    assert reserve(other, DAY, 1) == 2
    other.close()


def test_numbers_of_an_import_follow_those_given_and_are_kept_at_the_end(store):
    reserve(store, DAY, 2)
    numbers = Numbers(store, "0101", "A")
    days = (DAY, date(2026, 1, 5), DAY)
    assert [numbers.next(day.isoformat()) for day in days] == [
        "TS-0101-20261120-A003",
        "TS-0101-20260105-A001",
        "TS-0101-20261120-A004",
    ]
    numbers.save()
    assert reserve(store, DAY, 1) == 5
    assert reserve(store, date(2026, 1, 5), 1) == 2


def numbered(store, day, count, by_import):
    on = date(2026, 11, 20 + day)
    if by_import:
        numbers = Numbers(store, "0101", "A")
        found = [numbers.next(on.isoformat()) for _ in range(count)]
        numbers.save()
        return found
    first = reserve(store, on, count)
    return [f"TS-0101-{on:%Y%m%d}-A{first + n:03d}" for n in range(count)]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.booleans()), max_size=12))
def test_no_number_is_ever_given_twice(blank, tmp_path_factory, calls):
    with opened(blank, tmp_path_factory.mktemp("counters")) as store:
        given_out = [no for call in calls for no in numbered(store, *call)]
    assert len(given_out) == len(set(given_out))
