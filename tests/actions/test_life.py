"""What happens around handling: handover, recusal, promises, emergencies, reports, reviews."""

from datetime import timedelta

import pytest

from desk.actions.bulk import BulkStep, NotInBulk
from desk.actions.manage_people import ChangePerson
from desk.actions.undo_step import NothingToUndo, NotYourStep, UndoStep
from desk.base.errors import Refusal, Several
from desk.reads import queue
from desk.reads.case_file import case_lines, read_case
from desk.reads.handover import Held, held_by
from desk.reads.open_duties import open_debts, owed_by
from desk.reads.verify import verify
from desk.rules.case.life import Action
from desk.rules.people.person_id import PersonId
from desk.rules.people.recusal import KeptAway
from desk.rules.people.rights import NotPermitted
from desk.rules.steps import guards
from desk.rules.steps import life_guards as life
from desk.rules.steps.duties import Duty, duties
from desk.rules.steps.gate import gaps
from reports.printing import print_dossier
from tests.builders import agreed, register, step, walk


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def owed(branch, case_no):
    return {one.duty: one for one in duties(facts_of(branch, case_no), branch.desk().settings)}


def missing(branch, case_no):
    return [gap.action for gap in gaps(facts_of(branch, case_no))]


# handover


def test_a_case_changes_hands_only_when_the_other_accepts(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    step(branch.desk("chen"), case_no, "transfer", to="zhou", reason="休假。")
    assert facts_of(branch, case_no)["handler"] == "chen"
    assert owed(branch, case_no)[Duty.HANDOVER].who == "zhou"
    with pytest.raises(life.NotAddressed, match="周敏"):
        step(branch.desk("chen"), case_no, "accept-transfer")
    with pytest.raises(life.TransferOpen):
        step(branch.desk("chen"), case_no, "transfer", to="li", reason="休假。")
    step(branch.desk("zhou"), case_no, "refuse-transfer", reason="手头已满。")
    assert facts_of(branch, case_no)["handler"] == "chen"
    step(branch.desk("chen"), case_no, "transfer", to="li", department="财务部", reason="退款。")
    step(branch.desk("li"), case_no, "accept-transfer")
    facts = facts_of(branch, case_no)
    assert (facts["handler"], facts["department"]) == ("li", "财务部")
    assert [one["answer"] for one in facts["transfers"]] == ["refused", "accepted"]


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        ("chen", life.SameHandler),
        ("nobody", guards.UnknownHandler),
        ("he", guards.UnknownHandler),
        ("zhou", guards.Recused),
    ],
)
def test_a_case_is_not_handed_to_just_anybody(branch, to, refusal):
    case_no = register(branch.desk(), complained_staff=["周敏"])
    walk(branch, case_no, until="assign")
    with pytest.raises(refusal):
        step(branch.desk("chen"), case_no, "transfer", to=to, reason="休假。")


def offered(branch, to="zhou"):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    step(branch.desk("chen"), case_no, "transfer", to=to, reason="休假。")
    return case_no


def leaves(branch, login):
    branch.desk("director").do(ChangePerson(login=login, facts={"active": False}))


def test_nobody_accepts_a_case_for_somebody_who_has_left(branch):
    case_no = offered(branch)
    leaves(branch, "zhou")
    with pytest.raises(life.ReceiverGone, match="周敏"):
        step(branch.desk("li"), case_no, "accept-transfer")
    assert facts_of(branch, case_no)["handler"] == "chen"
    step(branch.desk("li"), case_no, "refuse-transfer", reason="已离职。")
    with pytest.raises(guards.UnknownHandler, match="zhou"):
        step(branch.desk("chen"), case_no, "transfer", to="zhou", reason="休假。")
    step(branch.desk("chen"), case_no, "transfer", to="li", reason="休假。")
    step(branch.desk("li"), case_no, "accept-transfer")
    assert facts_of(branch, case_no)["handler"] == "li"


