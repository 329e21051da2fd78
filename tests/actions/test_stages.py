"""A case goes through its five stages by commands with guards."""

import pytest

from desk.actions.take_step import TakeStep
from desk.actions.work import ChangedMeanwhile
from desk.base.errors import Refusal, Several
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.case.life import Action
from desk.rules.steps import guards
from tests.builders import DECISION, WAY, register, step, walk


def case_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no)


def test_a_case_walks_from_registration_to_the_archive(branch):
    case_no = register(branch.desk("chen"))
    states = []
    for action, login, given in WAY:
        step(branch.desk(login), case_no, action, **given)
        states.append(case_of(branch, case_no).state.value)
    assert states == [
        "to_investigate",
        "to_investigate",
        "planning",
        "executing",
        "to_notify",
        "to_follow_up",
        "to_follow_up",
        "closed",
        "archived",
    ]
    assert verify(branch.store, branch.desk().reckoning) == []


def test_the_number_names_office_day_device_and_runs_on(branch):
    office = branch.desk("chen")
    assert [register(office), register(office)] == [
        "TS-0101-20261120-A001",
        "TS-0101-20261120-A002",
    ]


def test_a_form_is_refused_with_everything_that_is_wrong(branch):
    with pytest.raises(Several) as caught:
        register(branch.desk("chen"), channel="", facts=" ", amount="12.345", grade="Z")
    assert [refusal.field for refusal in caught.value.refusals] == [
        "amount",
        "grade",
        "channel",
        "facts",
    ]


def test_a_step_out_of_turn_says_what_comes_next(branch):
    case_no = register(branch.desk())
    with pytest.raises(guards.WrongState, match="next comes: Assign"):
        step(branch.desk(), case_no, "execute", execution="x")


def test_a_recused_person_cannot_become_the_handler(branch):
    case_no = register(branch.desk(), complained_staff=["陈立"])
    with pytest.raises(guards.Recused, match="陈立"):
        step(branch.desk(), case_no, "assign", handler="chen")


def test_the_decision_cannot_be_told_with_a_part_missing(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="execute")
    with pytest.raises(guards.Missing, match="Reasons is missing"):
        step(
            branch.desk("chen"),
            case_no,
            "notify",
            decision={**DECISION, "reasons": " "},
            outcome="agreed",
            notice_way="phone",
            notice_proof="1",
        )


def test_an_amount_above_the_planners_limit_waits_for_somebody_else(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="investigate")
    step(branch.desk("li"), case_no, "plan", plan="补偿", compensation="8,000.00")
    assert case_of(branch, case_no).state.value == "to_approve"
    with pytest.raises(guards.OwnPlan):
        step(branch.desk("li"), case_no, "approve")
    step(branch.desk(), case_no, "approve", reason="同意")
    case = case_of(branch, case_no)
    assert (case.state.value, case.facts["approved_by"]) == ("executing", "director")


def test_nobody_closes_without_notice_or_proof_of_attempts(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="execute")
    with pytest.raises(Several, match=r"not been notified.*follow-up is missing"):
        step(branch.desk("li"), case_no, "close", outcome="unreachable")
    step(
        branch.desk("li"),
        case_no,
        "close",
        outcome="unreachable",
        unreachable_proof="三次拨打无人接听，号码停机。",
    )
    assert case_of(branch, case_no).state.value == "closed"


def test_the_handler_does_not_follow_up_her_own_case(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="notify")
    with pytest.raises(guards.SameVisitor):
        step(branch.desk("chen"), case_no, "follow-up", satisfaction="satisfied", follow_up="好")


def test_a_withdrawal_ends_the_case_that_day(branch):
    case_no = register(branch.desk())
    step(branch.desk(), case_no, "withdraw", remarks="书面撤回。")
    case = case_of(branch, case_no)
    assert (case.state.value, case.facts["outcome"]) == ("closed", "withdrawn")
    assert case.facts["closed_at"] == case.facts["withdrawn_at"]
    assert {clock.state.value for clock in case.clocks if clock.rule.id == "decide"} == {
        "cancelled"
    }


def test_a_case_that_somebody_else_saved_is_not_overwritten(branch):
    case_no = register(branch.desk())
    seen = case_of(branch, case_no).version
    step(branch.desk(), case_no, "note", text="先记一笔。")
    late = TakeStep(case_no=case_no, action=Action.NOTE, given={"text": "晚"}, seen_version=seen)
    office = branch.desk()
    with pytest.raises(ChangedMeanwhile):
        office.do(late)


def test_a_refused_command_changes_nothing(branch):
    case_no = register(branch.desk())
    before = case_of(branch, case_no)
    with pytest.raises(Refusal):
        step(branch.desk("he"), case_no, "note", text="审计不能写")
    assert case_of(branch, case_no) == before


@pytest.mark.parametrize(
    ("action", "given", "words"),
    [
        ("amend", {"received_at": "2026-11-19 09:00"}, ["Correct receipt or kind"]),
        ("amend", {"kind": "inquiry"}, ["Correct receipt or kind", "Handle as another kind"]),
        ("amend", {"investigation": "属实。"}, ["Record the investigation"]),
        ("amend", {"handler": "zhou"}, ["Assign"]),
        ("note", {"amount": "1.00"}, ["Correct facts"]),
        ("assign", {"plan": "退费。"}, ["Fix the plan"]),
    ],
    ids=str,
)
def test_a_field_of_another_step_is_refused_with_that_step(branch, action, given, words):
    case_no = register(branch.desk())
    with pytest.raises(guards.TakenElsewhere) as caught:
        step(branch.desk(), case_no, action, **given)
    assert caught.value.values["steps"] == words
