"""Pauses, extensions, restarts, agreed dates and reopening: what they do to a case's clocks."""

from datetime import datetime, timedelta

import pytest

from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.people.rights import NotPermitted
from desk.rules.steps import clock_guards as guards
from desk.rules.steps.guards import BeforeReceipt, InFuture, Missing
from desk.rules.time.clocks import EndBeforeStart
from tests.builders import register, step, walk

FURTHER = {
    "reason": "等待鉴定结论。",
    "approved_by": "示例分行 吴行长",
    "approval_no": "示分消保〔2026〕8号",
}


def clock_of(branch, case_no, rule="decide"):
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    return next(clock for clock in case.clocks if clock.rule.id == rule)


def due_on(branch, case_no, rule="decide"):
    return clock_of(branch, case_no, rule).due.on.isoformat()


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def later(branch, **much):
    branch.clock.moment += timedelta(**much)


@pytest.fixture
def case_no(branch):
    """A case received on Friday 2026-11-20 at 10:00; its decision is due on 5 December."""
    return register(branch.desk("chen"))


@pytest.fixture(autouse=True)
def _whole(branch):
    yield
    assert verify(branch.store, branch.desk().reckoning) == []


# pauses


def test_a_pause_moves_the_end_by_its_days(branch, case_no):
    assert due_on(branch, case_no) == "2026-12-05"
    later(branch, days=1)
    step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="调解受理通知书")
    assert clock_of(branch, case_no).state == "paused"
    later(branch, days=4)
    step(branch.desk("chen"), case_no, "resume", evidence="调解终止书")
    assert clock_of(branch, case_no).state == "running"
    assert due_on(branch, case_no) == "2026-12-09"


def test_a_pause_for_an_appraisal_counts_only_once_the_complainant_was_told(branch, case_no):
    later(branch, days=1)
    step(branch.desk("chen"), case_no, "pause", kind="appraisal", evidence="委托书")
    assert clock_of(branch, case_no).state == "running"
    later(branch, days=3)
    step(branch.desk("chen"), case_no, "resume", notice_on="2026-11-21")
    assert due_on(branch, case_no) == "2026-12-08"


def test_a_house_reason_never_stops_a_statutory_clock(branch, case_no):
    step(branch.desk("chen"), case_no, "pause", kind="house")
    later(branch, days=2)
    step(branch.desk("chen"), case_no, "resume")
    assert due_on(branch, case_no) == "2026-12-05"
    assert due_on(branch, case_no, "plan") == "2026-11-24"


def test_what_a_pause_said_when_it_began_is_kept_when_it_ends(branch, case_no):
    step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="通知书")
    later(branch, days=1)
    step(branch.desk("zhou"), case_no, "resume")
    (pause,) = facts_of(branch, case_no)["pauses"]
    assert (pause["by"], pause["from"]) == ("chen", "2026-11-20T10:00:00")
    assert (pause["until"], pause["evidence"]) == ("2026-11-21T10:00:00", "通知书")


NO_PAUSE = [
    ({"kind": "mediation"}, Missing, "evidence"),
    ({"kind": "mediation", "evidence": "x", "from": "2026-11-19 10:00"}, BeforeReceipt, "from"),
    ({"kind": "mediation", "evidence": "x", "from": "2026-11-21 10:00"}, InFuture, "from"),
    ({"kind": "mediation", "evidence": "x", "until": "2026-11-25 10:00"}, InFuture, "until"),
]


@pytest.mark.parametrize(("given", "refusal", "field"), NO_PAUSE)
def test_a_pause_that_cannot_be_is_refused_by_its_part(branch, case_no, given, refusal, field):
    with pytest.raises(refusal) as caught:
        step(branch.desk("chen"), case_no, "pause", **given)
    assert caught.value.field == field
    assert "pauses" not in facts_of(branch, case_no)


def test_a_pause_that_ends_before_it_starts_is_refused(branch, case_no):
    later(branch, days=3)
    step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="x")
    with pytest.raises(EndBeforeStart) as caught:
        step(branch.desk("chen"), case_no, "resume", until="2026-11-22 10:00")
    assert caught.value.field == "until"


