"""Correcting receipt and kind: what moves, what falls, what stays on record, who approves."""

from datetime import datetime

import pytest

from desk.actions.take_step import TakeStep
from desk.actions.undo_step import NothingToUndo, UndoStep
from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.reads.figures import read_figures
from desk.reads.open_duties import owed_by
from desk.reads.verify import verify
from desk.rules.case.life import Action
from desk.rules.reports.periods import period_named
from desk.rules.steps import correction
from desk.rules.steps.duties import Duty
from desk.rules.steps.gate import gaps
from desk.rules.steps.guards import BeforeReceipt, InFuture, Missing, NothingChanges
from tests.builders import DECISION, register, step, walk

WHY = {"reason": "收到时间录错。", "approved_by": "li"}


def at(branch, text):
    branch.clock.moment = datetime.fromisoformat(text)


def correct(branch, case_no, login="chen", **given):
    done = step(branch.desk(login), case_no, "correct", **{**WHY, **given})
    return {effect.clock: (effect.before, effect.after) for effect in done.clocks}


def read(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no)


def missed(branch, month):
    """Return which rules are on record as missed in the month."""
    figures = read_figures(branch.store, period_named(month), branch.clock.now())
    return {rule for rule, share in figures.timeliness.items() if share.met < share.of}


@pytest.fixture(autouse=True)
def _whole(branch):
    yield
    assert verify(branch.store, branch.desk().reckoning) == []


def registered(branch, typed, on="2026-10-21T10:05:00"):
    at(branch, on)
    return register(branch.desk("chen"), received_at=typed, late_reason="补录")


def test_21_typed_as_1_is_put_right_and_was_never_late(branch):
    case_no = registered(branch, "2026-10-01T10:00:00")
    step(branch.desk("chen"), case_no, "note", text="此时逾期已记录。")
    assert "decide" in missed(branch, "2026-10")
    moved = correct(branch, case_no, received_at="2026-10-21 10:00")
    assert moved["decide"] == ("2026-10-16T23:59:59", "2026-11-05T23:59:59")
    assert moved["first-response"] == ("2026-10-02T10:00:00", "2026-10-22T10:00:00")
    assert missed(branch, "2026-10") == set()
    facts = read(branch, case_no).facts
    assert facts["breaches"]
    assert all(breach["in_time"] for breach in facts["breaches"])
    (entry,) = facts["corrections"]
    assert (entry["was_received_at"], entry["by"]) == ("2026-10-01T10:00:00", "chen")


def test_1_typed_as_21_is_late_in_the_month_of_its_true_end(branch):
    case_no = registered(branch, "2026-10-21T10:00:00")
    assert "decide" not in missed(branch, "2026-10")
    at(branch, "2026-11-03T09:00:00")
    moved = correct(branch, case_no, received_at="2026-10-01 10:00")
    assert moved["decide"] == ("2026-11-05T23:59:59", "2026-10-16T23:59:59")
    assert "decide" in missed(branch, "2026-10")
    assert missed(branch, "2026-11") == set()


def test_a_slip_moves_what_was_late_to_another_month(branch):
    case_no = registered(branch, "2026-09-20T10:00:00")
    at(branch, "2026-11-10T09:00:00")
    step(branch.desk("chen"), case_no, "note", text="记一笔。")
    assert {month for month in ("2026-10", "2026-11") if "decide" in missed(branch, month)} == {
        "2026-10"
    }
    correct(branch, case_no, received_at="2026-10-20 10:00")
    assert {month for month in ("2026-10", "2026-11") if "decide" in missed(branch, month)} == {
        "2026-11"
    }


def test_a_late_extension_still_hides_no_breach(branch):
    """The true end, 20 October, had passed when the extension came; it stays missed."""
    case_no = registered(branch, "2026-10-01T10:00:00", on="2026-10-01T10:05:00")
    at(branch, "2026-10-22T09:00:00")
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    at(branch, "2026-10-23T09:00:00")
    case_no_breaches = {b["due_at"] for b in read(branch, case_no).facts["breaches"]}
    assert "2026-10-16T23:59:59" in case_no_breaches
    with pytest.raises(BeforeReceipt):  # it was registered on the 1st
        correct(branch, case_no, received_at="2026-10-05 10:00")
    correct(branch, case_no, received_at="2026-09-29 10:00")
    stands = {
        b["due_at"]
        for b in read(branch, case_no).facts["breaches"]
        if b["rule"] == "decide" and not b.get("in_time")
    }
    assert stands == {"2026-10-14T23:59:59"}


def test_a_reopened_case_keeps_the_end_of_its_first_round(branch):
    case_no = registered(branch, "2026-10-10T10:00:00", on="2026-10-10T10:05:00")
    at(branch, "2026-10-12T10:00:00")
    walk(branch, case_no, "close")
    at(branch, "2026-11-20T10:00:00")
    step(branch.desk("li"), case_no, "reopen", reason="上级要求。")
    correct(branch, case_no, received_at="2026-10-08 10:00")
    late = [b for b in read(branch, case_no).facts.get("breaches", ()) if b["rule"] == "decide"]
    assert late == []


