"""Money: whose approval a compensation needs, rounds, split payments, deputies, payments."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.actions.change_settings import ChangeSettings
from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.people.rights import NotPermitted
from desk.rules.steps import approval, guards, payments
from tests.builders import WAY, agreed, register, step, walk

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
    agreed(branch.desk(), branch.desk("li"), ChangeSettings(values={"deputies": [line]}))
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
    with pytest.raises(payments.NotApproved):
        step(branch.desk("chen"), case_no, "pay", paid="10", receipt="1")
    step(branch.desk("chen"), case_no, "plan", plan="补偿。", compensation="300")
    step(branch.desk("chen"), case_no, "pay", paid="200", receipt="回单 1")
    with pytest.raises(payments.TooMuchPaid, match=r"300\.01"):
        step(branch.desk("chen"), case_no, "pay", paid="100.01", receipt="回单 2")
    with pytest.raises(payments.NoAmount):
        step(branch.desk("chen"), case_no, "pay", paid="0", receipt="回单 2")
    step(branch.desk("chen"), case_no, "pay", paid="100", receipt="回单 2")
    assert payments.paid(facts_of(branch, case_no)) == 300


# a mistyped payment: one proposes, another confirms, and the wrong one stays in sight


@pytest.fixture
def mistyped(branch):
    """A case in which 90 yuan were paid and 900 recorded; 900 were approved."""
    case_no = planned(branch, "900")
    step(branch.desk("li"), case_no, "approve", reason="同意。")
    step(branch.desk("chen"), case_no, "pay", paid="900", receipt="回单 1")
    return case_no


def sums(branch, case_no):
    facts = facts_of(branch, case_no)
    told = [(one["paid"], stands.value) for one, stands in payments.told(facts)]
    return payments.paid(facts), told


def test_a_correction_counts_once_somebody_else_confirmed_it(branch, mistyped):
    chen, li = branch.desk("chen"), branch.desk("li")
    step(chen, mistyped, "correct-payment", payment="回单 1", paid="90", reason="多打一个零。")
    assert sums(branch, mistyped) == (900, [("900.00", "counts"), ("90.00", "proposed")])
    with pytest.raises(NotPermitted):
        step(branch.desk("zhou"), mistyped, "confirm-payment")
    step(li, mistyped, "confirm-payment", opinion="已核对回单。")
    assert sums(branch, mistyped) == (90, [("900.00", "corrected"), ("90.00", "counts")])
    step(chen, mistyped, "pay", paid="810", receipt="回单 2")
    assert payments.paid(facts_of(branch, mistyped)) == 900
    with pytest.raises(payments.NoCorrection):
        step(li, mistyped, "confirm-payment")
    assert verify(branch.store, branch.desk().reckoning) == []


def test_nobody_confirms_her_own_correction_and_a_later_one_takes_its_place(branch, mistyped):
    li = branch.desk("li")
    step(li, mistyped, "correct-payment", paid="80", reason="金额有误。")
    with pytest.raises(payments.OwnCorrection):
        step(li, mistyped, "confirm-payment")
    step(branch.desk("chen"), mistyped, "correct-payment", paid="90", reason="多打一个零。")
    step(li, mistyped, "confirm-payment")
    told = [("900.00", "corrected"), ("80.00", "corrected"), ("90.00", "counts")]
    assert sums(branch, mistyped) == (90, told)


def test_what_was_never_paid_is_corrected_to_nothing_and_a_correction_again(branch, mistyped):
    for paid, left in (("0", 0), ("9.01", Decimal("9.01"))):
        step(branch.desk("chen"), mistyped, "correct-payment", paid=paid, reason="更正。")
        step(branch.desk("li"), mistyped, "confirm-payment")
        assert payments.paid(facts_of(branch, mistyped)) == left


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"paid": "900", "reason": "同。"}, payments.SameAmount),
        ({"paid": "900.01", "reason": "多付。"}, payments.TooMuchPaid),
        ({"paid": "90", "payment": "回单 7", "reason": "错。"}, payments.NoSuchPayment),
        ({"paid": "-90", "reason": "退。"}, Refusal),
        ({"paid": "90.001", "reason": "厘。"}, Refusal),
        ({"paid": "90"}, Refusal),
        ({"paid": "90", "on": "2027-01-01", "reason": "日期。"}, guards.InFuture),
    ],
)
def test_a_correction_without_sense_is_refused(branch, mistyped, given, refusal):
    with pytest.raises(refusal):
        step(branch.desk("chen"), mistyped, "correct-payment", **given)
    assert payments.paid(facts_of(branch, mistyped)) == 900


def test_of_several_payments_it_must_be_said_which(branch, mistyped):
    step(branch.desk("chen"), mistyped, "correct-payment", paid="90", reason="多打一个零。")
    step(branch.desk("li"), mistyped, "confirm-payment")
    step(branch.desk("chen"), mistyped, "pay", paid="10", receipt="回单 2")
    with pytest.raises(payments.NoSuchPayment, match="回单 2"):
        step(branch.desk("chen"), mistyped, "correct-payment", paid="11", reason="错。")
    step(
        branch.desk("chen"), mistyped, "correct-payment", payment="回单 2", paid="11", reason="错。"
    )
    step(branch.desk("li"), mistyped, "confirm-payment")
    assert payments.paid(facts_of(branch, mistyped)) == 101


def test_a_mistyped_payment_of_an_emergency_no_longer_keeps_the_case_open(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    acted = {"group": ["陈立", "周敏"], "reason": "聚集。", "measures": "垫付。"}
    step(branch.desk("chen"), case_no, "emergency", **acted)
    step(branch.desk("chen"), case_no, "pay", paid="3000", receipt="收条 1")
    step(branch.desk("chen"), case_no, "emergency-report", report="经过。")
    step(branch.desk(), case_no, "countersign", opinion="同意。")
    for action, login, told in WAY[1:-2]:
        step(branch.desk(login), case_no, action, **told)
    with pytest.raises(Refusal, match=r"3,000\.00"):
        step(branch.desk("li"), case_no, "close")
    step(branch.desk("chen"), case_no, "correct-payment", paid="300", reason="多打一个零。")
    with pytest.raises(Refusal, match="not confirmed"):
        step(branch.desk("li"), case_no, "close")
    step(branch.desk("li"), case_no, "confirm-payment", opinion="属实。")
    step(branch.desk("li"), case_no, "close")


def test_what_was_paid_in_an_emergency_counts_for_the_customer_s_next_compensation(branch):
    first = register(branch.desk())
    walk(branch, first, until="assign")
    acted = {"group": ["陈立", "周敏"], "reason": "聚集。", "measures": "垫付。"}
    step(branch.desk("chen"), first, "emergency", **acted)
    step(branch.desk("chen"), first, "pay", paid="480", receipt="收条 1")
    assert facts_of(branch, planned(branch, "30"))["state"] == "to_approve"
    step(branch.desk("chen"), first, "correct-payment", paid="48", reason="多打一个零。")
    step(branch.desk("li"), first, "confirm-payment")
    step(branch.desk("chen"), first, "withdraw", remarks="客户撤回。")
    assert facts_of(branch, planned(branch, "30"))["state"] == "executing"


AMOUNTS = st.integers(0, 10**9).map(lambda fen: f"{fen // 100}.{fen % 100:02d}")
SAID = {"by": "chen", "on": "2026-11-20", "at": "2026-11-20T10:00:00"}


@given(st.lists(st.tuples(AMOUNTS, st.integers(0, 20), st.booleans()), max_size=12))
def test_whatever_is_corrected_the_sum_is_that_of_one_amount_for_each_payment(made):
    """Counter-entries of two desks may meet: each payment counts once, in fen, never below 0."""
    entries, count = [], 0
    for place, (paid, about, is_confirmed) in enumerate(made):
        entry = {**SAID, "id": str(place), "paid": paid}
        if place and about % 3:
            entry["corrects"] = str(about % place)
            if is_confirmed:
                entry["confirmed_at"] = f"2026-11-20T10:00:{place:02d}"
        else:
            count += 1
        entries.append(entry)
    facts = {"payments": entries}
    counted = payments.standing(facts)
    assert len(counted) == count
    assert payments.paid(facts) == sum(Decimal(one["paid"]) for one in counted) >= 0
    assert all("corrects" not in one or "confirmed_at" in one for one in counted)
    assert len({one["id"] for one in counted}) == count
