"""What head office decides and reviews (核查) comes back to the branch, with its clocks."""

from datetime import timedelta

import pytest

from desk.actions.decide import DecideConflict
from desk.actions.manage_people import AddPerson, ChangePerson
from desk.reads.case_file import read_case
from desk.reads.conflicts import read_tray
from desk.reads.verify import verify
from desk.rules.people.rights import Person, Role
from desk.rules.record.chains import office_of
from desk.rules.time.case_clocks import ClockState
from tests.builders import agreed, register, step, walk
from tests.packets.people import by_office
from ui.widgets.story import headline


def bring(sender, to, stick, **how):
    report = to.exchange.take(sender.send(to, out=stick), **how)
    to.office.read_again()
    return report


def later(*places, **much):
    for place in places:
        place.clock.moment += timedelta(**much)


def case_of(place, case_no):
    return read_case(place.store, place.office.reckoning, case_no)


def clock(place, case_no, rule):
    return next(one for one in case_of(place, case_no).clocks if one.rule.id == rule)


def alike(case_no, *places):
    """Say whether the case is the same everywhere: facts, state, ends of all clocks."""
    seen = []
    for place in places:
        case = case_of(place, case_no)
        ends = {(one.rule.id, one.state, one.due.at, one.stopped_at) for one in case.clocks}
        facts = by_office(case.facts, office_of(place.id))
        seen.append((facts, case.state, case.actions, ends, case.conflicts))
    return all(one == seen[0] for one in seen)


def is_whole(*places):
    return all(verify(one.store, one.office.reckoning) == [] for one in places)


@pytest.fixture
def told(places, stick):
    """A complaint of the branch whose decision was told; head office has it."""
    a, h = places["a"], places["h"]
    case_no = register(a.office)
    walk(a, case_no, until="notify")
    bring(a, h, stick)
    return case_no


def test_a_review_that_head_office_decides_comes_back_with_its_clock(places, stick, told):
    a, h = places["a"], places["h"]
    later(a, h, days=3)
    step(h.desk("li"), told, "apply-review", grounds="不服。", arrived_at="2026-11-23T09:00:00")
    bring(h, a, stick)
    running = clock(a, told, "review-decide")
    assert (running.state, running.due.on.isoformat()) == (ClockState.RUNNING, "2026-12-23")
    later(a, h, days=10)
    step(h.desk("li"), told, "decide-review", result="redo", text="责令重新处理。")
    report = bring(h, a, stick)
    assert report.changed_count == 1
    (review,) = case_of(a, told).facts["reviews"]
    assert (review["result"], review["text"]) == ("redo", "责令重新处理。")
    ended = clock(a, told, "review-decide")
    assert (ended.state, ended.is_met) == (ClockState.STOPPED, True)
    assert ended.stopped_at.isoformat() == "2026-12-03T10:00:00"
    assert alike(told, a, h)
    assert is_whole(a, h)


def test_a_review_recorded_at_the_branch_is_decided_at_head_office(places, stick, told):
    a, h = places["a"], places["h"]
    step(a.desk("chen"), told, "apply-review", grounds="不服。")
    bring(a, h, stick)
    step(h.desk("li"), told, "decide-review", result="upheld", text="维持。")
    later(a, h, days=1)
    step(a.desk("zhou"), told, "note", text="等上级决定。")
    bring(h, a, stick)
    bring(a, h, stick)
    assert case_of(a, told).facts["reviews"][0]["result"] == "upheld"
    assert case_of(a, told).conflicts == {}
    assert alike(told, a, h)
    assert is_whole(a, h)


def test_what_head_office_approves_and_sends_back_moves_the_case_on(places, stick):
    a, h = places["a"], places["h"]
    case_no = register(a.office)
    walk(a, case_no, until="investigate")
    for decision, state in (("return", "planning"), ("approve", "executing")):
        step(a.desk("chen"), case_no, "plan", plan="退还年费并致歉。", compensation="30000")
        assert case_of(a, case_no).state == "to_approve"
        bring(a, h, stick)
        later(a, h, hours=1)
        step(h.office, case_no, decision, reason="补充核查依据。")
        bring(h, a, stick)
        assert case_of(a, case_no).state == state
    assert [one["decision"] for one in case_of(a, case_no).facts["approvals"]] == [
        "return",
        "approve",
    ]
    assert clock(a, case_no, "execute").state is ClockState.RUNNING
    assert alike(case_no, a, h)
    assert is_whole(a, h)


def test_a_case_that_head_office_reopens_is_open_again_at_the_branch(places, stick):
    a, h = places["a"], places["h"]
    case_no = register(a.office)
    walk(a, case_no, until="close")
    bring(a, h, stick)
    later(a, h, days=2)
    step(h.desk("li"), case_no, "reopen", reason="上级复核。")
    bring(h, a, stick)
    assert case_of(a, case_no).state == case_of(h, case_no).state != "closed"
    assert [one.rule.id for one in case_of(a, case_no).clocks if one.counts]
    assert alike(case_no, a, h)
    assert is_whole(a, h)


def test_what_head_office_decides_between_two_counters_holds_at_both(places, stick):
    a, b, h = places["a"], places["b"], places["h"]
    case_no = register(a.office)
    bring(a, b, stick)
    for place, amount in ((a, "100"), (b, "200")):
        step(place.office, case_no, "amend", amount=amount)
        bring(place, h, stick)
    assert [one.case_no for one in read_tray(h.store)] == [case_no]
    h.office.do(DecideConflict(case_no=case_no, choices={"amount": "200.00"}, reason="依凭证。"))
    for place in (a, b):
        bring(h, place, stick)
        assert case_of(place, case_no).facts["amount"] == "200.00"
        assert case_of(place, case_no).conflicts == {}
    assert alike(case_no, a, b, h)
    assert is_whole(a, b, h)


def test_who_decided_at_head_office_is_named_at_the_branch(places, stick, told):
    a, h = places["a"], places["h"]
    key = h.keys["li"].signing
    person = Person(login="gao", name="高远", role=Role.SUPERVISOR)
    agreed(
        h.office,
        h.desk("li"),
        AddPerson(person=person, verify_key=key.verify_key.encode().hex()),
    )
    h.keys["gao"] = h.keys["li"]
    step(h.desk("gao"), told, "apply-review", grounds="不服。")
    bring(h, a, stick)
    last = case_of(a, told).story[-1]
    assert headline(last, a.office.people).startswith("高远")
    assert a.office.people.name(last.author) == "高远"


def test_one_login_of_two_offices_never_names_the_wrong_person(places, stick, told):
    a, h = places["a"], places["h"]
    agreed(h.office, h.desk("chen"), ChangePerson(login="li", facts={"name": "李远"}))
    h.office.read_again()
    step(h.desk("li"), told, "apply-review", grounds="不服。")
    bring(h, a, stick)
    story = case_of(a, told).story
    assert headline(story[-1], a.office.people).startswith("李远")
    assert a.office.people.name(story[-1].author) == "李远"
    assert a.office.people.name("li") == "李卓"
