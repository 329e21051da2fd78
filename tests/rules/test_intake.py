"""Intake: what a new complaint must say, its defaults, and when it is major by law."""

from datetime import datetime

import pytest

from desk.rules.case.fields import BY_ID, Kind
from desk.rules.case.major import major_ground
from desk.rules.steps import intake
from desk.rules.steps.guards import BeforeReceipt, InFuture, Missing
from desk.rules.steps.intake import TAKES, cleaned, completed, problems

NOW = datetime(2026, 11, 20, 10, 0)
LEAST = {"channel": "phone", "complainant.name": "张三", "facts": "年费重复扣收。"}


def found(**more):
    return [(type(p).__name__, p.field) for p in problems({**LEAST, **more}, NOW)]


def test_the_least_is_enough():
    assert problems(LEAST, NOW) == []


@pytest.mark.parametrize("name", LEAST)
def test_what_is_needed_is_asked_for_by_name(name):
    missing = {key: value for key, value in LEAST.items() if key != name}
    (refusal,) = problems(missing, NOW)
    assert (type(refusal), refusal.field) == (Missing, name)


def test_everything_that_is_wrong_comes_at_once_in_the_form_s_order():
    names = [refusal.field for refusal in problems({"state": "closed", "grade": "A"}, NOW)]
    assert names == ["state", "channel", "complainant.name", "facts"]


@pytest.mark.parametrize(
    "name",
    [
        "state",
        "case_no",
        "handler",
        "finding",
        "outcome",
        "compensation",
        "decision.basis",
        "notified_at",
        "closed_at",
        "approved_by",
        "registered_at",
        "keep_until",
        "major",
        "major_ground",
    ],
)
def test_what_belongs_to_a_later_step_is_not_stated_at_intake(name):
    assert name not in TAKES
    if name in BY_ID:
        assert found(**{name: "x"}) == [("NotAtIntake", name)]


MOMENTS = [name for name in TAKES if BY_ID[name].kind is Kind.MOMENT]
PAST_DAYS = ["occurred_on", "forwarded_on"]


@pytest.mark.parametrize("name", MOMENTS)
def test_nothing_at_intake_happened_later_than_now(name):
    assert found(**{name: "2026-11-20T10:00:01"}) == [("InFuture", name)]
    assert found(**{name: "2026-11-20T10:00:00"}) == []


@pytest.mark.parametrize("name", PAST_DAYS)
def test_nothing_at_intake_happened_on_a_later_day(name):
    assert found(**{name: "2026-11-21"}) == [("InFuture", name)]
    assert found(**{name: "2026-11-20"}) == []


def test_a_feedback_day_may_lie_in_the_future():
    assert found(reply_by="2026-12-05") == []


@pytest.mark.parametrize(
    ("contact", "received", "expected"),
    [
        ("2026-11-19T09:00:00", "2026-11-19T09:00:00", []),
        (
            "2026-11-19T08:59:59",
            "2026-11-19T09:00:00",
            [("BeforeReceipt", "first_contact_at")],
        ),
        ("2026-11-20T10:00:00", None, []),
        ("2026-11-20T09:59:59", None, [("BeforeReceipt", "first_contact_at")]),
    ],
)
def test_nobody_was_called_back_before_she_called(contact, received, expected):
    assert found(first_contact_at=contact, received_at=received) == expected


@pytest.mark.parametrize(("count", "is_too_many"), [(5, False), (6, True)])
def test_a_joint_complaint_has_at_most_five_representatives(count, is_too_many):
    several = [{"name": f"代表{number}"} for number in range(count)]
    assert bool(found(representatives=several)) is is_too_many
    if is_too_many:
        (refusal,) = problems({**LEAST, "representatives": several}, NOW)
        assert isinstance(refusal, intake.TooManyRepresentatives)
        assert refusal.field == "representatives"
        assert "at most 5" in str(refusal)


