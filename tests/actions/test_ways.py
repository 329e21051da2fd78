"""The ways of what is no consumer's complaint: answered, handed on, converted; none is lost."""

from datetime import datetime

import pytest

from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.case.life import Action
from desk.rules.people.rights import NotPermitted
from desk.rules.people.sight import ClosedGroup
from desk.rules.steps import guards
from desk.rules.steps.act_words import deed
from desk.rules.steps.gate import gaps
from tests.builders import register, step, walk


def at(branch, text):
    branch.clock.moment = datetime.fromisoformat(text)


def read(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no)


def clocks(branch, case_no):
    return {clock.rule.id for clock in read(branch, case_no).clocks}


def missing(branch, case_no):
    return [gap.action for gap in gaps(read(branch, case_no).facts)]


@pytest.fixture(autouse=True)
def _whole(branch):
    yield
    assert verify(branch.store, branch.desk().reckoning) == []


@pytest.mark.parametrize("kind", ["inquiry", "suggestion", "praise"])
def test_what_is_no_complaint_is_answered_and_done(branch, kind):
    case_no = register(branch.desk("chen"), kind=kind)
    assert (read(branch, case_no).state, clocks(branch, case_no)) == ("to_answer", set())
    assert missing(branch, case_no) == [Action.ANSWER]
    step(branch.desk("chen"), case_no, "answer", answer="已说明。", answered_at="2026-11-20 10:00")
    assert missing(branch, case_no) == []
    step(branch.desk("li"), case_no, "close")
    step(branch.desk("li"), case_no, "archive")
    facts = read(branch, case_no).facts
    assert (facts["state"], facts["answer"]) == ("archived", "已说明。")
    assert facts["answered_at"] == "2026-11-20T10:00:00"
    assert "outcome" not in facts


def test_an_inquiry_takes_no_step_of_a_complaint(branch):
    case_no = register(branch.desk("chen"), kind="inquiry")
    offered = set(read(branch, case_no).actions)
    assert offered.isdisjoint(
        {Action.PLAN, Action.PAUSE, Action.EXTEND, Action.NOTIFY, Action.PAY, Action.DECLINE}
    )
    with pytest.raises(guards.WrongState, match="Record the answer"):
        step(branch.desk("li"), case_no, "close")


REPORTS = {
    "handed on": ("hand-on", {"handed_to": "示例监管局", "handed_at": "2026-11-20 10:00"}),
    "examined": ("investigate", {"investigation": "经查不属实。", "finding": "not_upheld"}),
}


@pytest.mark.parametrize(("action", "given"), REPORTS.values(), ids=REPORTS)
def test_a_report_of_a_violation_is_handed_on_or_examined(branch, action, given):
    case_no = register(branch.desk("chen"), kind="report")
    assert (read(branch, case_no).state, clocks(branch, case_no)) == ("to_examine", set())
    assert missing(branch, case_no) == [Action.HAND_ON]
    with pytest.raises(ClosedGroup):
        step(branch.desk("li"), case_no, action, **given)
    step(branch.desk(), case_no, action, **given)
    assert read(branch, case_no).state == "examined"
    step(branch.desk(), case_no, "close")
    step(branch.desk(), case_no, "archive")


def test_what_was_answered_and_reopened_is_to_be_answered_anew(branch):
    case_no = register(branch.desk("chen"), kind="praise")
    step(branch.desk("chen"), case_no, "answer", answer="致谢。")
    step(branch.desk("li"), case_no, "close")
    step(branch.desk("li"), case_no, "reopen", reason="答复有误。")
    case = read(branch, case_no)
    assert (case.state, case.facts.get("answer")) == ("to_answer", None)


def test_an_inquiry_that_is_a_complaint_has_its_clock_from_its_receipt(branch):
    at(branch, "2026-10-01T10:05:00")
    case_no = register(branch.desk("chen"), kind="inquiry", received_at="2026-10-01T10:00:00")
    at(branch, "2026-11-20T10:00:00")
    done = step(branch.desk("chen"), case_no, "convert", kind="complaint", reason="要求退费。")
    told = {effect.clock: (effect.before, effect.after, effect.is_late) for effect in done.clocks}
    assert told["decide"] == (None, "2026-10-16T23:59:59", True)
    case = read(branch, case_no)
    assert (case.state, case.facts["received_at"]) == ("to_assign", "2026-10-01T10:00:00")
    (entry,) = case.facts["corrections"]
    assert (entry["was_kind"], entry["reason"]) == ("inquiry", "要求退费。")


def test_a_complaint_that_is_none_leaves_the_law_only_by_a_supervisor(branch):
    case_no = register(branch.desk("chen"))
    walk(branch, case_no, "investigate")
    with pytest.raises(NotPermitted):
        step(branch.desk("chen"), case_no, "convert", kind="report", reason="系举报。")
    step(branch.desk("li"), case_no, "convert", kind="report", reason="系举报。")
    assert (read(branch, case_no).state, clocks(branch, case_no)) == ("to_examine", set())
    step(branch.desk(), case_no, "convert", kind="complaint", reason="仍要求赔偿。")
    assert read(branch, case_no).state == "to_investigate"


@pytest.mark.parametrize("given", [{"kind": "inquiry"}, {"kind": ""}, {}])
def test_a_conversion_that_converts_nothing_is_refused(branch, given):
    case_no = register(branch.desk("chen"), kind="inquiry")
    with pytest.raises(Refusal):
        step(branch.desk("chen"), case_no, "convert", reason="无。", **given)


def test_a_kind_that_was_mistyped_is_corrected_with_approval_in_any_state(branch):
    case_no = register(branch.desk("chen"))
    walk(branch, case_no)
    why = {"reason": "性质录错。", "approved_by": "li"}
    step(branch.desk("chen"), case_no, "correct", kind="inquiry", **why)
    assert (read(branch, case_no).state, clocks(branch, case_no)) == ("archived", set())


def test_no_plain_correction_takes_a_complaint_from_the_law(branch):
    case_no = register(branch.desk("chen"))
    with pytest.raises(guards.LeavesTheLaw) as caught:
        step(branch.desk("chen"), case_no, "amend", party_type="partner")
    assert caught.value.field == "party_type"
    why = {"reason": "来函为合作方。", "approved_by": "li"}
    step(branch.desk("chen"), case_no, "correct", party_type="partner", **why)
    assert "decide" not in clocks(branch, case_no)
    step(branch.desk("chen"), case_no, "amend", party_type="customer")
    assert "decide" in clocks(branch, case_no)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("complaint", "Complaint registered"),
        ("inquiry", "Inquiry registered"),
        ("praise", "Praise registered"),
        ("report", "Report of a violation registered"),
    ],
)
def test_the_first_act_says_of_which_nature_the_case_is(branch, kind, words):
    told = read(branch, register(branch.desk(), kind=kind)).story[0]
    assert deed(told.kind, told.values) == words
