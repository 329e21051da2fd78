"""Which change gives somebody more power, and who confirms it: tables by hand."""

import pytest

from desk.rules.people.rights import Person, Role
from desk.rules.people.two_persons import (
    NotTheSecond,
    ProposalStage,
    confirmers,
    need_second,
    proposal_of,
    raised_facts,
    raised_settings,
)
from desk.rules.settings import Settings, settings_known

ROLES = {
    "s": Role.SPECIALIST,
    "u": Role.SUPERVISOR,
    "d": Role.DIRECTOR,
    "a": Role.AUDITOR,
    "m": Role.ADMINISTRATOR,
}


def person(name, **more):
    """Return a person whose role is the first letter of her login."""
    return Person(login=name, name=name, role=ROLES[name[0]], **more)


# From role (line) to role (column): "2" needs a second person, "." holds at once.
MOVES = {
    #    s u d a m
    "s": ". 2 2 2 2",
    "u": ". . 2 2 2",
    "d": ". . . . .",
    "a": "2 2 2 . 2",
    "m": "2 2 2 2 .",
}


@pytest.mark.parametrize("before", MOVES)
def test_a_role_with_any_right_more_needs_a_second_person(before):
    told = []
    for after in "sudam":
        raised = raised_facts(person(before + "1"), {"role": ROLES[after].value})
        told.append("2" if raised == {"role"} else ".")
    assert " ".join(told) == MOVES[before]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"verify_key": "00"}, {"verify_key"}),  # a new password: whoever set it acts as her
        ({"active": False}, set()),
        ({"active": True}, set()),  # she works here already
        ({"name": "别人"}, {"name"}),  # cases are closed to names
        ({"name": "s1"}, set()),
        ({"department": "理财"}, set()),  # a specialist's own cases go by assignment
        ({"role": "specialist", "verify_key": "00"}, {"verify_key"}),
    ],
)
def test_what_of_an_account_needs_a_second_person(facts, expected):
    assert raised_facts(person("s1"), facts) == expected


def test_a_closed_account_is_opened_by_two():
    assert raised_facts(person("s1", active=False), {"active": True}) == {"active"}


def test_the_department_of_whoever_leads_one_opens_cases():
    change = {"department": "理财"}
    assert raised_facts(person("u1"), change) == {"department"}
    line = "u1 s1 2026-11-20 2026-11-30"
    assert raised_facts(person("s1"), change, [line]) == {"department"}
    assert raised_facts(person("s2"), change, [line]) == set()


# By hand, setting, before, after: "2" needs a second person.
SETTINGS = [
    ("specialist_limit", "500", "500.01", "2"),
    ("specialist_limit", "500", "99999999", "2"),
    ("specialist_limit", "500", "400", "."),
    ("supervisor_limit", "5000", "5000", "."),
    ("supervisor_limit", "900", "1000", "2"),  # numbers, not words
    ("grade_a_approver", "director", "supervisor", "2"),
    ("grade_a_approver", "by_amount", "director", "."),
    ("cumulate_days", 90, 0, "2"),
    ("cumulate_days", 90, 180, "."),
    ("retention_years", 5, 3, "2"),
    ("retention_years", 3, 5, "2"),
    ("target_solved", 70, 10, "2"),
    ("yellow_days", 5, 0, "2"),
    ("red_share", 0, 20, "2"),
    ("archive_open_hours", 24, 168, "2"),
    ("idle_minutes", 10, 120, "2"),
    ("idle_minutes", 10, 2, "."),
    ("effect_days", 60, 366, "2"),
    ("grade_a_amount", 100000, 0, "2"),
    ("complaint_phone", "", "010-55550102", "."),
    ("units", [], ["和平路"], "."),
]


@pytest.mark.parametrize(("name", "before", "after", "expected"), SETTINGS)
def test_which_setting_needs_a_second_person(name, before, after, expected):
    found = raised_settings(Settings({name: before}), {name: after})
    assert found == ({name: after} if expected == "2" else {})