def test_nobody_accepts_a_case_for_somebody_who_may_handle_none_any_more(branch):
    case_no = offered(branch)
    command = ChangePerson(login="zhou", facts={"role": "auditor"})
    agreed(branch.desk("director"), branch.desk("li"), command)
    with pytest.raises(life.ReceiverGone, match="周敏"):
        step(branch.desk("li"), case_no, "accept-transfer")


def test_an_offer_does_not_overtake_a_later_assignment(branch):
    case_no = offered(branch)
    step(branch.desk("li"), case_no, "assign", handler="li")
    with pytest.raises(life.AssignedSince, match="李卓"):
        step(branch.desk("zhou"), case_no, "accept-transfer")
    step(branch.desk("li"), case_no, "assign", handler="chen")
    with pytest.raises(life.AssignedSince, match="陈立"):
        step(branch.desk("zhou"), case_no, "accept-transfer")
    step(branch.desk("zhou"), case_no, "refuse-transfer", reason="另有安排。")
    step(branch.desk("chen"), case_no, "transfer", to="zhou", reason="休假。")
    step(branch.desk("zhou"), case_no, "accept-transfer")
    assert facts_of(branch, case_no)["handler"] == "zhou"


def test_an_offer_to_somebody_recused_since_can_be_refused(branch):
    case_no = offered(branch)
    step(branch.desk("chen"), case_no, "recuse", recused=["周敏"], text="系亲属。")
    with pytest.raises(guards.Recused, match="周敏"):
        step(branch.desk("li"), case_no, "accept-transfer")
    step(branch.desk("li"), case_no, "refuse-transfer", reason="应回避。")
    assert facts_of(branch, case_no)["transfers"][0]["answer"] == "refused"


def test_a_case_that_lost_its_handler_by_recusal_can_still_be_accepted(branch):
    case_no = offered(branch)
    step(branch.desk("li"), case_no, "recuse", recused=["陈立"], text="系亲属。")
    step(branch.desk("zhou"), case_no, "accept-transfer")
    assert facts_of(branch, case_no)["handler"] == "zhou"


