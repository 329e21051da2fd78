"""Two counters move the clocks of one case, each without knowing of the other.

Received 2026-11-20; days by 第十八条 counted by hand.
"""

from datetime import datetime

import pytest

from desk.reads.case_file import read_case
from desk.rules.time.breaches import missed
from tests.actions.test_clock_steps import clock_of, due_on
from tests.builders import step
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
