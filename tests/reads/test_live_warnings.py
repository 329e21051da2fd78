"""Live warnings from the tables: what counts, and for whom."""

from datetime import datetime, timedelta

import pytest

from desk.reads.live_warnings import live_warnings
from desk.rules.case.classification import of_office
from tests.builders import register, step


@pytest.fixture
def cases(branch):
    """24 complaints, one a day, about eight outlets; then four in one day about another."""
    branch.clock.moment = datetime(2026, 10, 19, 9)
    for day in range(24):
        register(branch.desk("chen"), complained_unit=f"网点{day % 8}", cause=f"C0{day % 6 + 1}")
        branch.clock.moment += timedelta(days=1)
    branch.clock.moment = datetime(2026, 11, 19, 9)
    return [register(branch.desk("chen"), complained_unit="东街支行") for _ in range(4)]


def asked(branch, day=None, reader=None):
    office = branch.desk("li")
    classes = of_office(office.settings)
    until = day or branch.clock.now().date()
    found = live_warnings(branch.store, office.reckoning.calendar, classes, until, reader)
    return {one.indicator: one for one in found if one.group.get("unit") == "东街支行"}


def test_four_at_one_outlet_are_an_alarm_that_names_them(branch, cases):
    found = asked(branch)
    assert set(found) == {"surge_unit", "surge_cause_unit"}
    assert found["surge_cause_unit"].cases == cases
    assert found["surge_cause_unit"].group == {"cause": "C07", "unit": "东街支行"}
    assert not asked(branch, day=branch.clock.now().date() - timedelta(days=1))


def test_what_was_merged_counts_once(branch, cases):
    for case_no in cases[1:3]:
        given = {"merged_into": cases[0], "new_facts": False, "reason": "同。"}
        step(branch.desk("director"), case_no, "merge", **given)
    assert not asked(branch)  # two matters are too few


def test_a_case_that_is_closed_to_somebody_is_not_counted_for_her(branch, cases):
    shut = register(branch.desk("li"), complained_unit="东街支行", complained_staff=["周敏"])
    zhou = branch.desk("zhou").actor
    assert shut in asked(branch)["surge_unit"].cases
    assert asked(branch, reader=zhou)["surge_unit"].cases == cases


def test_an_empty_home_is_calm(branch):
    assert not asked(branch)