def test_corrected_back_what_was_late_is_late_again(branch):
    case_no = registered(branch, "2026-10-01T10:00:00")
    step(branch.desk("chen"), case_no, "note", text="记一笔。")
    correct(branch, case_no, received_at="2026-10-21 10:00")
    correct(branch, case_no, received_at="2026-10-01 10:00")
    assert "decide" in missed(branch, "2026-10")


def test_a_closed_case_is_corrected_too(branch):
    case_no = registered(branch, "2026-10-10T10:00:00", on="2026-10-20T10:05:00")
    at(branch, "2026-10-24T10:00:00")
    walk(branch, case_no)
    assert "decide" not in missed(branch, "2026-10")
    correct(branch, case_no, received_at="2026-10-08 10:00")
    assert "decide" in missed(branch, "2026-10")
    assert read(branch, case_no).state == "archived"
    assert [owed.duty for _, owed in owed_by(branch.store, *_asking(branch))] == [Duty.CORRECTION]


def _asking(branch):
    office = branch.desk("li")
    return office.settings, office.actor, None


REFUSED = [
    ({"received_at": "2026-10-21 11:00"}, InFuture, "received_at"),
    ({"received_at": "2026-10-21 10:05:30"}, BeforeReceipt, "received_at"),
    ({"received_at": "2026-10-21 10:00"}, NothingChanges, None),
    ({"received_at": ""}, Missing, "received_at"),
    ({"kind": ""}, Missing, "kind"),
    ({}, NothingChanges, None),
    ({"received_at": "2026-10-09 10:00"}, correction.AfterReceipt, "received_at"),
    ({"received_at": "2026-10-20 10:00", "reason": " "}, Missing, "reason"),
    ({"received_at": "2026-10-20 10:00", "approved_by": ""}, Missing, "approved_by"),
    (
        {"received_at": "2026-10-20 10:00", "approved_by": "chen"},
        correction.NoApprover,
        "approved_by",
    ),
    (
        {"received_at": "2026-10-20 10:00", "approved_by": "zhou"},
        correction.NoApprover,
        "approved_by",
    ),
    ({"received_at": "2026-10-20 10:00", "approved_by": "x"}, correction.NoApprover, "approved_by"),
]


@pytest.mark.parametrize(("given", "refusal", "field"), REFUSED)
def test_a_correction_that_cannot_be_is_refused_and_nothing_moves(branch, given, refusal, field):
    at(branch, "2026-10-21T10:05:00")
    case_no = register(
        branch.desk("chen"), received_at="2026-10-21T10:00:00", occurred_on="2026-10-10"
    )
    at(branch, "2026-10-21T10:10:00")
    with pytest.raises(refusal) as caught:
        correct(branch, case_no, **given)
    assert caught.value.field == (field or "")
    assert "corrections" not in read(branch, case_no).facts


def test_what_was_done_already_cannot_lie_before_the_corrected_receipt(branch):
    case_no = registered(branch, "2026-10-01T10:00:00")
    spoken = {"way": "phone", "result": "reached", "summary": "已联系。", "at": "2026-10-02 10:00"}
    step(branch.desk("chen"), case_no, "contact", **spoken)
    with pytest.raises(BeforeReceipt, match="2026-10-02"):
        correct(branch, case_no, received_at="2026-10-05 10:00")


def test_only_the_named_approver_confirms_and_closing_waits_for_her(branch):
    case_no = registered(branch, "2026-10-20T10:00:00")
    walk(branch, case_no, "follow-up")
    correct(branch, case_no, received_at="2026-10-19 10:00", approved_by="李卓")
    missing = [gap.action for gap in gaps(read(branch, case_no).facts)]
    assert missing == [Action.CONFIRM_CORRECTION]
    with pytest.raises(correction.NothingToConfirm):
        step(branch.desk(), case_no, "confirm-correction")
    with pytest.raises(Refusal):
        step(branch.desk("li"), case_no, "close")
    step(branch.desk("li"), case_no, "confirm-correction", opinion="核对来信邮戳属实。")
    (entry,) = read(branch, case_no).facts["corrections"]
    assert (entry["confirmed_by"], entry["approved_by"], entry["by"]) == ("li", "li", "chen")
    step(branch.desk("li"), case_no, "close")


def test_a_preview_tells_the_effect_and_writes_nothing(branch):
    case_no = registered(branch, "2026-10-01T10:00:00")
    version = read(branch, case_no).version
    told = branch.desk("chen").do(
        TakeStep(
            case_no=case_no,
            action=Action.CORRECT,
            given={**WHY, "received_at": "2026-10-21 10:00"},
            is_preview=True,
        )
    )
    assert "decide" in {effect.clock for effect in told.clocks}
    assert read(branch, case_no).version == version


def test_a_correction_is_signed_and_corrected_again_not_taken_back(branch):
    case_no = registered(branch, "2026-10-20T10:00:00")
    correct(branch, case_no, received_at="2026-10-19 10:00")
    assert read(branch, case_no).story[-1].is_signed
    with pytest.raises(NothingToUndo):
        branch.desk("chen").do(UndoStep(case_nos=(case_no,)))