def test_a_second_pause_beside_an_open_one_is_refused(branch, case_no):
    step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="x")
    with pytest.raises(guards.PausedAlready):
        step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="x")


def test_no_pause_no_end_of_one(branch, case_no):
    with pytest.raises(guards.NotPaused):
        step(branch.desk("chen"), case_no, "resume")


def test_the_day_of_receipt_does_not_count_so_pausing_it_gives_nothing(branch, case_no):
    step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="x")
    later(branch, days=1)
    step(branch.desk("chen"), case_no, "resume")
    assert due_on(branch, case_no) == "2026-12-05"


def test_a_case_without_a_clock_for_the_ground_cannot_be_paused(branch, case_no):
    walk(branch, case_no, "follow-up")
    with pytest.raises(guards.NoClockToPause):
        step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="x")


# extensions


def test_an_extension_to_30_days_and_30_more(branch, case_no):
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    assert due_on(branch, case_no) == "2026-12-20"
    step(branch.desk(), case_no, "extend-further", **FURTHER, notice_on="2026-11-20")
    assert due_on(branch, case_no) == "2027-01-19"
    given = facts_of(branch, case_no)["extensions"]
    assert [(entry["kind"], entry["by"]) for entry in given] == [
        ("to-30", "li"),
        ("to-60", "director"),
    ]
    assert given[1]["approval_no"] == FURTHER["approval_no"]


def test_the_second_extension_needs_the_first(branch, case_no):
    with pytest.raises(guards.NothingToExtend):
        step(branch.desk(), case_no, "extend-further", **FURTHER, notice_on="2026-11-20")


def test_an_extension_is_given_once(branch, case_no):
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    with pytest.raises(guards.NothingToExtend):
        step(branch.desk("li"), case_no, "extend", reason="再来一次。")


@pytest.mark.parametrize("missing", ["reason", "approved_by", "approval_no", "notice_on"])
def test_the_second_extension_without_its_approval_or_notice_is_refused(branch, case_no, missing):
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    given = {**FURTHER, "notice_on": "2026-11-20", missing: ""}
    with pytest.raises(Missing) as caught:
        step(branch.desk(), case_no, "extend-further", **given)
    assert caught.value.field == missing
    assert due_on(branch, case_no) == "2026-12-20"


def test_a_specialist_extends_nothing_and_a_supervisor_not_twice(branch, case_no):
    with pytest.raises(NotPermitted):
        step(branch.desk("chen"), case_no, "extend", reason="忙。")
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    with pytest.raises(NotPermitted):
        step(branch.desk("li"), case_no, "extend-further", **FURTHER, notice_on="2026-11-20")


def test_an_extension_on_the_last_day_is_in_time(branch, case_no):
    branch.clock.moment = datetime(2026, 12, 5, 23, 59, 59)
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    facts = facts_of(branch, case_no)
    assert "late" not in facts["extensions"][0]
    assert "decide" not in {breach["rule"] for breach in facts.get("breaches", [])}


def test_an_extension_a_day_late_is_taken_marked_and_washes_nothing_away(branch, case_no):
    branch.clock.moment = datetime(2026, 12, 6, 0, 0, 0)
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    facts = facts_of(branch, case_no)
    assert facts["extensions"][0]["late"] is True
    assert due_on(branch, case_no) == "2026-12-20"
    breach = next(entry for entry in facts["breaches"] if entry["rule"] == "decide")
    assert breach["due_at"] == "2026-12-05T23:59:59"


def test_a_case_from_the_people_s_bank_is_extended_on_both_clocks(branch):
    case_no = register(branch.desk("chen"), channel="pbc")
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    step(branch.desk(), case_no, "extend-further", **FURTHER, notice_on="2026-11-20")
    assert due_on(branch, case_no) == due_on(branch, case_no, "pbc-decide") == "2027-01-19"


# restart, agreement, withdrawal


