"""Why it happened, and to whom else: root causes beside the codes of the regulator."""

import pytest

from desk.reads.case_file import read_case
from desk.reads.details import details_within
from desk.rules.case.classification import classification_of
from desk.rules.case.values import NotInList
from desk.rules.reports.periods import month_of
from desk.rules.steps.duties import Duty, duties
from tests.builders import register, step, walk

BANK = classification_of("bank")

FOUND = {
    "investigation": "系统升级后重复扣收。",
    "finding": "upheld",
    "root_cause": "system",
    "root_cause_text": "批量任务重复执行。",
    "systemic": "systemic",
    "affected_customers": "同批次约 40 户未投诉，已通知退费。",
}


@pytest.fixture
def systemic(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    step(branch.desk("chen"), case_no, "investigate", **FOUND)
    return case_no


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def owed(branch, case_no):
    return {one.duty: one for one in duties(facts_of(branch, case_no), branch.desk().settings)}


def test_a_root_cause_has_its_own_list_and_names_those_who_did_not_complain(branch, systemic):
    facts = facts_of(branch, systemic)
    assert {name: facts[name] for name in FOUND} == FOUND
    assert facts["cause"] == "C07"  # what the customer complained of stays what it was
    with pytest.raises(NotInList, match="Root cause"):
        step(branch.desk("chen"), systemic, "investigate", **{**FOUND, "root_cause": "C07"})


def test_closed_cases_are_counted_by_root_cause(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="contact")
    step(branch.desk("chen"), case_no, "investigate", **FOUND)
    step(branch.desk("chen"), case_no, "plan", plan="退费。")
    step(branch.desk("chen"), case_no, "execute", execution="已退费。")
    told = {
        "decision": dict.fromkeys(("facts_found", "basis", "reasons", "remedies"), "有。"),
        "outcome": "agreed",
        "notice_way": "phone",
        "notice_proof": "录音 1",
    }
    step(branch.desk("chen"), case_no, "notify", **told)
    step(branch.desk("zhou"), case_no, "follow-up", satisfaction="satisfied", follow_up="好。")
    step(branch.desk("li"), case_no, "close")
    period = month_of(branch.clock.moment.date())
    details = details_within(branch.store, period, branch.clock.moment, BANK)
    assert details.root_cause["system"] == 1
    assert details.systemic["systemic"] == 1


def test_a_systemic_problem_owes_a_rectification_until_one_is_ordered(branch, systemic):
    duty = owed(branch, systemic)[Duty.SYSTEMIC]
    assert (duty.due_at.date().isoformat(), duty.words) == ("2026-11-27", "System")
    given = {"cause": "任务重复", "measure": "加锁", "owner": "chen", "due_on": "2026-12-20"}
    step(branch.desk("li"), systemic, "rectify", **given)
    assert Duty.SYSTEMIC not in owed(branch, systemic)


def test_an_isolated_mistake_owes_none(branch, systemic):
    step(branch.desk("chen"), systemic, "investigate", **{**FOUND, "systemic": "isolated"})
    assert Duty.SYSTEMIC not in owed(branch, systemic)
