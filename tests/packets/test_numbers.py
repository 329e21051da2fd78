"""Packets that got lost on the way are named: those that this addressee should have got."""

import json

import pytest

from desk.exchange.sealed import PacketWriter
from desk.rules.record.packet_refusals import OldPacket, PacketDamaged
from tests.builders import register


def taken(place, path, **how):
    return place.exchange.take(path, **how)


def test_packets_to_others_are_not_missing(places, stick):
    a, b, h = places["a"], places["b"], places["h"]
    taken(h, a.send(h, out=stick))
    for _ in range(3):
        register(a.office)
        a.send(b, out=stick)
    assert taken(h, a.send(h, out=stick)).numbers_missing == []


def test_a_packet_that_never_came_is_named(places, stick):
    a, b, h = places["a"], places["b"], places["h"]
    taken(h, a.send(h, out=stick))
    register(a.office)
    lost = a.send(b, h, out=stick)
    a.send(b, out=stick)
    told = taken(h, a.send(h, out=stick))
    assert lost.name == "0101-A-000002.cdp"
    assert told.numbers_missing == [2]
    assert told.gaps == []


def test_the_very_first_one_can_be_missing_too(places, stick):
    a, h = places["a"], places["h"]
    first = a.send(h, out=stick)
    second = a.send(h, out=stick)
    assert taken(h, second).numbers_missing == [1]
    with pytest.raises(OldPacket, match="nothing is missing"):
        taken(h, first)


def test_what_was_confirmed_is_asked_for_no_more(places, stick):
    a, h = places["a"], places["h"]
    a.send(h, out=stick)
    register(a.office)
    receipt = taken(h, a.send(h, out=stick)).receipt
    a.exchange.take(stick / receipt)
    register(a.office)
    assert taken(h, a.send(h, out=stick)).numbers_missing == []


def test_an_older_program_s_header_names_nothing(places, stick, monkeypatch):
    a, h = places["a"], places["h"]
    begin = PacketWriter.__init__

    def older(self, file, header, *rest):
        begin(self, file, {n: v for n, v in header.items() if n != "unconfirmed"}, *rest)

    monkeypatch.setattr(PacketWriter, "__init__", older)
    a.send(h, out=stick)
    assert taken(h, a.send(h, out=stick)).numbers_missing == []


@pytest.mark.parametrize("told", [5, [1], {"k": 5}, {"k": ["x"]}], ids=json.dumps)
def test_a_header_that_tells_it_otherwise_is_damaged(places, stick, monkeypatch, told):
    a, h = places["a"], places["h"]
    whole = a.send(h, out=stick)
    begin = PacketWriter.__init__
    monkeypatch.setattr(
        PacketWriter,
        "__init__",
        lambda self, file, header, *rest: begin(self, file, {**header, "unconfirmed": told}, *rest),
    )
    monkeypatch.setattr("desk.exchange.desk.envelope_of", lambda packet: packet)
    monkeypatch.setattr("desk.exchange.desk.NoteSent", lambda **_: None)
    monkeypatch.setattr(a.office, "do", lambda _command: None)
    bad = a.send(h, out=stick)
    monkeypatch.undo()
    with pytest.raises(PacketDamaged):
        taken(h, bad)
    assert taken(h, whole).acts
