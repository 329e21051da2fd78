"""Assessment: points worked by hand, too few cases not judged, and who may see whose."""

from decimal import Decimal

import pytest

from desk.base.resources import read_toml
from desk.rules.oversight.assessment import NotYourAssessment, need_to_see, score
from desk.rules.people.rights import Person, Role


def case(place, **more):
    """Return a case as a closed report keeps it, without fault."""
    return {
        "case_no": f"N{place:02}",
        "went": "closed",
        "late": False,
        "outcome": "agreed",
        "satisfaction": "satisfied",
        "followed_up": True,
        "escalated": False,
        **more,
    }


def points(found):
    return {one.id: one.points for one in found.shares}


def test_weights_are_a_hundred():
    assert sum(one["weight"] for one in read_toml("assessment.toml")["share"].values()) == 100


def test_points_by_hand():
    some = [
        *(case(place) for place in range(1, 7)),
        case(7, late=True),
        case(8, outcome="not_agreed", satisfaction="no_answer"),
        case(9, satisfaction="dissatisfied", escalated=True),
        case(10, followed_up=False, satisfaction=None),
        case(11, went="open_at_end", late=True),  # not closed in the period: counts nowhere
        case(12, went="withdrawn"),
        case(13, went="merged"),
    ]
    found = score(some)
    assert points(found) == {
        "in_time": Decimal("31.5"),  # 35 x 9/10
        "resolved": Decimal("23.7"),  # 25 x 90 % / 95 % = 23.68
        "satisfied": Decimal("19.4"),  # 8 answered, 7 satisfied: 20 x 87.5 % / 90 % = 19.44
        "followed_up": Decimal("9.0"),
        "settled_here": Decimal("9.2"),  # 10 x 90 % / 98 % = 9.18
    }
    assert found.total == Decimal("92.8")
    missed = {one.id: one.missed for one in found.shares}
    assert missed == {
        "in_time": ["N07"],
        "resolved": ["N08"],
        "satisfied": ["N09"],
        "followed_up": ["N10"],
        "settled_here": ["N09"],
    }


def test_more_than_the_target_gives_no_more_than_the_weight():
    found = score([case(place) for place in range(5)])
    assert points(found)["resolved"] == Decimal("25.0")
    assert found.total == Decimal("100.0")


def test_too_few_answers_are_left_out_and_the_rest_is_of_a_hundred():
    some = [case(place, satisfaction=None) for place in range(4)]
    found = score([*some, case(4, late=True)])
    assert points(found)["satisfied"] is None  # a single answer
    assert found.total == Decimal("91.3")  # (28 + 25 + 10 + 10) of 80


def test_of_four_cases_nothing_is_said():
    found = score([case(place) for place in range(4)])
    assert (found.total, set(points(found).values())) == (None, {None})


def person(role, login="chen", department="客服部"):
    return Person(login=login, name="某人", role=role, department=department)


@pytest.mark.parametrize(
    ("role", "by", "name", "may"),
    [
        (Role.SPECIALIST, "handler", "chen", True),
        (Role.SPECIALIST, "handler", "zhou", False),
        (Role.SPECIALIST, "department", "客服部", True),
        (Role.SPECIALIST, "department", "个金部", False),
        (Role.SUPERVISOR, "handler", "zhou", True),
        (Role.DIRECTOR, "department", "个金部", True),
        (Role.AUDITOR, "handler", "zhou", True),
        (Role.ADMINISTRATOR, "handler", "zhou", False),
    ],
)
def test_who_sees_whose(role, by, name, may):
    if may:
        need_to_see(person(role), by, name)
        return
    with pytest.raises(NotYourAssessment):
        need_to_see(person(role), by, name)
