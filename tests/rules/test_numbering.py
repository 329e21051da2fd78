"""Case numbers: final at intake, read back only by the device that gave them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.case.numbering import case_no, number_in, office_in


@pytest.mark.parametrize(
    ("number", "no"),
    [
        (1, "TS-0101-20261122-A001"),
        (3, "TS-0101-20261122-A003"),
        (999, "TS-0101-20261122-A999"),
        (1000, "TS-0101-20261122-A1000"),
    ],
)
def test_a_number_names_office_day_device_and_place(number, no):
    assert case_no("0101", date(2026, 11, 22), "A", number) == no


@given(st.dates(date(2000, 1, 1)), st.sampled_from("ABCZ"), st.integers(1, 10**6))
def test_a_device_reads_its_own_number_back(day, device, number):
    no = case_no("0101", day, device, number)
    assert number_in(no, device) == number
    assert office_in(no) == "0101"
    assert number_in(no, "Q") == 0


@pytest.mark.parametrize(
    "no", ["", "TS", "TS-0101-20261122-003", "TS-0101-20261122-A", "TS-0101-20261122-Ax3", "A"]
)
def test_what_the_device_did_not_number_gives_nothing(no):
    assert number_in(no, "A") == 0
