"""A complex complaint is answered by a group of departments (14.5; 种000 跨部门小组)."""

import pytest

from desk.actions.manage_people import ChangePerson
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.steps.guards import Gone, NoGroup, NotTaken
from tests.builders import register, step

GROUP = [{"department": "风险合规部", "liaison": "孙晓"}]
PLAN = {"plan": "退还年费并致歉。"}


@pytest.fixture(autouse=True)
def _whole(branch):
    yield
    assert verify(branch.store, branch.desk().reckoning) == []


def investigated(branch, **facts):
    case_no = register(branch.desk("chen"), **facts)
    step(branch.desk("li"), case_no, "assign", handler="chen")
    step(branch.desk("chen"), case_no, "investigate", investigation="属实。", finding="upheld")
    return case_no


def read(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def test_a_plan_of_a_complex_complaint_asks_for_its_group(branch):
    case_no = investigated(branch, complexity="complex")
    for empty in ({}, {"co_departments": []}):
        with pytest.raises(NoGroup) as refused:
            step(branch.desk("chen"), case_no, "plan", **PLAN, **empty)
        assert refused.value.field == "co_departments"
    step(branch.desk("chen"), case_no, "plan", **PLAN, co_departments=GROUP)
    assert read(branch, case_no)["co_departments"] == GROUP
    assert read(branch, case_no)["state"] == "executing"


def test_a_group_that_was_named_with_the_assignment_is_enough(branch):
    case_no = investigated(branch, complexity="complex")
    step(branch.desk("li"), case_no, "assign", handler="chen", co_departments=GROUP)
    step(branch.desk("chen"), case_no, "plan", **PLAN)
    assert read(branch, case_no)["state"] == "executing"


def test_a_plan_that_is_fixed_anew_asks_again(branch):
    case_no = investigated(branch)
    plan = {**PLAN, "compensation": "900"}
    step(branch.desk("chen"), case_no, "plan", **plan)
    step(branch.desk("chen"), case_no, "amend", complexity="complex")
    step(branch.desk("li"), case_no, "return", reason="案情复杂，请组成小组。")
    with pytest.raises(NoGroup):
        step(branch.desk("chen"), case_no, "plan", **plan)


def test_a_simple_complaint_asks_for_none_and_its_plan_takes_none(branch):
    case_no = investigated(branch)
    with pytest.raises(NotTaken):
        step(branch.desk("chen"), case_no, "plan", **PLAN, co_departments=GROUP)
    step(branch.desk("chen"), case_no, "plan", **PLAN)


def test_a_liaison_whose_account_is_closed_is_named_by_no_plan(branch):
    case_no = investigated(branch, complexity="complex")
    branch.desk().do(ChangePerson(login="zhou", facts={"active": False}))
    group = [{"department": "客户服务部", "liaison": "zhou"}]
    with pytest.raises(Gone):
        step(branch.desk("chen"), case_no, "plan", **PLAN, co_departments=group)
