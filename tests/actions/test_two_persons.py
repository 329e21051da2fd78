"""Nobody grants herself anything: what gives power waits for a second person, at every door."""

from datetime import timedelta

import pytest

from desk.actions.change_settings import ChangeSettings
from desk.actions.manage_people import AddPerson, ChangePerson
from desk.actions.proposals import (
    CarryOut,
    ConfirmProposal,
    RefuseProposal,
    SeeRaises,
    WithdrawProposal,
)
from desk.reads.office_facts import read_people, read_settings
from desk.reads.second_persons import read_seconds
from desk.reads.verify import verify
from desk.rules.people.rights import NotPermitted, Person, Role
from desk.rules.people.two_persons import (
    NoProposal,
    NotAgreedYet,
    NotTheFirst,
    NotTheSecond,
    ProposerLeft,
)
from desk.store.record import journal
from tests.builders import register

DAYS = "2026-11-20 2026-11-30"
GHOST = Person(login="ghost", name="无名", role=Role.AUDITOR)
# By hand: what is done, by whom it may be proposed, who may confirm it (the rest may not).
RAISES = {
    "an auditor is added": (AddPerson(person=GHOST, verify_key="00"), "xu", "director"),
    "a specialist is added": (
        AddPerson(person=Person(login="g", name="无", role=Role.SPECIALIST), verify_key="00"),
        "director",
        "li xu",
    ),
    "a director is added": (
        AddPerson(person=Person(login="g", name="无", role=Role.DIRECTOR), verify_key="00"),
        "director",
        "li xu",
    ),
    "a role is raised": (
        ChangePerson(login="chen", facts={"role": "auditor"}),
        "xu",
        "director",
    ),
    "a supervisor becomes director": (
        ChangePerson(login="li", facts={"role": "director"}),
        "director",
        "xu",
    ),
    "an administrator gets a new password": (
        ChangePerson(login="xu", facts={"verify_key": "00"}),
        "director",
        "li",
    ),
    "an auditor gets a new password": (
        ChangePerson(login="he", facts={"verify_key": "00"}),
        "xu",
        "director",
    ),
    "another name": (ChangePerson(login="chen", facts={"name": "陈力"}), "xu", "director"),
    "a limit is raised": (
        ChangeSettings(values={"supervisor_limit": "99999999"}),
        "xu",
        "director",
    ),
    "a target is lowered": (ChangeSettings(values={"target_solved": 5}), "director", "li xu"),
    "what is kept is kept shorter": (
        ChangeSettings(values={"retention_years": 5}),
        "xu",
        "director",
    ),
    "the director has a deputy": (
        ChangeSettings(values={"deputies": [f"director li {DAYS}"]}),
        "director",
        "xu",
    ),
}


def state(branch):
    people = {
        one.login: (one.role, one.name, one.active) for one in read_people(branch.store).values()
    }
    keys = {
        name: journal.folded(branch.store, f"person:{name}").facts.get("verify_key")
        for name in people
    }
    return people, keys, read_settings(branch.store).values


@pytest.fixture
def lived(branch):
    register(branch.desk("chen"))
    yield branch
    assert verify(branch.store, branch.desk().reckoning) == []


@pytest.mark.parametrize("what", RAISES)
def test_nothing_holds_before_a_second_person_and_everything_after(lived, what):
    command, first, seconds = RAISES[what]
    before = state(lived)
    waits = lived.desk(first).do(command).waits
    assert waits is not None
    assert state(lived) == before
    for login in {"chen", "li", "he", "xu", "director"} - set(seconds.split()):
        with pytest.raises((NotTheSecond, NotPermitted)):
            lived.desk(login).do(ConfirmProposal(id=waits.id))
        with pytest.raises((NotTheFirst, NotAgreedYet, NotPermitted)):
            lived.desk(login).do(CarryOut(id=waits.id))
    assert state(lived) == before
    second = lived.desk(seconds.split()[-1])
    decided = second.do(ConfirmProposal(id=waits.id)).result.proposal
    if not decided.done_at:  # she may agree, and the director does it
        assert state(lived) == before
        lived.desk(first).do(CarryOut(id=waits.id))
    assert state(lived) != before
    with pytest.raises(NoProposal):
        second.do(ConfirmProposal(id=waits.id))


LOWERS = {
    "a supervisor becomes specialist": (
        "director",
        ChangePerson(login="li", facts={"role": "specialist"}),
    ),
    "an account is closed": ("xu", ChangePerson(login="chen", facts={"active": False})),
    "a limit is lowered": ("xu", ChangeSettings(values={"specialist_limit": "1"})),
    "a telephone number": ("xu", ChangeSettings(values={"complaint_phone": "010-55550102"})),
}


@pytest.mark.parametrize("what", LOWERS)
def test_what_takes_power_away_holds_at_once(lived, what):
    login, command = LOWERS[what]
    assert lived.desk(login).do(command).waits is None


