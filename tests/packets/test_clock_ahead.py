"""One PC half a year ahead for a morning: its acts, its breaches, and what others see of them.

Received 2026-11-20 10:00; the decision is due on 2026-12-05 (第十八条, fifteen days).
"""

from datetime import datetime

import pytest

from desk.actions.put_clock_right import PutClockRight
from desk.base.clock import stamp
from desk.reads.audit_log import audit_lines
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.time.doubts import Doubt
from desk.rules.time.segments import breaches_of
from tests.builders import register, step
from tests.packets.test_conflicts import Shared

WRONG = "2027-06-01T09:00:00"
RIGHT = "2026-11-24T11:00:00"  # a Tuesday; the last entry before was on the Friday


@pytest.fixture
def case(places, stick):
    """A case of two desks; A wrote a note with a clock that ran half a year ahead, until it was
    put back."""
    shared = Shared(places, stick)
    shared.swap()
    at(shared.a, WRONG)
    step(shared.a.office, shared.no, "note", text="时钟错误时写的")
    at(shared.a, RIGHT)
    at(shared.b, RIGHT)
    return shared


def at(place, text):
    place.clock.moment = datetime.fromisoformat(text)


def whole(place, case_no):
    return read_case(place.store, place.office.reckoning, case_no)


def told(place, case_no):
    return [(stamp(one.at), one.kind, one.is_doubtful) for one in whole(place, case_no).story]


def standing(place, case_no):
    return [(one["rule"], one["due_at"]) for one in breaches_of(whole(place, case_no).facts)]


def missed(place):
    return place.store.database.execute_sql("SELECT rule, due_at FROM missed").fetchall()


def test_what_is_written_after_the_clock_was_put_back_carries_its_own_time(case):
    assert case.a.office.time_doubt() is Doubt.AHEAD
    step(case.a.office, case.no, "note", text="时钟已改正")
    *_, after, note = told(case.a, case.no)
    assert after == (RIGHT, "case.note", True)
    assert note == (WRONG, "case.note", True)  # kept apart, behind all others
    case.swap()
    at(case.b, "2026-11-25T09:00:00")
    step(case.b.office, case.no, "amend", product="乙产品")
    story = told(case.b, case.no)
    assert [one[0] for one in story[-3:]] == [RIGHT, "2026-11-25T09:00:00", WRONG]
    assert story[-2] == ("2026-11-25T09:00:00", "case.amend", False)
    new = register(case.a.office)
    assert told(case.a, new) == [(RIGHT, "case.registered", True)]


def test_no_end_is_missed_that_only_the_wrong_clock_saw_pass(case):
    assert ("decide", "2026-12-05T23:59:59") in standing(case.a, case.no)
    step(case.a.office, case.no, "note", text="时钟已改正")
    late = [one for one in standing(case.a, case.no) if one[1] > RIGHT]
    assert late == []
    assert all(due_at <= RIGHT for _, due_at in missed(case.a))
    case.swap()
    assert standing(case.b, case.no) == standing(case.a, case.no)
    assert missed(case.b) == missed(case.a)
    marked = [one for one in whole(case.b, case.no).facts["breaches"] if one.get("ahead")]
    assert "decide" in [one["rule"] for one in marked]  # on record, marked
    for place in (case.a, case.b):
        assert verify(place.store, place.office.reckoning) == []


def test_another_desk_marks_them_too_with_its_next_act(case):
    case.swap()
    assert ("decide", "2026-12-05T23:59:59") in standing(case.b, case.no)
    step(case.b.office, case.no, "note", text="乙机照常办理")
    assert [one for one in standing(case.b, case.no) if one[1] > RIGHT] == []


def test_an_end_that_really_passes_is_missed_though_it_was_marked(case):
    step(case.a.office, case.no, "note", text="时钟已改正")
    for place in (case.a, case.b):
        at(place, "2026-12-07T09:00:00")
    step(case.a.office, case.no, "note", text="真的过了期限")
    assert ("decide", "2026-12-05T23:59:59") in standing(case.a, case.no)
    assert ("decide", "2026-12-05T23:59:59") in missed(case.a)


def test_an_extension_granted_in_time_keeps_it_marked(case):
    step(case.a.office, case.no, "extend", reason="情况复杂")
    at(case.a, "2026-12-07T09:00:00")
    step(case.a.office, case.no, "note", text="延期后")
    assert "decide" not in [rule for rule, _ in standing(case.a, case.no)]


def test_all_cases_are_marked_at_once_when_somebody_signs_in(case):
    assert case.a.office.do(PutClockRight()).result == 1
    assert [one for one in standing(case.a, case.no) if one[1] > RIGHT] == []
    assert case.a.office.do(PutClockRight()).result == 0
    assert verify(case.a.store, case.a.office.reckoning) == []


def test_the_audit_log_tells_the_time_of_the_clock_that_was_put_back(case):
    from desk.rules.steps import kinds  # noqa: PLC0415

    case.a.office.audit(kinds.SIGNED_IN)
    last = list(audit_lines(case.a.store, "audit.sign"))[-1]
    assert stamp(last.at) == RIGHT


def test_a_clock_that_is_behind_all_entries_washes_nothing_away(case):
    """A dead battery: the PC says 2020, and everything would lie ahead."""
    at(case.b, "2026-12-10T09:00:00")
    step(case.b.office, case.no, "note", text="已过期限")
    assert ("decide", "2026-12-05T23:59:59") in standing(case.b, case.no)
    at(case.b, "2026-11-20T10:01:00")
    assert case.b.office.time_doubt() is Doubt.BEHIND or case.b.office.time_doubt() is Doubt.AHEAD
    at(case.b, "2020-01-01T00:00:00")
    assert case.b.office.time_doubt() is Doubt.BEHIND
    step(case.b.office, case.no, "note", text="电池没电")
    assert ("decide", "2026-12-05T23:59:59") in standing(case.b, case.no)
