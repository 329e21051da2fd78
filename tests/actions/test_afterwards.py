"""What comes after the handling: dissatisfaction, reopening, and who has a case that comes back."""

from datetime import timedelta

import pytest

from desk.actions.manage_people import ChangePerson
from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.reads.open_duties import owed_by
from desk.reads.verify import verify
from desk.rules.people.rights import NotPermitted
from desk.rules.steps.duties import Duty
from desk.rules.steps.gate import NothingToUphold
from tests.builders import register, step, walk

ANSWER = {"satisfaction": "很不满意", "follow_up": "仍不认可，要求重新处理。"}


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def owed(branch, case_no):
    office = branch.desk()
    found = owed_by(branch.store, office.settings, office.actor)
    return [duty.duty for facts, duty in found if facts["case_no"] == case_no]


@pytest.fixture
def unhappy(branch):
    """A case whose complainant is very dissatisfied at the follow-up."""
    case_no = register(branch.desk())
    walk(branch, case_no, until="notify")
    step(branch.desk("zhou"), case_no, "follow-up", **ANSWER)
    return case_no


def test_a_case_is_not_closed_over_somebody_who_is_very_dissatisfied(branch, unhappy):
    assert owed(branch, unhappy) == [Duty.DISSATISFIED]
    with pytest.raises(Refusal, match="very dissatisfied"):
        step(branch.desk("li"), unhappy, "close")
    with pytest.raises(NotPermitted):
        step(branch.desk("chen"), unhappy, "uphold", text="维持。")
    step(branch.desk("li"), unhappy, "uphold", text="已复核，决定有据，维持。")
    assert owed(branch, unhappy) == []
    step(branch.desk("li"), unhappy, "close")
    assert verify(branch.store, branch.desk().reckoning) == []


def test_each_follow_up_is_answered_by_itself(branch, unhappy):
    step(branch.desk("li"), unhappy, "uphold", text="维持。")
    branch.clock.moment += timedelta(hours=1)
    step(branch.desk("zhou"), unhappy, "follow-up", **ANSWER)
    assert owed(branch, unhappy) == [Duty.DISSATISFIED]
    branch.clock.moment += timedelta(hours=1)
    step(branch.desk("zhou"), unhappy, "follow-up", satisfaction="不满意", follow_up="可以接受。")
    assert owed(branch, unhappy) == []
    with pytest.raises(NothingToUphold):
        step(branch.desk("li"), unhappy, "uphold", text="维持。")
    step(branch.desk("li"), unhappy, "close")


def test_it_can_be_reopened_without_being_closed_first_and_begins_a_new_round(branch, unhappy):
    branch.clock.moment += timedelta(days=1)
    step(branch.desk("li"), unhappy, "reopen", reason="投诉人很不满意，重新核实。")
    facts = facts_of(branch, unhappy)
    assert (facts["state"], facts.get("satisfaction")) == ("to_investigate", None)
    assert facts["rounds"][0]["facts"]["satisfaction"] == "very_dissatisfied"
    (clock,) = [
        one
        for one in read_case(branch.store, branch.desk().reckoning, unhappy).clocks
        if one.rule.id == "decide"
    ]
    assert clock.due.on.isoformat() == "2026-12-06"  # fifteen days from the reopening
    assert Duty.DISSATISFIED not in owed(branch, unhappy)


def gone(branch, login="chen"):
    branch.desk().do(ChangePerson(login=login, facts={"active": False}))


@pytest.mark.parametrize("until", ["close", "archive"])
def test_a_reopened_case_falls_to_who_reopens_it_when_its_handler_is_gone(branch, until):
    case_no = register(branch.desk())
    walk(branch, case_no, until=until)
    gone(branch)
    step(branch.desk("li"), case_no, "reopen", reason="上级要求重办。")
    assert facts_of(branch, case_no)["handler"] == "li"
    assert verify(branch.store, branch.desk().reckoning) == []


def test_it_stays_with_a_handler_who_is_still_there(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="close")
    step(branch.desk("li"), case_no, "reopen", reason="上级要求重办。")
    assert facts_of(branch, case_no)["handler"] == "chen"


@pytest.mark.parametrize(("leaves", "keeper"), [(True, "zhou"), (False, "chen")])
def test_a_merger_undone_gives_no_case_back_to_somebody_who_is_gone(branch, leaves, keeper):
    older, newer = register(branch.desk()), register(branch.desk())
    walk(branch, newer, until="assign")
    merged = {"merged_into": older, "new_facts": False, "reason": "同一投诉。"}
    step(branch.desk(), newer, "merge", **merged)
    if leaves:
        gone(branch)
    step(branch.desk("zhou"), newer, "unmerge", reason="不是同一事项。")
    facts = facts_of(branch, newer)
    assert (facts["handler"], facts["state"]) == (keeper, "to_investigate")
    assert verify(branch.store, branch.desk().reckoning) == []
