"""Head office's rules, calendars and word lists reach the branches; no deadline moves unseen."""

from datetime import datetime, timedelta

import pytest

from desk.actions.change_settings import ChangeSettings, NotHeadOffice
from desk.actions.take_calendar import TakeCalendar
from desk.actions.work import SETTINGS
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.time.case_clocks import Moved
from desk.store.record import journal
from tests.actions.test_reckoning_changes import pack_of
from tests.builders import register, step

HOLIDAYS = pack_of(2027, ("2027-01-01", True), ("2027-01-04", True), ("2027-01-05", True))
DECEMBER = datetime(2026, 12, 30, 10)


@pytest.fixture
def all_in_december(places):
    for place in places.values():
        place.clock.moment = DECEMBER
    return places


def prescribe(head, *, covers_open=False, **values):
    command = ChangeSettings(values=values, covers_open=covers_open, for_branches=True)
    head.office.do(command)


def bring(head, branch, stick, **how):
    return branch.exchange.take(head.send(branch, out=stick), **how)


def later(places, **much):
    for place in places:
        place.clock.moment += timedelta(**much)


def due(place, number, rule="decide"):
    place.office.read_again()
    case = read_case(place.store, place.office.reckoning, number)
    return next(clock.due.on.isoformat() for clock in case.clocks if clock.rule.id == rule)


def agrees(*places):
    for place in places:
        place.office.read_again()
        assert verify(place.store, place.office.reckoning) == []


def test_a_calendar_moves_deadlines_and_the_simulation_lists_which(all_in_december, stick):
    a, h = all_in_december["a"], all_in_december["h"]
    number = register(a.office)
    h.office.do(TakeCalendar(pack=HOLIDAYS))
    packet = h.send(a, out=stick)
    told = a.exchange.take(packet, is_simulation=True)
    move = Moved(
        case_no=number,
        clock="execute",
        before="2027-01-05T23:59:59",
        after="2027-01-07T23:59:59",
    )
    assert move in told.moved
    assert told.moved_count == len(told.moved)
    assert due(a, number, "execute") == "2027-01-05"
    assert a.exchange.take(packet).moved == told.moved
    assert due(a, number, "execute") == "2027-01-07"
    agrees(a, h)


def test_what_was_overdue_stays_recorded_when_a_calendar_moves_its_end(all_in_december, stick):
    a, h = all_in_december["a"], all_in_december["h"]
    number = register(a.office)
    h.office.do(TakeCalendar(pack=HOLIDAYS))
    a.clock.moment = h.clock.moment = datetime(2027, 1, 6, 9)
    bring(h, a, stick)
    assert due(a, number, "execute") == "2027-01-07"
    case = read_case(a.store, a.office.reckoning, number)
    assert ("execute", "2027-01-05T23:59:59") in [
        (breach["rule"], breach["due_at"]) for breach in case.facts["breaches"]
    ]
    agrees(a, h)


def test_prescribed_rules_hold_for_what_is_received_since(places, stick):
    a, h = places["a"], places["h"]
    older = register(a.office)
    later((a, h), minutes=5)
    prescribe(h, count_from="same-day")
    later((a, h), minutes=5)
    between = register(a.office)
    bring(h, a, stick)
    newer = register(a.office)
    assert [due(a, no) for no in (older, between, newer)] == [
        "2026-12-05",
        "2026-12-04",
        "2026-12-04",
    ]
    agrees(a, h)


def test_prescribed_for_open_cases_too_every_one_moves(places, stick):
    a, h = places["a"], places["h"]
    older = register(a.office)
    later((a, h), minutes=5)
    prescribe(h, covers_open=True, count_from="same-day")
    report = bring(h, a, stick)
    assert (older, "decide") in [(one.case_no, one.clock) for one in report.moved]
    assert due(a, older) == "2026-12-04"
    agrees(a, h)


def test_a_case_changed_in_the_same_packet_is_found_by_its_new_words(places, stick):
    a, b, h = places["a"], places["b"], places["h"]
    number = register(a.office)
    b.exchange.take(a.send(b, out=stick))
    later((a, b, h), minutes=5)
    prescribe(h, covers_open=True, count_from="same-day")
    bring(h, a, stick)
    a.office.read_again()
    step(a.office, number, "amend", product="白金信用卡")
    b.exchange.take(a.send(b, out=stick))
    assert due(b, number) == "2026-12-04"
    agrees(a, b)


def test_two_counters_that_hear_of_it_apart_do_not_disagree(places, stick):
    a, b, h = places["a"], places["b"], places["h"]
    older = register(a.office)
    b.exchange.take(a.send(b, out=stick))
    later((a, b, h), minutes=5)
    prescribe(h, count_from="same-day")
    bring(h, a, stick)
    later((a, b, h), days=2)
    bring(h, b, stick)
    a.exchange.take(b.send(a, out=stick))
    b.exchange.take(a.send(b, out=stick))
    for place in (a, b):
        told = journal.folded(place.store, SETTINGS)
        assert not [name for name in told.conflicts if name.startswith(("practices", "count"))]
        assert len(told.facts["practices"]) == 1
    assert due(a, older) == due(b, older) == "2026-12-05"
    agrees(a, b, h)


def test_word_lists_travel_and_what_is_an_office_s_own_stays(places, stick):
    a, h = places["a"], places["h"]
    words = ["cause 年费 C07 2"]
    prescribe(h, suggestion_words=words, complaint_phone="010-55550102")
    bring(h, a, stick)
    a.office.read_again()
    assert a.office.settings.texts("suggestion_words") == words
    assert a.office.settings.text("complaint_phone") != "010-55550102"
    agrees(a, h)


def test_a_branch_prescribes_nothing(places):
    command = ChangeSettings(values={"count_from": "same-day"}, for_branches=True)
    with pytest.raises(NotHeadOffice):
        places["a"].office.do(command)