def test_a_setting_that_was_never_set_counts_from_its_default():
    assert raised_settings(Settings({}), {"retention_years": 3}) == {}
    assert raised_settings(Settings({}), {"idle_minutes": 60}) == {"idle_minutes": 60}


def test_of_deputies_only_an_added_line_needs_a_second_person():
    old, new = "u1 s1 2026-11-01 2026-11-05", "d1 u1 2026-11-20 2026-11-30"
    assert raised_settings(Settings({"deputies": [old]}), {"deputies": []}) == {}
    both = {"deputies": [old, new]}
    assert raised_settings(Settings({"deputies": [old]}), both) == {"deputies": [new]}


def test_every_amount_target_and_threshold_says_what_needs_a_second_person():
    known = settings_known()
    telling = ("_limit", "target_", "_days", "_share", "_amount", "_approver", "_hours", "_years")
    unsaid = [name for name in known if any(t in name for t in telling) and not known[name].second]
    assert unsaid == ["house_in_working_hours", "working_hours"]  # how time is counted, on record


# Who works here, who proposes, about whom: who may confirm.
SECONDS = [
    ("d1 d2 u1 m1", "m1", "s9", "d1 d2"),  # an administrator's proposal is the directors'
    ("d1 d2 u1 m1", "d1", "s9", "d2"),
    ("d1 d2 u1 m1", "d1", "d2", "u1 m1"),  # about the only other director
    ("d1 u1 a1 m1 s1", "d1", "s1", "u1 m1"),  # the only director: whoever leads or administers
    ("d1 u1 s1", "d1", "u1", "s1"),  # an office of three
    ("d1 s1 s2", "d1", "s1", "s2"),
    ("d1 s1", "d1", "s1", ""),  # nobody else
    ("d1 a1", "d1", "a2", ""),  # an auditor changes nothing
    ("d1 m1", "m1", "s9", "d1"),
    ("d1", "d1", "m1", ""),
]


@pytest.mark.parametrize(("staff", "proposer", "about", "expected"), SECONDS)
def test_who_confirms(staff, proposer, about, expected):
    found = confirmers([person(one) for one in staff.split()], proposer, [about])
    assert [one.login for one in found] == expected.split()


def test_a_deputy_of_the_director_confirms_as_she_does():
    staff = [person("d1"), person("u1"), person("s1", stands_for=(Role.DIRECTOR,)), person("m1")]
    assert [one.login for one in confirmers(staff, "d1", ["x"])] == ["s1"]


def test_who_has_left_confirms_nothing():
    staff = [person("d1"), person("d2", active=False), person("s1")]
    assert [one.login for one in confirmers(staff, "d1", ["x"])] == ["s1"]


@pytest.mark.parametrize("actor", ["m1", "s9", "u1", "a1"])
def test_neither_the_proposer_nor_whom_it_is_about_nor_anybody_after_others_confirms(actor):
    staff = [person(one) for one in ("d1", "m1", "s9", "u1", "a1")]
    with pytest.raises(NotTheSecond, match="d1"):
        need_second(person(actor), staff, "m1", ["s9"])


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        ({}, "2026-12-04T10:00:00", ProposalStage.WAITING),
        ({}, "2026-12-04T10:00:01", ProposalStage.EXPIRED),
        ({"confirmed_at": "x"}, "2026-12-04T10:00:00", ProposalStage.AGREED),
        ({"confirmed_at": "x"}, "2026-12-05T00:00:00", ProposalStage.EXPIRED),
        ({"confirmed_at": "x", "done_at": "x"}, "2027-01-01T00:00:00", ProposalStage.DONE),
        ({"refused_at": "x"}, "2026-12-01T00:00:00", ProposalStage.REFUSED),
        ({"withdrawn_at": "x"}, "2026-12-01T00:00:00", ProposalStage.WITHDRAWN),
    ],
)
def test_how_far_a_proposal_has_come(facts, now, expected):
    told = {"until": "2026-12-04T10:00:00", **facts}
    assert proposal_of("1", told, now).stage is expected
