"""Two counters move the clocks of one case, each without knowing of the other.

Received 2026-11-20; days by 第十八条 counted by hand.
"""

from datetime import datetime

import pytest

from desk.actions.put_clock_right import PutClockRight
from desk.reads.case_file import read_case
from desk.rules.time.breaches import missed
from tests.actions.test_clock_steps import clock_of, due_on
from tests.builders import register, step, walk
from tests.packets.test_conflicts import Shared
from tests.packets.test_exchange import is_whole

MEDIATION = {"kind": "mediation", "evidence": "调解受理通知书"}
FURTHER = {
    "reason": "特别复杂",
    "approved_by": "总行",
    "approval_no": "1",
    "notice_on": "2026-11-24",
}


@pytest.fixture
def case(places, stick):
    shared = Shared(places, stick)
    shared.swap()
    return shared


def at(case, text):
    case.a.clock.moment = case.b.clock.moment = datetime.fromisoformat(text)


def test_two_equal_extensions_are_one_and_the_next_may_follow(case):
    at(case, "2026-11-23T09:00:00")
    step(case.a.office, case.no, "extend", reason="情况复杂")
    step(case.b.office, case.no, "extend", reason="情况复杂")
    case.swap()
    assert due_on(case.a, case.no) == due_on(case.b, case.no) == "2026-12-20"
    at(case, "2026-11-24T09:00:00")
    step(case.a.office, case.no, "extend-further", **FURTHER)
    assert due_on(case.a, case.no) == "2027-01-19"


def test_two_equal_pauses_end_together(case):
    at(case, "2026-11-23T09:00:00")
    step(case.a.office, case.no, "pause", **MEDIATION)
    step(case.b.office, case.no, "pause", **MEDIATION)
    case.swap()
    assert clock_of(case.a, case.no).state == "paused"
    at(case, "2026-11-26T09:00:00")
    step(case.a.office, case.no, "resume")
    assert clock_of(case.a, case.no).state == "running"
    assert due_on(case.a, case.no) == "2026-12-08"  # three days more


def test_a_day_agreed_at_one_desk_is_in_sight_though_the_other_paused(case):
    at(case, "2026-11-23T09:00:00")
    step(case.a.office, case.no, "agree", on="2026-12-01", evidence="约定书")
    step(case.b.office, case.no, "pause", **MEDIATION)
    case.swap()
    clock = clock_of(case.b, case.no)
    assert (clock.state, clock.due.on.isoformat()) == ("running", "2026-12-01")
    assert clock.light(datetime(2026, 12, 2, 9)).word == "black"


def missed_at(place, case, rule="decide"):
    file = read_case(place.store, place.office.reckoning, case.no)
    return [str(end.date()) for name, end in missed(file.facts, file.clocks) if name == rule]


def test_a_breach_of_a_desk_that_did_not_know_the_extension_falls_with_the_packet(case):
    at(case, "2026-12-01T09:00:00")
    step(case.a.office, case.no, "extend", reason="情况复杂")
    at(case, "2026-12-08T09:00:00")
    step(case.b.office, case.no, "note", text="记一笔")
    assert missed_at(case.b, case) == ["2026-12-05"]
    case.swap()
    assert missed_at(case.a, case) == missed_at(case.b, case) == []


def test_an_end_that_passed_unseen_by_either_desk_is_missed_all_the_same(case):
    at(case, "2026-11-23T09:00:00")
    step(case.a.office, case.no, "agree", on="2026-11-27", evidence="约定书")
    at(case, "2026-11-30T09:00:00")
    step(case.b.office, case.no, "agree", on="2026-12-20", evidence="约定书")
    case.swap()
    assert missed_at(case.a, case) == missed_at(case.b, case) == ["2026-11-27"]
    assert is_whole(case.a, case.b)


WRONG = {  # what was told wrong, and is put right at one desk on the 24th
    "received ten days later": ({"received_at": "2026-11-20T09:00:00"}, "2026-11-25"),
    "an employee's": ({"party_type": "employee"}, "2026-11-25"),
    "an inquiry": ({"kind": "inquiry"}, "2026-11-25"),
}


