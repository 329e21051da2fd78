"""The vectors of docs/packet-format.md are read as they are told there."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from desk.exchange import act_pages
from desk.exchange.card import read_card, read_receipt
from desk.exchange.parcels import items_in, wants_in
from desk.exchange.sealed import ATTACHMENT, PAGE, open_packet

VECTORS = json.loads(
    (Path(__file__).parents[2] / "docs" / "packet-vectors.json").read_text(encoding="utf-8")
)


@pytest.fixture
def packet(tmp_path):
    path = tmp_path / "0101-A-000001.cdp"
    path.write_bytes(base64.b64decode(VECTORS["packet"]))
    return open_packet(path)


def test_the_packet_is_read(packet):
    assert packet.digest == VECTORS["digest"]
    ((kind, page),) = packet.records(PrivateKey(bytes.fromhex(VECTORS["box_private"])))
    assert kind == PAGE
    rows = act_pages.unpack(page)
    assert [row[0].hex() for row in rows] == [act["hash"] for act in VECTORS["acts"]]
    assert [row[15] for row in rows] == [act["body"] for act in VECTORS["acts"]]
    assert packet.header["heads"] == {"0101-A/00112233aabbccdd": [[2, rows[1][0].hex()]]}


def test_card_and_receipt_are_read(tmp_path):
    for name, read in (("card", read_card), ("receipt", read_receipt)):
        path = tmp_path / name
        path.write_text(json.dumps(VECTORS[name]), encoding="utf-8")
        assert read(path)


def test_attachments_are_read(tmp_path):
    told, path = VECTORS["with_attachments"], tmp_path / "0101-A-000002.cdp"
    path.write_bytes(base64.b64decode(told["packet"]))
    packet = open_packet(path)
    assert packet.digest == told["digest"]
    assert [one.told for one in items_in(packet.header, path.name)] == told["attachments"]
    pieces = [
        content
        for kind, content in packet.records(PrivateKey(bytes.fromhex(VECTORS["box_private"])))
        if kind == ATTACHMENT
    ]
    assert {piece[:32].hex() for piece in pieces} == {told["attachments"][0]["hash"]}
    content = b"".join(piece[32:] for piece in pieces)
    assert content.decode() == told["content"]
    assert hashlib.sha256(content).hexdigest() == told["attachments"][0]["hash"]


def test_a_receipt_names_what_its_writer_waits_for(tmp_path):
    path = tmp_path / "receipt"
    path.write_text(json.dumps(VECTORS["receipt_waiting"]), encoding="utf-8")
    assert wants_in(read_receipt(path)) == (VECTORS["with_attachments"]["attachments"][1]["hash"],)
    assert wants_in(VECTORS["receipt"]) == ()