@pytest.mark.parametrize(
    ("year", "is_wrong"), [(1899, True), (1900, False), (2026, False), (2027, True), (0, True)]
)
def test_a_complainant_was_born_within_living_memory(year, is_wrong):
    name = "complainant.birth_year"
    assert found(**{name: year}) == ([("BadBirthYear", name)] if is_wrong else [])


def test_refusals_name_moments_as_people_read_them():
    (refusal,) = problems({**LEAST, "received_at": "2026-11-21T08:00:00"}, NOW)
    assert isinstance(refusal, InFuture)
    assert (
        str(refusal)
        == "Received at: 2026-11-21 08:00 lies in the future. State when it really happened."
    )
    contact = {"first_contact_at": "2026-11-18T08:00:00", "received_at": "2026-11-19T08:00:00"}
    (refusal,) = problems({**LEAST, **contact}, NOW)
    assert isinstance(refusal, BeforeReceipt)
    assert "2026-11-18 08:00 lies before" in str(refusal)
    assert "(2026-11-19 08:00)" in str(refusal)


# cleaning


def test_cleaning_keeps_what_fits_and_lists_what_does_not():
    given = {
        "channel": "来电",
        "complainant": {"name": " 张三 ", "phone": ""},
        "amount": "much",
        "grade": "Z",
        "income": "1",
        "facts": None,
    }
    facts, wrong = cleaned(given)
    assert facts == {"channel": "phone", "complainant.name": "张三"}
    assert [refusal.field for refusal in wrong] == ["amount", "grade", "income"]


def test_a_name_that_is_no_object_is_no_complainant():
    facts, wrong = cleaned({"complainant": "张三"})
    assert (facts, [refusal.field for refusal in wrong]) == ({}, ["complainant"])


# defaults


def test_the_form_s_defaults_fill_what_was_not_stated():
    facts = completed(LEAST, NOW)
    assert facts == {
        **LEAST,
        "kind": "complaint",
        "party_type": "customer",
        "complexity": "simple",
        "complainant.form": "person",
        "standing": "self",
        "received_at": "2026-11-20T10:00:00",
        "registered_at": "2026-11-20T10:00:00",
    }


def test_what_was_stated_holds_but_registration_is_now():
    stated = {"kind": "inquiry", "received_at": "2026-11-19T16:00:00", "registered_at": "1999"}
    facts = completed({**LEAST, **stated}, NOW)
    assert (facts["kind"], facts["received_at"]) == ("inquiry", "2026-11-19T16:00:00")
    assert facts["registered_at"] == "2026-11-20T10:00:00"


@pytest.mark.parametrize("name", intake.DEFAULTS)
def test_the_defaults_are_codes_of_their_lists(name):
    facts, wrong = cleaned({name: intake.DEFAULTS[name]})
    assert (facts, wrong) == ({name: intake.DEFAULTS[name]}, [])


# major by law

MAJOR = {
    "nothing": ({}, ""),
    "twenty face to face": ({"channel": "visit", "people_count": 20}, "joint"),
    "nineteen face to face": ({"channel": "visit", "people_count": 19}, ""),
    "twenty by telephone": ({"channel": "phone", "people_count": 20}, ""),
    "face to face, number unknown": ({"channel": "visit", "people_count": None}, ""),
    "a disaster": ({"sensitive": ["publicity", "disaster"]}, "disaster"),
    "so designated by the regulator": ({"sensitive": ["designated"]}, "designated"),
    "another tag": ({"sensitive": ["publicity"]}, ""),
    "joint comes first": (
        {"channel": "visit", "people_count": 50, "sensitive": ["disaster"]},
        "joint",
    ),
    "grade A alone is not major": ({"grade": "A", "amount": "99999999.00"}, ""),
}


@pytest.mark.parametrize(("facts", "ground"), MAJOR.values(), ids=MAJOR)
def test_a_case_is_major_by_law_only(facts, ground):
    assert major_ground(facts) == ground