def test_a_notice_in_time_by_the_true_day_is_met(branch):
    """Typed 1, received on the 21st, told on the 25th."""
    case_no = registered(branch, "2026-10-01T10:00:00")
    at(branch, "2026-10-25T10:00:00")
    walk(branch, case_no, "execute")
    told = {"decision": DECISION, "outcome": "agreed", "notice_way": "phone", "notice_proof": "1"}
    step(branch.desk("chen"), case_no, "notify", **told)
    correct(branch, case_no, received_at="2026-10-21 10:00")
    clock = next(c for c in read(branch, case_no).clocks if c.rule.id == "decide")
    assert clock.is_met


def test_a_miss_is_not_washed_by_way_of_another_kind(branch):
    """Late by 16 October, extended too late, called an inquiry, made a complaint again."""
    case_no = registered(branch, "2026-10-01T10:00:00")
    step(branch.desk("chen"), case_no, "note", text="此时逾期已记录。")
    step(branch.desk("li"), case_no, "extend", reason="情况复杂")
    correct(branch, case_no, kind="inquiry")
    step(branch.desk("li"), case_no, "convert", kind="complaint", reason="经核对系投诉。")
    assert "decide" in missed(branch, "2026-10")


KINDS = {  # how a complaint becomes an inquiry and comes back
    "converted": {"action": "convert", "reason": "经核对内容。"},
    "corrected": {"action": "correct", **WHY},
}


def there_and_back(branch, case_no, how):
    given = dict(KINDS[how])
    action, login = given.pop("action"), "li" if how == "converted" else "chen"
    step(branch.desk(login), case_no, action, kind="inquiry", **given)
    step(branch.desk(login), case_no, action, kind="complaint", **given)


@pytest.mark.parametrize("how", KINDS)
def test_stages_gone_through_again_after_a_conversion_are_not_late_again(branch, how):
    """Received on 1 October; all done within hours, and once more twenty days later."""
    case_no = registered(branch, "2026-10-01T10:00:00", on="2026-10-01T10:05:00")
    walk(branch, case_no, "notify")
    at(branch, "2026-10-21T10:00:00")
    there_and_back(branch, case_no, how)
    walk(branch, case_no, "execute")
    told = {"decision": DECISION, "outcome": "agreed", "notice_way": "phone"}
    told |= {"notice_proof": "录音", "delivered_at": "2026-10-21T10:00:00"}
    step(branch.desk("chen"), case_no, "notify", **told)
    facts, clocks = read(branch, case_no).facts, read(branch, case_no).clocks
    assert facts["investigated_at"] == facts["notified_at"] == "2026-10-21T10:00:00"
    met = {clock.rule.id for clock in clocks if clock.is_met}
    assert met >= {"decide", "investigate", "plan", "execute"}
    assert missed(branch, "2026-10") == {"follow-up"}  # seven days from the first execution


def test_new_facts_between_two_investigations_begin_no_clock_anew(branch):
    """What had been investigated by then stays so; as a clock that nothing converted."""
    case_no = registered(branch, "2026-10-01T10:00:00", on="2026-10-01T10:05:00")
    walk(branch, case_no, "investigate")
    at(branch, "2026-10-03T10:00:00")
    step(branch.desk("chen"), case_no, "restart", reason="新事实", evidence="材料")
    at(branch, "2026-10-08T10:00:00")
    there_and_back(branch, case_no, "converted")
    walk(branch, case_no, "investigate")
    (clock,) = (one for one in read(branch, case_no).clocks if one.rule.id == "investigate")
    assert clock.is_met
    assert clock.due.at == datetime(2026, 10, 2, 10, 5)
    assert "investigate" not in missed(branch, "2026-10")


def test_a_late_stage_is_not_made_good_by_going_through_it_again(branch):
    case_no = registered(branch, "2026-10-01T10:00:00", on="2026-10-01T10:05:00")
    at(branch, "2026-10-05T10:00:00")
    walk(branch, case_no, "investigate")
    there_and_back(branch, case_no, "converted")
    again = {"investigation": "再核。", "finding": "upheld"}
    step(branch.desk("chen"), case_no, "investigate", **again, investigated_at="2026-10-02 09:00")
    assert "investigate" in missed(branch, "2026-10")


@pytest.mark.parametrize("days", [("2026-11-01", False), ("2026-11-03", True)])
def test_a_reopened_round_has_its_own_moments(branch, days):
    """Reopened on 1 November: one day from then, whatever came back in the former round."""
    case_no = registered(branch, "2026-10-01T10:00:00", on="2026-10-01T10:05:00")
    walk(branch, case_no, "investigate")
    there_and_back(branch, case_no, "converted")
    walk(branch, case_no, "close")
    at(branch, "2026-11-01T10:00:00")
    step(branch.desk("li"), case_no, "reopen", reason="上级要求。")
    day, is_late = days
    at(branch, f"{day}T11:00:00")
    walk(branch, case_no, "investigate")
    assert ("investigate" in missed(branch, "2026-11")) is is_late
    assert "investigate" not in missed(branch, "2026-10")
