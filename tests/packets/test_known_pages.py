"""Pages that were taken in before are passed over, and nothing else is."""

import pytest

from desk.exchange import act_pages, desk, incoming
from desk.rules.record.packet_refusals import CountsDiffer, OldPacket
from desk.store.record import known_pages
from desk.store.tables import ActRow, KnownPageRow, PayloadRow
from tests.builders import register

ROWS = 8


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(act_pages, "ROWS", ROWS)
    monkeypatch.setattr(known_pages, "WORTH_KNOWING", ROWS)


@pytest.fixture
def read(monkeypatch):
    """How many acts each page had that was read, in order."""
    sizes = []

    def watched(packet, content, real=incoming.unpacked):
        rows = real(packet, content)
        sizes.append(len(rows))
        return rows

    monkeypatch.setattr(incoming, "unpacked", watched)
    return sizes


def sent_whole(sender, receiver, stick):
    (report,) = sender.exchange.send([receiver.id], stick, is_whole=True)
    return stick / f"{sender.id}-{report['number']:06d}.cdp", report


def known(place):
    return {digest for (digest,) in place.store.rows(KnownPageRow.select(KnownPageRow.digest))}


def bodies(place):
    query = PayloadRow.select(PayloadRow.act_id, PayloadRow.body).order_by(PayloadRow.act_id)
    return place.store.rows(query)


def test_full_pages_are_not_read_again_and_what_is_new_comes(places, stick, read):
    a, b = places["a"], places["b"]
    for _ in range(20):
        register(a.office)
    first = b.exchange.take(a.send(b, out=stick))
    full = [size for size in read if size == ROWS]
    assert len(full) > 2
    assert len(known(b)) == len(full)
    before = dict(bodies(b))
    number = register(a.office)
    read.clear()
    packet, sent = sent_whole(a, b, stick)
    again = b.exchange.take(packet)
    assert sum(read) < sent["acts"] - ROWS * (len(full) - 1)
    assert again.known == first.acts
    assert again.acts + again.known == sent["acts"]
    assert again.new == [number]
    after = dict(bodies(b))
    assert before.items() <= after.items()


def test_pages_are_known_on_the_desk_that_took_them_only(places, stick, read):
    a, b, h = places["a"], places["b"], places["h"]
    for _ in range(20):
        register(a.office)
    b.exchange.take(a.send(b, out=stick))
    read.clear()
    packet, sent = sent_whole(a, h, stick)
    report = h.exchange.take(packet)
    assert sum(read) == sent["acts"] == report.acts


def test_a_page_of_which_one_act_differs_is_read(places, stick, read):
    a, b = places["a"], places["b"]
    for _ in range(20):
        register(a.office)
    b.exchange.take(a.send(b, out=stick))
    cases = ActRow.select(ActRow.id).where(ActRow.kind == "case.registered").order_by(ActRow.seq)
    first = a.store.value(cases.limit(1))
    a.store.run(PayloadRow.delete().where(PayloadRow.act_id == first))  # as erasing does
    read.clear()
    packet, _ = sent_whole(a, b, stick)
    b.exchange.take(packet)
    assert ROWS in read


def test_what_a_page_holds_is_counted_though_it_is_not_read(places, stick, monkeypatch):
    a, b = places["a"], places["b"]
    for _ in range(20):
        register(a.office)
    b.exchange.take(a.send(b, out=stick))
    real = desk.PacketWriter
    lies = {"counts": {"case.registered": 1}}
    monkeypatch.setattr(
        desk, "PacketWriter", lambda file, told, *rest: real(file, {**told, **lies}, *rest)
    )
    packet, _ = sent_whole(a, b, stick)
    with pytest.raises(CountsDiffer):
        b.exchange.take(packet)


def test_no_page_of_a_packet_that_is_not_taken_is_known(places, stick, monkeypatch):
    a, b = places["a"], places["b"]
    for _ in range(20):
        register(a.office)
    packet = a.send(b, out=stick)
    b.exchange.take(packet, is_simulation=True)
    assert known(b) == set()
    monkeypatch.setattr("desk.actions.packets._compare", _refuse)
    with pytest.raises(OldPacket):
        b.exchange.take(packet)
    assert known(b) == set()


def _refuse(envelope, _counts):
    raise OldPacket(number=envelope.number, sender=envelope.sender, latest=9)