@pytest.mark.parametrize(("right", "end"), WRONG.values(), ids=WRONG)
def test_a_breach_of_a_desk_that_did_not_hear_of_a_correction_falls(case, right, end):
    wrong = {"received_at": "2026-11-10T09:00:00", "late_reason": "补录"}
    case.no = register(case.a.office, **wrong)
    case.swap()
    at(case, "2026-11-24T09:00:00")
    step(case.a.office, case.no, "correct", **right, reason="登记有误", approved_by="李卓")
    at(case, "2026-11-27T09:00:00")
    step(case.b.office, case.no, "note", text="记一笔")
    assert missed_at(case.b, case) == [end]
    case.swap()
    assert missed_at(case.a, case) == missed_at(case.b, case) == []
    assert is_whole(case.a, case.b)


def test_what_is_late_by_the_corrected_receipt_too_stays_late(case):
    case.no = register(case.a.office, received_at="2026-11-10T09:00:00", late_reason="补录")
    case.swap()
    right = {"received_at": "2026-11-09T09:00:00", "reason": "登记有误", "approved_by": "李卓"}
    at(case, "2026-11-24T08:00:00")
    step(case.a.office, case.no, "correct", **right)
    at(case, "2026-11-27T09:00:00")
    step(case.b.office, case.no, "note", text="记一笔")
    case.swap()
    at(case, "2026-11-28T09:00:00")
    step(case.a.office, case.no, "note", text="记一笔")
    assert missed_at(case.a, case) == ["2026-11-24"]


def asked(case, arrived):
    """Ask for a review that arrived at a moment; 30 days by 第二十条."""
    at(case, arrived)
    given = {"grounds": "不服", "applied_at": arrived, "arrived_at": arrived}
    step(case.a.office, case.no, "apply-review", **given)


def decided(case, text):
    at(case, text)
    step(case.a.office, case.no, "decide-review", result="upheld", text="维持")


@pytest.fixture
def reviewed(case):
    """A review of 1 December, due on the 31st, of which both desks know."""
    walk(case.a, case.no, "notify")
    asked(case, "2026-12-01T09:00:00")
    case.swap()
    return case


AGAIN = {"before its end had come": "2026-12-28T09:00:00", "after it": "2027-01-03T09:00:00"}


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_a_review_decided_in_time_is_met_though_another_was_asked_for_since(reviewed, again):
    decided(reviewed, "2026-12-20T09:00:00")
    asked(reviewed, again)
    at(reviewed, "2027-01-05T09:00:00")
    step(reviewed.b.office, reviewed.no, "note", text="记一笔")
    assert missed_at(reviewed.b, reviewed, "review-decide") == ["2026-12-31"]
    reviewed.swap()
    for desk in (reviewed.a, reviewed.b):
        assert missed_at(desk, reviewed, "review-decide") == []


def test_a_review_decided_late_stays_missed_though_another_was_asked_for_since(reviewed):
    decided(reviewed, "2027-01-02T09:00:00")
    asked(reviewed, "2027-01-03T09:00:00")
    at(reviewed, "2027-01-05T09:00:00")
    step(reviewed.b.office, reviewed.no, "note", text="记一笔")
    reviewed.swap()
    for desk in (reviewed.a, reviewed.b):
        assert missed_at(desk, reviewed, "review-decide") == ["2026-12-31"]


def test_a_late_review_falls_with_a_wrong_party_though_another_was_asked_for_since(reviewed):
    decided(reviewed, "2027-01-02T09:00:00")
    asked(reviewed, "2027-01-03T09:00:00")
    why = {"reason": "登记有误", "approved_by": "李卓"}
    step(reviewed.a.office, reviewed.no, "correct", party_type="employee", **why)
    assert missed_at(reviewed.a, reviewed, "review-decide") == []


def test_the_pause_that_began_first_is_ended_first_though_a_pc_clock_had_run_ahead(case):
    case.b.clock.moment = datetime.fromisoformat("2027-03-01T09:00:00")
    step(case.b.office, case.no, "note", text="时钟错误时写的")
    at(case, "2026-11-23T09:00:00")
    case.b.office.do(PutClockRight())
    step(case.b.office, case.no, "pause", **MEDIATION)
    at(case, "2026-11-24T09:00:00")
    step(case.a.office, case.no, "pause", kind="house", evidence="内部事由")
    case.swap()
    at(case, "2026-11-26T09:00:00")
    step(case.a.office, case.no, "resume")
    facts = read_case(case.a.store, case.a.office.reckoning, case.no).facts
    assert [one["kind"] for one in facts["pauses"] if not one.get("until")] == ["house"]