def test_of_several_changes_only_what_gives_power_waits(lived):
    values = {"supervisor_limit": "99999999", "specialist_limit": "1", "units": ["和平路"]}
    waits = lived.desk("xu").do(ChangeSettings(values=values)).waits
    assert waits.wish["values"] == {"supervisor_limit": "99999999.00"}
    settings = read_settings(lived.store)
    assert (settings["specialist_limit"], settings["units"]) == ("1.00", ["和平路"])
    assert settings.money("supervisor_limit") == 5000
    waits = lived.desk().do(
        ChangePerson(login="li", facts={"role": "specialist", "verify_key": "0"})
    )
    assert read_people(lived.store)["li"].role is Role.SPECIALIST
    assert waits.waits.wish["facts"] == {"verify_key": "0"}


def test_a_simulation_proposes_nothing(lived):
    command = ChangeSettings(values={"supervisor_limit": "99999999"}, is_simulation=True)
    assert lived.desk("xu").do(command).waits is None
    assert seconds_of(lived).proposals == []


def test_a_director_sets_the_office_up_alone_until_its_first_case(branch):
    command = AddPerson(person=GHOST, verify_key="00")
    assert branch.desk("xu").do(command).waits is not None  # not so an administrator
    assert branch.desk().do(command).waits is None
    register(branch.desk("chen"))
    other = AddPerson(person=Person(login="g", name="无", role=Role.AUDITOR), verify_key="00")
    assert branch.desk().do(other).waits is not None


def test_where_nobody_else_works_it_holds_and_is_on_record_as_done_alone(lived):
    for login in ("chen", "zhou", "li", "he", "xu"):
        lived.desk().do(ChangePerson(login=login, facts={"active": False}))
    assert lived.desk().do(AddPerson(person=GHOST, verify_key="00")).waits is None
    (one,) = seconds_of(lived).proposals
    assert (one.is_alone, one.by) == (True, "director")


def seconds_of(branch, login="director"):
    office = branch.desk(login)
    return read_seconds(branch.store, office.people, office.settings, office.seen)


def proposed(branch, by="xu"):
    return branch.desk(by).do(AddPerson(person=GHOST, verify_key="00")).waits


def test_a_proposal_is_refused_with_a_reason_or_withdrawn(lived):
    one = proposed(lived)
    with pytest.raises(NotTheSecond):
        lived.desk("li").do(RefuseProposal(id=one.id, reason="没有这个人。"))
    lived.desk().do(RefuseProposal(id=one.id, reason="没有这个人。"))
    (told,) = seconds_of(lived).proposals
    assert (told.reason, told.second) == ("没有这个人。", "director")
    other = proposed(lived)
    with pytest.raises(NotTheFirst):
        lived.desk().do(WithdrawProposal(id=other.id))
    lived.desk("xu").do(WithdrawProposal(id=other.id))
    for number in (one.id, other.id):
        with pytest.raises(NoProposal):
            lived.desk().do(ConfirmProposal(id=number))
    assert "ghost" not in read_people(lived.store)


def test_a_proposal_expires_after_a_fortnight(lived):
    one = proposed(lived)
    lived.clock.moment += timedelta(days=14, seconds=1)
    with pytest.raises(NoProposal):
        lived.desk().do(ConfirmProposal(id=one.id))


def test_a_clock_turned_back_brings_no_expired_proposal_back(lived):
    one, now = proposed(lived), lived.clock.moment
    lived.clock.moment += timedelta(days=15)
    register(lived.desk("chen"))
    lived.clock.moment = now
    with pytest.raises(NoProposal):
        lived.desk().do(ConfirmProposal(id=one.id))


def test_what_was_proposed_by_whoever_left_is_not_carried_out(lived):
    one = proposed(lived)
    lived.desk().do(ChangePerson(login="xu", facts={"active": False}))
    with pytest.raises(ProposerLeft):
        lived.desk().do(ConfirmProposal(id=one.id))


def test_two_proposed_deputies_do_not_overwrite_each_other(lived):
    lines = [f"li chen {DAYS}", f"li zhou {DAYS}"]
    numbers = [
        lived.desk().do(ChangeSettings(values={"deputies": [line]})).waits.id for line in lines
    ]
    for number in numbers:
        lived.desk("xu").do(ConfirmProposal(id=number))
        lived.desk().do(CarryOut(id=number))
    assert read_settings(lived.store)["deputies"] == lines


def test_who_was_given_more_power_is_news_to_every_director_until_she_has_seen_it(lived):
    lived.desk().do(ChangePerson(login="li", facts={"role": "director"}))
    lived.desk("xu").do(ConfirmProposal(id="1"))
    lived.desk().do(CarryOut(id="1"))
    one = proposed(lived)
    lived.desk().do(ConfirmProposal(id=one.id))
    li = lived.desk("li")
    assert {each.id for each in seconds_of(lived).news_to(li.acting)} == {"1", one.id}
    li.do(SeeRaises())
    assert seconds_of(lived).news_to(li.acting) == []
    assert [each.id for each in seconds_of(lived).news_to(lived.desk().acting)] == ["1"]
    assert seconds_of(lived).news_to(lived.desk("xu").acting) == []


def test_who_sees_which_proposal(lived):
    proposed(lived)
    lived.desk().do(ChangePerson(login="chen", facts={"verify_key": "00"}))
    shown = {
        login: len(seconds_of(lived).shown_to(lived.desk(login).acting)) for login in lived.keys
    }
    assert shown == {"director": 2, "xu": 2, "he": 2, "li": 1, "chen": 1, "zhou": 0}