def test_new_facts_start_the_basic_time_anew_and_extensions_do_not_carry_over(branch, case_no):
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    step(branch.desk(), case_no, "extend-further", **FURTHER, notice_on="2026-11-20")
    later(branch, days=10)
    step(branch.desk("chen"), case_no, "restart", reason="补充录音。", evidence="光盘一张")
    assert due_on(branch, case_no) == "2026-12-15"
    assert len(facts_of(branch, case_no)["extensions"]) == 2
    step(branch.desk("li"), case_no, "extend", reason="重新计算后仍复杂。")
    assert due_on(branch, case_no) == "2026-12-30"


def test_an_agreed_day_takes_the_place_of_the_reckoned_one(branch, case_no):
    step(branch.desk("chen"), case_no, "agree", on="2026-12-31", evidence="协商记录")
    assert due_on(branch, case_no) == "2026-12-31"
    with pytest.raises(guards.AgreedInPast):
        step(branch.desk("chen"), case_no, "agree", on="2026-11-19", evidence="协商记录")


def test_a_withdrawal_ends_the_clock_that_day(branch, case_no):
    later(branch, days=3)
    step(branch.desk("chen"), case_no, "withdraw", remarks="书面撤回。")
    assert clock_of(branch, case_no).state == "cancelled"
    assert clock_of(branch, case_no).counts is False


# breaches and rounds


def test_a_clock_stopped_too_late_leaves_a_breach_that_stays(branch, case_no):
    later(branch, days=20)
    walk(branch, case_no, "close")
    breach = next(b for b in facts_of(branch, case_no)["breaches"] if b["rule"] == "decide")
    assert breach["due_at"] == "2026-12-05T23:59:59"
    assert breach["ended_at"] == "2026-12-10T10:00:00"
    step(branch.desk("li"), case_no, "reopen", reason="上级要求重办。")
    assert breach in facts_of(branch, case_no)["breaches"]


def test_a_registration_later_than_two_hours_is_a_breach_from_its_first_act(branch):
    case_no = register(
        branch.desk("chen"), received_at="2026-11-20 07:00", late_reason="系统停电。"
    )
    (breach,) = facts_of(branch, case_no)["breaches"]
    assert breach["rule"] == "register"
    assert breach["ended_at"] == "2026-11-20T10:00:00"


def test_a_case_in_time_has_no_breach(branch, case_no):
    walk(branch, case_no)
    assert "breaches" not in facts_of(branch, case_no)


def test_reopening_starts_a_round_and_keeps_the_one_before(branch, case_no):
    walk(branch, case_no)
    old = facts_of(branch, case_no)
    later(branch, days=30)
    step(branch.desk("li"), case_no, "reopen", reason="上级核查要求重办。")
    facts = facts_of(branch, case_no)
    assert facts["state"] == "to_investigate"
    assert all(facts.get(name) is None for name in ("closed_at", "plan", "outcome", "notified_at"))
    (kept,) = facts["rounds"]
    assert kept["facts"]["plan"] == old["plan"]
    assert kept["facts"]["notified_at"] == old["notified_at"]
    assert due_on(branch, case_no) == "2027-01-04"
    walk_again = [("investigate", "chen", {"finding": "upheld"}), ("plan", "chen", {"plan": "改"})]
    for action, login, given in walk_again:
        step(branch.desk(login), case_no, action, **given)
    assert facts_of(branch, case_no)["plan"] == "改"


def test_a_specialist_reopens_nothing(branch, case_no):
    walk(branch, case_no)
    with pytest.raises(NotPermitted):
        step(branch.desk("chen"), case_no, "reopen", reason="想改。")


def test_a_refused_step_writes_nothing(branch, case_no):
    before = read_case(branch.store, branch.desk().reckoning, case_no).version
    for action, given in (("resume", {}), ("extend-further", FURTHER), ("agree", {})):
        with pytest.raises(Refusal):
            step(branch.desk(), case_no, action, **given)
    assert read_case(branch.store, branch.desk().reckoning, case_no).version == before
