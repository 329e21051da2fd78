"""An import can be undone as new acts: nothing is taken out, and the undoing travels too."""

import pytest

from desk.actions.undo_packet import NoPacket, UndoPacket, WorkedOnSince
from desk.store.record import journal
from desk.store.tables import ActRow, CaseRow
from tests.builders import register, step
from tests.packets.test_exchange import is_whole, numbers


def facts(place, number):
    query = CaseRow.select(CaseRow.uuid).where(CaseRow.case_no == number)
    return journal.folded(place.store, place.store.value(query)).facts


@pytest.fixture
def shared(places, stick):
    """A case that both counters hold."""
    a, b = places["a"], places["b"]
    number = register(a.office)
    b.exchange.take(a.send(b, out=stick))
    return a, b, number


def test_cases_that_a_packet_brought_are_gone_after_undoing_it(places, stick):
    a, b = places["a"], places["b"]
    number = register(a.office)
    report = b.exchange.take(a.send(b, out=stick))
    acts = ActRow.select().count(b.store.database)
    b.office.do(UndoPacket(digest=report.digest))
    assert numbers(b) == []
    assert ActRow.select().count(b.store.database) > acts
    assert is_whole(b)
    a.exchange.take(b.send(a, out=stick))
    assert numbers(a) == []  # the undoing travels
    assert number


def test_what_a_packet_changed_is_as_before_after_undoing_it(shared, stick):
    a, b, number = shared
    step(b.office, number, "amend", grade="A", product="信用卡")
    step(b.office, number, "note", text="另记。")
    before = facts(a, number)
    report = a.exchange.take(b.send(a, out=stick))
    assert facts(a, number)["grade"] == "A"
    a.office.do(UndoPacket(digest=report.digest))
    after = {name: value for name, value in facts(a, number).items() if value is not None}
    assert after == before
    assert is_whole(a)


def test_what_went_on_since_is_not_undone(shared, stick):
    a, b, number = shared
    step(b.office, number, "amend", grade="A")
    report = a.exchange.take(b.send(a, out=stick))
    step(a.office, number, "note", text="继续办理。")
    with pytest.raises(WorkedOnSince, match=number):
        a.office.do(UndoPacket(digest=report.digest))
    assert facts(a, number)["grade"] == "A"


def test_undoing_twice_or_what_never_came_is_refused(shared, stick):
    a, b, number = shared
    step(b.office, number, "amend", grade="A")
    report = a.exchange.take(b.send(a, out=stick))
    a.office.do(UndoPacket(digest=report.digest))
    for digest in (report.digest, "ab" * 32, ""):
        with pytest.raises(NoPacket):
            a.office.do(UndoPacket(digest=digest))