def test_taking_a_step_back_gives_no_case_to_somebody_who_has_left(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    step(branch.desk("li"), case_no, "assign", handler="zhou")
    leaves(branch, "chen")
    with pytest.raises(guards.GoesToNobody, match="陈立"):
        branch.desk("li").do(UndoStep(case_nos=[case_no]))
    assert facts_of(branch, case_no)["handler"] == "zhou"


@pytest.mark.parametrize("owner", ["zhou", "周敏"])
def test_no_task_is_for_somebody_who_has_left(branch, owner):
    case_no = register(branch.desk())
    leaves(branch, "zhou")
    task = {"cause": "话术", "measure": "培训", "due_on": "2026-12-31"}
    with pytest.raises(guards.Gone, match="周敏"):
        step(branch.desk("li"), case_no, "rectify", owner=owner, **task)
    step(branch.desk("li"), case_no, "rectify", owner="零售部", **task)
    helping = [{"department": "零售部", "liaison": owner}]
    with pytest.raises(guards.Gone, match="周敏"):
        step(branch.desk("li"), case_no, "assign", handler="chen", co_departments=helping)


def test_what_somebody_leaves_behind_is_named(branch):
    hers, offer, answered, ended = (register(branch.desk()) for _ in range(4))
    walk(branch, hers, until="assign")
    step(branch.desk("li"), hers, "assign", handler="zhou")
    for case_no in (offer, answered):
        walk(branch, case_no, until="assign")
        step(branch.desk("chen"), case_no, "transfer", to="zhou", reason="休假。")
    step(branch.desk("zhou"), answered, "refuse-transfer", reason="手头已满。")
    step(branch.desk("li"), ended, "assign", handler="zhou")
    step(branch.desk("li"), ended, "withdraw", remarks="客户撤回。")
    held = held_by(branch.store, PersonId("", "zhou"))
    assert (held.cases, held.offers) == ([hers], [offer])
    assert held_by(branch.store, PersonId("0102", "zhou")) == Held(cases=[], offers=[])


# recusal


def test_a_recused_person_cannot_hold_see_approve_list_or_print_the_case(branch, tmp_path):
    case_no = register(branch.desk(), complained_staff=["李卓"])
    desk = branch.desk("li")
    for action, given in (
        ("assign", {"handler": "chen"}),
        ("contact", {"way": "phone", "result": "reached", "summary": "好。"}),
        ("note", {"text": "记。"}),
        ("withdraw", {"remarks": "撤。"}),
        ("merge", {"merged_into": case_no, "new_facts": False, "reason": "同。"}),
    ):
        with pytest.raises(KeptAway):
            step(desk, case_no, action, **given)
    with pytest.raises(guards.Recused):
        step(branch.desk(), case_no, "assign", handler="li")
    with pytest.raises(KeptAway, match=case_no):
        read_case(branch.store, desk.reckoning, case_no, desk.actor)
    with pytest.raises(KeptAway):
        print_dossier(desk, case_no, tmp_path / "out")
    ids = [
        list(chunk)
        for chunk in queue.id_chunks(branch.store, queue.QueueFilter(), branch.clock.moment)
    ]
    assert not list(case_lines(branch.store, desk.reckoning, ids, branch.clock.moment, desk.actor))
    assert not queue.rows(branch.store, ids[0], branch.clock.moment, desk.actor)
    assert not list(
        queue.id_chunks(branch.store, queue.QueueFilter(), branch.clock.moment, desk.actor)
    )
    (other,) = queue.rows(branch.store, ids[0], branch.clock.moment, branch.desk().actor).values()
    assert "年费" in other.title


def test_bulk_and_undo_leave_the_cases_of_a_recused_person_alone(branch):
    closed, free = register(branch.desk(), complained_staff=["李卓"]), register(branch.desk())
    command = BulkStep(case_nos=[closed, free], action=Action.ASSIGN, given={"handler": "chen"})
    report = branch.desk("li").do(command).result
    assert report.done == [free]
    assert [one.case_no for one in report.refused] == [closed]
    step(branch.desk("zhou"), closed, "note", text="记。")
    with pytest.raises(KeptAway):
        branch.desk("li").do(UndoStep(case_nos=[closed]))


def test_a_recusal_takes_the_case_from_its_handler(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    with pytest.raises(guards.HandlerConcerned, match="陈立"):
        step(branch.desk(), case_no, "amend", complained_staff=["陈立"])
    step(branch.desk("chen"), case_no, "recuse", recused=["chen"], text="系亲属。")
    facts = facts_of(branch, case_no)
    assert (facts["state"], facts.get("handler"), facts["recused"]) == ("to_assign", None, ["chen"])


# promises and updates


def test_a_promise_is_a_dated_duty_until_it_is_kept_and_late_is_late(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    spoken = {"way": "phone", "result": "reached", "summary": "将回电。"}
    with pytest.raises(life.PromiseWithoutDay):
        step(branch.desk("chen"), case_no, "contact", **spoken, promise="周一回复")
    with pytest.raises(life.PromiseInPast):
        step(
            branch.desk("chen"),
            case_no,
            "contact",
            **spoken,
            promise="回复",
            promised_on="2026-11-19",
        )
    for day in ("2026-11-23", "2026-11-25"):
        step(
            branch.desk("chen"),
            case_no,
            "contact",
            **spoken,
            promise=f"{day} 回复",
            promised_on=day,
        )
    promise = owed(branch, case_no)[Duty.PROMISE]
    assert promise.due_at.date().isoformat() == "2026-11-25"  # the dict keeps the last of two
    branch.clock.moment += timedelta(days=4)
    step(branch.desk("chen"), case_no, "keep-promise", summary="已回电。")
    assert [one["is_late"] for one in facts_of(branch, case_no)["promises"]] == [True]
    step(branch.desk("chen"), case_no, "keep-promise", summary="已回电。")
    assert [bool(one.get("is_late")) for one in facts_of(branch, case_no)["promises"]] == [
        True,
        False,
    ]
    with pytest.raises(life.NoOpenPromise):
        step(branch.desk("chen"), case_no, "keep-promise", summary="已回电。")


def test_an_open_promise_keeps_a_case_from_being_closed(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="follow-up")
    spoken = {"way": "phone", "result": "reached", "summary": "将回电。"}
    step(
        branch.desk("zhou"), case_no, "contact", **spoken, promise="回复", promised_on="2026-11-30"
    )
    with pytest.raises(Refusal, match="回复"):
        step(branch.desk("li"), case_no, "close")
    assert missing(branch, case_no) == [Action.KEEP_PROMISE]
    step(branch.desk("zhou"), case_no, "keep-promise", summary="已回。")
    step(branch.desk("li"), case_no, "close")


def test_the_complainant_hears_how_it_goes_every_few_days(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="contact")
    assert owed(branch, case_no)[Duty.PROGRESS].due_at.date().isoformat() == "2026-11-25"
    branch.clock.moment += timedelta(days=3)
    step(
        branch.desk("chen"), case_no, "contact", way="phone", result="no_answer", summary="无人接。"
    )
    assert owed(branch, case_no)[Duty.PROGRESS].due_at.date().isoformat() == "2026-11-25"
    step(branch.desk("chen"), case_no, "contact", way="phone", result="reached", summary="已告知。")
    assert owed(branch, case_no)[Duty.PROGRESS].due_at.date().isoformat() == "2026-11-28"


# emergencies and major complaints


@pytest.fixture
def crowd(branch):
    """Twenty-five people at the counter."""
    return register(branch.desk(), channel="visit", people_count=25)


def test_an_emergency_is_acted_on_at_once_and_leaves_a_debt(branch, crowd):
    with pytest.raises(life.GroupTooSmall):
        step(branch.desk("chen"), crowd, "emergency", group=["陈立"], reason="聚", measures="疏导")
    given = {"group": ["陈立", "周敏"], "reason": "二十五人聚集。", "measures": "先行垫付。"}
    step(branch.desk("chen"), crowd, "emergency", **given)
    step(branch.desk("chen"), crowd, "pay", paid="2000", receipt="收条 1")
    assert owed(branch, crowd)[Duty.EMERGENCY_REPORT].due_at.isoformat() == "2026-11-21T10:00:00"
    assert [debt.case_no for debt in open_debts(branch.store)] == [crowd]
    with pytest.raises(life.NoDebt):
        step(branch.desk(), crowd, "countersign", opinion="同意。")
    step(branch.desk("chen"), crowd, "emergency-report", report="经过、措施、结果。")
    with pytest.raises(NotPermitted):
        step(branch.desk("li"), crowd, "countersign", opinion="同意。")
    assert Action.COUNTERSIGN in missing(branch, crowd)
    step(branch.desk(), crowd, "countersign", opinion="同意。")
    assert open_debts(branch.store) == []
    assert Action.COUNTERSIGN not in missing(branch, crowd)
    assert verify(branch.store, branch.desk().reckoning) == []


def test_nobody_countersigns_where_she_acted_herself(branch, crowd):
    group = {"group": ["王敏", "陈立"], "reason": "聚集。", "measures": "疏导。"}
    step(branch.desk("chen"), crowd, "emergency", **group)
    step(branch.desk("chen"), crowd, "emergency-report", report="经过。")
    with pytest.raises(life.OwnReport):
        step(branch.desk(), crowd, "countersign", opinion="同意。")


def test_a_major_complaint_is_reported_first_and_finally(branch, crowd):
    told = {"to": "示例分行", "situation": "二十五人。", "measures": "接待。"}
    assert owed(branch, crowd)[Duty.MAJOR_REPORT].due_at.isoformat() == "2026-11-21T10:00:00"
    with pytest.raises(life.FirstReportMissing):
        step(branch.desk("chen"), crowd, "report-major", stage="final", **told)
    step(branch.desk("chen"), crowd, "report-major", stage="first", **told)
    assert Action.REPORT_MAJOR in missing(branch, crowd)
    step(branch.desk("chen"), crowd, "report-major", stage="final", **told)
    assert Action.REPORT_MAJOR not in missing(branch, crowd)
    with pytest.raises(life.NotMajor):
        step(branch.desk("chen"), register(branch.desk()), "report-major", stage="first", **told)


# the gate, reviews, rectification


def test_the_gate_names_everything_that_is_missing_with_the_step_that_fills_it(branch, crowd):
    walk(branch, crowd, until="execute")
    step(branch.desk("chen"), crowd, "pay", paid="100", receipt="回单")
    assert missing(branch, crowd) == [
        Action.NOTIFY,
        Action.NOTIFY,
        Action.FOLLOW_UP,
        Action.REPORT_MAJOR,
        Action.PAY,
    ]
    with pytest.raises(Several) as caught:
        step(branch.desk("li"), crowd, "close", outcome="agreed")
    assert len(caught.value.refusals) == 4


def test_a_review_is_applied_for_and_decided(branch):
    case_no = register(branch.desk())
    with pytest.raises(guards.WrongState):
        step(branch.desk("chen"), case_no, "apply-review", grounds="不服。")
    walk(branch, case_no, until="notify")
    with pytest.raises(life.NoReview):
        step(branch.desk("li"), case_no, "decide-review", result="upheld", text="维持。")
    step(
        branch.desk("chen"),
        case_no,
        "apply-review",
        grounds="不服。",
        arrived_at="2026-11-20T10:00:00",
    )
    facts = facts_of(branch, case_no)
    assert facts["review_applied_at"] == facts["review_received_at"] == "2026-11-20T10:00:00"
    with pytest.raises(life.ReviewOpen):
        step(branch.desk("chen"), case_no, "apply-review", grounds="不服。")
    step(branch.desk("li"), case_no, "decide-review", result="redo", text="重新处理。")
    assert facts_of(branch, case_no)["reviews"][0]["result"] == "redo"


def test_a_rectification_has_owner_and_day_and_is_checked_by_somebody_else(branch):
    case_no = register(branch.desk())
    task = {"cause": "流程缺陷", "measure": "改流程", "owner": "li"}
    with pytest.raises(life.DayInPast):
        step(branch.desk("li"), case_no, "rectify", **task, due_on="2026-11-19")
    step(branch.desk("li"), case_no, "rectify", **task, due_on="2026-12-20")
    assert owed(branch, case_no)[Duty.RECTIFICATION].who == "li"
    with pytest.raises(life.OwnWork, match="李卓"):
        step(branch.desk("li"), case_no, "verify-rectification", result="已改。")
    step(branch.desk(), case_no, "verify-rectification", result="已改。")
    assert Duty.RECTIFICATION not in owed(branch, case_no)


def test_a_complaint_of_somebody_else_is_declined_with_a_notice(branch):
    case_no = register(branch.desk())
    with pytest.raises(Several):
        step(branch.desk("li"), case_no, "decline")
    told = {"remarks": "非本人。", "notice_way": "phone", "notice_proof": "录音"}
    step(branch.desk("li"), case_no, "decline", **told)
    facts = facts_of(branch, case_no)
    assert (facts["state"], facts["outcome"]) == ("closed", "declined")


# undo and bulk


def test_a_slip_is_taken_back_and_the_journal_keeps_both(branch):
    case_no = register(branch.desk(), grade="C")
    before = facts_of(branch, case_no)
    step(branch.desk("chen"), case_no, "amend", grade="A", amount="5")
    branch.desk("chen").do(UndoStep(case_nos=[case_no]))
    assert {k: v for k, v in facts_of(branch, case_no).items() if v is not None} == {
        k: v for k, v in before.items() if v is not None
    }
    kinds = [told.kind for told in read_case(branch.store, branch.desk().reckoning, case_no).story]
    assert kinds == ["case.registered", "case.amend", "case.undo"]
    with pytest.raises(NothingToUndo, match="taken back"):
        branch.desk("chen").do(UndoStep(case_nos=[case_no]))
    assert verify(branch.store, branch.desk().reckoning) == []


def test_an_undone_contact_is_gone_but_a_breach_stays(branch):
    case_no = register(branch.desk())
    branch.clock.moment += timedelta(days=3)
    step(branch.desk("chen"), case_no, "contact", way="phone", result="reached", summary="好。")
    assert facts_of(branch, case_no)["breaches"]
    branch.desk("li").do(UndoStep(case_nos=[case_no]))
    facts = facts_of(branch, case_no)
    assert not facts.get("contacts")
    assert facts.get("first_contact_at") is None
    assert facts["breaches"]


def test_what_is_signed_or_reaches_further_is_not_simply_undone(branch):
    case_no = register(branch.desk())
    with pytest.raises(NothingToUndo, match="registered"):
        branch.desk("chen").do(UndoStep(case_nos=[case_no]))
    walk(branch, case_no, until="notify")
    with pytest.raises(NothingToUndo, match="Notify"):
        branch.desk("chen").do(UndoStep(case_nos=[case_no]))
    other = register(branch.desk())
    step(branch.desk("chen"), other, "note", text="记。")
    with pytest.raises(NotYourStep, match="陈立"):
        branch.desk("zhou").do(UndoStep(case_nos=[other]))


def test_many_cases_take_one_step_with_preview_and_one_undo(branch):
    cases = [register(branch.desk()) for _ in range(3)]
    done = register(branch.desk())
    step(branch.desk(), done, "withdraw", remarks="撤。")
    command = {"case_nos": [*cases, done], "action": Action.ASSIGN, "given": {"handler": "chen"}}
    preview = branch.desk("li").do(BulkStep(**command, is_preview=True)).result
    assert preview.done == cases
    assert "next comes" in preview.refused[0].reason
    assert {facts_of(branch, case_no)["state"] for case_no in cases} == {"to_assign"}
    report = branch.desk("li").do(BulkStep(**command)).result
    assert {facts_of(branch, case_no)["handler"] for case_no in cases} == {"chen"}
    branch.desk("li").do(UndoStep(case_nos=report.done))
    assert {facts_of(branch, case_no)["state"] for case_no in cases} == {"to_assign"}
    assert verify(branch.store, branch.desk().reckoning) == []
    with pytest.raises(NotInBulk):
        branch.desk("li").do(BulkStep(case_nos=cases, action=Action.APPROVE))


def test_what_is_owed_anywhere_comes_soonest_first(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="contact")
    step(
        branch.desk("li"),
        case_no,
        "rectify",
        cause="c",
        measure="m",
        owner="chen",
        due_on="2026-11-21",
    )
    found = list(owed_by(branch.store, branch.desk().settings, branch.desk().actor))
    assert [one.duty for _, one in found] == [Duty.RECTIFICATION, Duty.PROGRESS]


ACCOUNT = {
    "person": "柜员甲",
    "facts": "未尽告知义务。",
    "basis": "员工守则第八条。",
    "decision": "通报批评。",
}


def test_somebody_is_held_to_account_after_the_investigation_and_not_by_herself(branch):
    case_no = register(branch.desk())
    with pytest.raises(life.NotInvestigated):
        step(branch.desk("li"), case_no, "hold-to-account", **ACCOUNT)
    walk(branch, case_no, until="archive")
    for herself in ("li", "李卓"):
        with pytest.raises(life.OwnAccount):
            step(branch.desk("li"), case_no, "hold-to-account", **{**ACCOUNT, "person": herself})
    step(branch.desk("li"), case_no, "hold-to-account", **ACCOUNT, statement="认可。")
    told = facts_of(branch, case_no)["accountabilities"][-1]
    assert {**ACCOUNT, "statement": "认可。", "by": "li"}.items() <= told.items()
    assert verify(branch.store, branch.desk().reckoning) == []
