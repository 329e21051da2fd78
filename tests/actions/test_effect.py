"""Rectification to its end, reports to forwarders, grades at registration."""

from datetime import timedelta

import pytest

from desk.actions.change_settings import ChangeSettings
from desk.actions.register_case import RegisterCase, Registered
from desk.base.errors import Several
from desk.reads.case_file import read_case
from desk.reads.open_duties import owed_by
from desk.reads.verify import verify
from desk.rules.case.life import Action
from desk.rules.steps.duties import Duty, duties
from desk.rules.steps.effect import NothingToJudge, TooEarly
from desk.rules.steps.gate import FeedbackOwed, gaps
from desk.rules.steps.guards import InFuture
from tests.builders import INTAKE, register, step, walk


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def owed(branch, case_no):
    return {one.duty: one for one in duties(facts_of(branch, case_no), branch.desk().settings)}


# rectification


@pytest.fixture
def rectified(branch):
    """An archived case whose rectification is ordered, and checked ten days later."""
    case_no = register(branch.desk())
    for _ in range(3):
        register(branch.desk())  # of the same cause
    branch.clock.moment += timedelta(days=2)
    register(branch.desk())  # on the day of the order: counted nowhere
    walk(branch, case_no)
    due = {"owner": "chen", "due_on": "2026-12-10"}
    step(branch.desk("li"), case_no, "rectify", cause="流程缺陷", measure="改收费流程", **due)
    branch.clock.moment += timedelta(days=10)
    register(branch.desk())  # on the day of the check: counted nowhere
    step(branch.desk("li"), case_no, "verify-rectification", result="已上线。")
    return case_no


def test_sixty_days_after_the_check_somebody_judges_whether_it_helped(branch, rectified):
    duty = owed(branch, rectified)[Duty.EFFECT]
    assert duty.due_at.date().isoformat() == "2027-01-31"
    assert (duty.words, duty.action, duty.who) == ("改收费流程", Action.JUDGE_EFFECT, "li")
    with pytest.raises(TooEarly, match="2027-01-31"):
        step(branch.desk("li"), rectified, "judge-effect", helped=True, effect="有效。")
    branch.clock.moment += timedelta(days=20)
    register(branch.desk())
    register(branch.desk(), cause="C01")
    branch.clock.moment += timedelta(days=40)
    found = [o.duty for f, o in owed_by(branch.store, branch.desk().settings, branch.desk().actor)]
    assert Duty.EFFECT in found
    step(branch.desk("li"), rectified, "judge-effect", helped=True, effect="同类投诉下降。")
    (task,) = facts_of(branch, rectified)["rectifications"]
    assert (task["before"], task["after"], task["days"]) == (4, 1, 60)
    assert (task["helped"], task["effect_by"], task["effect_on"]) == (True, "li", "2027-01-31")
    assert task["result"] == "已上线。"
    assert Duty.EFFECT not in owed(branch, rectified)
    with pytest.raises(NothingToJudge):
        step(branch.desk("li"), rectified, "judge-effect", helped=True, effect="有效。")
    assert verify(branch.store, branch.desk().reckoning) == []


def test_a_rectification_that_nobody_checked_is_not_judged(branch):
    case_no = register(branch.desk())
    given = {"cause": "缺陷", "measure": "改", "owner": "chen", "due_on": "2026-12-10"}
    step(branch.desk("li"), case_no, "rectify", **given)
    branch.clock.moment += timedelta(days=90)
    with pytest.raises(NothingToJudge, match="carried out"):
        step(branch.desk("li"), case_no, "judge-effect", helped=True, effect="有效。")


def test_the_office_sets_after_how_many_days(branch, rectified):
    branch.desk().do(ChangeSettings(values={"effect_days": 14}))
    assert owed(branch, rectified)[Duty.EFFECT].due_at.date().isoformat() == "2026-12-16"


# reports to forwarders

FORWARDED = {"forwarded_by": "nfra", "reply_by": "2026-12-01"}
TOLD = {"to": "nfra", "way": "邮寄", "number": "消保反馈3号", "proof": "EMS 7"}


def test_a_forwarded_case_closes_with_the_report_to_its_forwarder(branch):
    case_no = register(branch.desk(), **FORWARDED)
    walk(branch, case_no, until="follow-up")
    with pytest.raises(Several) as caught:
        step(branch.desk("li"), case_no, "close")
    assert "F25" in str(caught.value)
    missing = gaps(facts_of(branch, case_no))
    assert [gap.action for gap in missing] == [Action.AMEND, Action.FEED_BACK]
    duty = owed(branch, case_no)[Duty.FEEDBACK]
    assert (duty.due_at.date().isoformat(), duty.who) == ("2026-12-01", "chen")
    with pytest.raises(InFuture):
        step(branch.desk(), case_no, "feed-back", **TOLD, on="2026-11-21")
    step(branch.desk(), case_no, "feed-back", **TOLD)
    step(branch.desk(), case_no, "amend", forward_no="转 8 号")
    step(branch.desk("li"), case_no, "close")
    (told,) = facts_of(branch, case_no)["feedbacks"]
    assert (told["number"], told["on"]) == ("消保反馈3号", "2026-11-20")
    assert Duty.FEEDBACK not in owed(branch, case_no)


def test_a_report_to_somebody_else_does_not_answer_the_forwarder(branch):
    case_no = register(branch.desk(), **FORWARDED, forward_no="转 8 号")
    walk(branch, case_no, until="follow-up")
    step(branch.desk(), case_no, "feed-back", **{**TOLD, "to": "superior"})
    with pytest.raises(FeedbackOwed):
        step(branch.desk("li"), case_no, "close")


def test_a_court_that_forwards_waits_for_no_report(branch):
    case_no = register(branch.desk(), forwarded_by="court")
    walk(branch, case_no)


def test_a_forwarded_case_that_was_withdrawn_still_owes_its_report(branch):
    case_no = register(branch.desk(), **FORWARDED)
    step(branch.desk(), case_no, "withdraw", remarks="书面撤回。")
    assert Duty.FEEDBACK in owed(branch, case_no)
    found = [o.duty for f, o in owed_by(branch.store, branch.desk().settings, branch.desk().actor)]
    assert Duty.FEEDBACK in found
    step(branch.desk(), case_no, "feed-back", **TOLD)
    assert Duty.FEEDBACK not in owed(branch, case_no)


# grades


def test_a_grade_rises_at_registration_and_the_clerk_hears_why(branch):
    given = {**INTAKE, "grade": "C", "forwarded_by": "nfra"}
    changes = branch.desk("chen").do(RegisterCase(given=given))
    assert changes.result.grade == "B"
    assert "regulator" in changes.result.grade_grounds[0]
    assert facts_of(branch, changes.case_no)["grade"] == "B"
    step(branch.desk("chen"), changes.case_no, "amend", grade="C")
    assert facts_of(branch, changes.case_no)["grade"] == "C"
    assert branch.desk("chen").do(RegisterCase(given=INTAKE)).result == Registered()


def test_a_case_that_is_split_off_has_the_grade_of_its_grounds_too(branch):
    case_no = register(branch.desk(), forwarded_by="nfra")
    changes = step(branch.desk(), case_no, "split", facts="另一笔扣款。", reason="两件事。")
    assert facts_of(branch, changes.result)["grade"] == "B"
