"""Money: whose approval a compensation needs, rounds, split payments, deputies, payments."""

from datetime import timedelta

import pytest

from desk.actions.change_settings import ChangeSettings
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.people.rights import NotPermitted
from desk.rules.steps import approval, guards, life_guards
from tests.builders import register, step, walk

PERSON = {"name": "张三", "phone": "13800005678"}


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def planned(branch, compensation, **more):
    """Return a case in which chen has planned a compensation."""
    case_no = register(branch.desk("chen"), **more)
    walk(branch, case_no, until="investigate")
    step(branch.desk("chen"), case_no, "plan", plan="补偿。", compensation=compensation)
    return case_no


def test_a_small_amount_is_decided_by_the_planner_and_a_large_one_by_her_superiors(branch):
    assert facts_of(branch, planned(branch, "100"))["approved_by"] == "chen"
    case_no = planned(branch, "4000", complainant={**PERSON, "phone": "13900001111"})
    assert facts_of(branch, case_no)["state"] == "to_approve"
    with pytest.raises(NotPermitted):
        step(branch.desk("zhou"), case_no, "approve", reason="同意。")
    step(branch.desk("li"), case_no, "approve", reason="同意。")
    (entry,) = facts_of(branch, case_no)["approvals"]
    assert (entry["decision"], entry["round"], entry["amount"]) == ("approve", 1, "4000.00")


def test_payments_just_below_the_limit_are_added_up_and_named(branch):
    first, second = planned(branch, "300"), planned(branch, "2400")
    assert facts_of(branch, first)["state"] == "executing"
    step(branch.desk("li"), second, "approve", reason="同意。")
    third = planned(branch, "2400")
    with pytest.raises(approval.SplitPayments) as caught:
        step(branch.desk("li"), third, "approve", reason="同意。")
    sentence = str(caught.value)
    assert first in sentence
    assert second in sentence
    assert "5,100.00" in sentence
    step(branch.desk("director"), third, "approve", reason="同意，累计已知悉。")
    assert facts_of(branch, third)["approvals"][0]["with"] == [first, second]
    assert verify(branch.store, branch.desk().reckoning) == []


def test_what_was_paid_long_ago_to_others_or_withdrawn_does_not_count(branch):
    planned(branch, "400")
    planned(branch, "400", complainant={"name": "李四", "phone": "13911112222"})
    branch.clock.moment += timedelta(days=91)
    assert facts_of(branch, planned(branch, "400"))["state"] == "executing"


def test_the_same_document_number_is_the_same_customer_whatever_the_telephone(branch):
    number = {"id_type": "resident_id", "id_no": "11010519491231002X"}
    planned(branch, "400", complainant={**PERSON, **number})
    other = planned(branch, "400", complainant={"name": "张三", "phone": "13700001111", **number})
    assert facts_of(branch, other)["state"] == "to_approve"


def test_the_grade_may_ask_for_a_higher_approver(branch):
    branch.desk().do(ChangeSettings(values={"grade_a_approver": "director"}))
    case_no = planned(branch, "100", grade="A")
    with pytest.raises(approval.GradeNeedsHigher, match="Director"):
        step(branch.desk("li"), case_no, "approve", reason="同意。")
    step(branch.desk("director"), case_no, "approve", reason="同意。")


def test_a_refusal_starts_a_new_round_and_the_last_round_counts(branch):
    case_no = planned(branch, "4000")
    step(branch.desk("li"), case_no, "approve", reason="同意。")
    again = planned(branch, "900", complainant={**PERSON, "phone": "13700001111"})
    step(branch.desk("li"), again, "return", reason="依据不足。")
    assert facts_of(branch, again)["state"] == "planning"
    step(branch.desk("chen"), again, "plan", plan="补充依据。", compensation="800")
    facts = facts_of(branch, again)
    assert (facts["state"], facts.get("approved_by")) == ("to_approve", None)
    step(branch.desk("li"), again, "approve", reason="同意。")
    told = [(one["decision"], one["round"]) for one in facts_of(branch, again)["approvals"]]
    assert told == [("return", 1), ("approve", 2)]


def test_a_deputy_approves_between_her_days_but_never_what_she_planned(branch):
    case_no, own = planned(branch, "900"), register(branch.desk("zhou"))
    walk(branch, own, until="investigate")
    step(branch.desk("zhou"), own, "plan", plan="补偿。", compensation="900")
    line = "li zhou 2026-11-20 2026-11-30"
    branch.desk().do(ChangeSettings(values={"deputies": [line]}))
    with pytest.raises(guards.OwnPlan):
        step(branch.desk("zhou"), own, "approve", reason="同意。")
    step(branch.desk("zhou"), case_no, "approve", reason="同意。")
    (entry,) = facts_of(branch, case_no)["approvals"]
    assert (entry["by"], entry["for"]) == ("zhou", "supervisor")
    branch.clock.moment += timedelta(days=11)
    with pytest.raises(NotPermitted):
        step(branch.desk("zhou"), planned(branch, "900"), "approve", reason="同意。")


def test_no_more_is_paid_than_was_approved_and_closing_asks_for_the_rest(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="investigate")
    with pytest.raises(life_guards.NotApproved):
        step(branch.desk("chen"), case_no, "pay", paid="10", receipt="1")
    step(branch.desk("chen"), case_no, "plan", plan="补偿。", compensation="300")
    step(branch.desk("chen"), case_no, "pay", paid="200", receipt="回单 1")
    with pytest.raises(life_guards.TooMuchPaid, match=r"300\.01"):
        step(branch.desk("chen"), case_no, "pay", paid="100.01", receipt="回单 2")
    with pytest.raises(life_guards.NoAmount):
        step(branch.desk("chen"), case_no, "pay", paid="0", receipt="回单 2")
    step(branch.desk("chen"), case_no, "pay", paid="100", receipt="回单 2")
    assert life_guards.paid(facts_of(branch, case_no)) == 300
