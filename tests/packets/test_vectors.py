"""The vectors of docs/packet-format.md are read as they are told there."""

import base64
import json
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from desk.packets import pages
from desk.packets.card import read_card, read_receipt
from desk.packets.sealed import PAGE, open_packet

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
    rows = pages.unpack(page)
    assert [row[0].hex() for row in rows] == [act["hash"] for act in VECTORS["acts"]]
    assert [row[15] for row in rows] == [act["body"] for act in VECTORS["acts"]]
    assert packet.header["heads"] == {"0101-A/00112233aabbccdd": [[2, rows[1][0].hex()]]}


def test_card_and_receipt_are_read(tmp_path):
    for name, read in (("card", read_card), ("receipt", read_receipt)):
        path = tmp_path / name
        path.write_text(json.dumps(VECTORS[name]), encoding="utf-8")
        assert read(path)
