"""Grades rise by rule (domain.md 5.4), and a person's word holds."""

import pytest

from desk.rules.case.grading import grounds, raised, raised_by
from desk.rules.case.life import Action, State
from desk.rules.settings import Settings
from tests.rules.cases_at import taken

PLAIN = Settings({})
LIMITS = Settings({"grade_a_amount": 100_000, "grade_b_amount": 10_000})
FACTS = {"received_at": "2026-11-20T10:00:00", "channel": "phone"}


@pytest.mark.parametrize(
    ("facts", "settings", "grade"),
    [
        ({}, LIMITS, None),
        ({"channel": "visit", "people_count": 20}, PLAIN, "A"),
        ({"channel": "visit", "people_count": 19}, PLAIN, None),
        ({"channel": "phone", "people_count": 20}, PLAIN, None),
        ({"sensitive": ["disaster"]}, PLAIN, "A"),
        ({"forwarded_by": "nfra"}, PLAIN, "B"),
        ({"forwarded_by": "other"}, PLAIN, None),
        ({"sensitive": ["agitated", "judicial"]}, PLAIN, "B"),
        ({"sensitive": ["agitated"]}, PLAIN, None),
        ({"vulnerable": ["elderly"]}, PLAIN, "B"),
        ({"complainant.birth_year": 1966}, PLAIN, "B"),
        ({"complainant.birth_year": 1967}, PLAIN, None),
        ({"complainant.birth_year": 1966, "complainant.form": "organisation"}, PLAIN, None),
        ({"repeat_of": "TS-0101-20261101-A001"}, PLAIN, "B"),
        ({"amount": "9999.99"}, LIMITS, None),
        ({"amount": "10000.00"}, LIMITS, "B"),
        ({"amount": "100000.00"}, LIMITS, "A"),
        ({"amount": "100000.00"}, PLAIN, None),
        ({"amount": "10000.00", "grade": "A"}, LIMITS, None),
        ({"amount": "10000.00", "grade": "C"}, LIMITS, "B"),
        ({"amount": "100000.00", "forwarded_by": "pbc", "grade": "B"}, LIMITS, "A"),
    ],
)
def test_a_case_has_at_least_the_grade_of_its_gravest_ground(facts, settings, grade):
    assert raised({**FACTS, **facts}, settings).get("grade") == grade


def test_every_ground_that_fits_is_told_gravest_first():
    told = grounds({**FACTS, "sensitive": ["disaster", "publicity"], "repeat_of": "x"}, PLAIN)
    assert [grade for grade, _ in told] == ["A", "B", "B"]
    assert told[0][1] == "a major complaint"


def test_a_correction_brings_the_grade_of_what_is_new_in_it():
    changes = taken(Action.AMEND, State.PLANNING, given={"forwarded_by": "nfra"})
    assert changes["grade"] == "B"
    changes = taken(
        Action.AMEND, State.PLANNING, given={"forwarded_by": "nfra"}, facts={"grade": "A"}
    )
    assert "grade" not in changes


def test_whoever_lowers_a_grade_is_not_overruled_by_grounds_that_were_known():
    known = {"forwarded_by": "nfra", "grade": "C"}
    changes = taken(Action.AMEND, State.PLANNING, given={"product": "信用卡"}, facts=known)
    assert "grade" not in changes
    given = {"grade": "C", "sensitive": ["judicial"]}
    changes = taken(Action.AMEND, State.PLANNING, given=given, facts={"grade": "B"})
    assert changes["grade"] == "C"
    assert raised_by({**FACTS, "grade": "C"}, {**FACTS, **known}, PLAIN) == {"grade": "B"}
