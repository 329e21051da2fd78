"""The envelope: whatever is done to a packet on its way, it is not taken as another one."""

import hashlib
import io
import os
import subprocess
import sys
from random import Random

import pytest
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from desk.exchange import sealed
from desk.exchange.sealed import CONTEXT, PAGE, PacketWriter, open_packet
from desk.rules.record.packet_refusals import NotAPacket, PacketDamaged

HEADER = {
    "sender": "0101-A",
    "epoch": "e1",
    "number": 1,
    "prev": "",
    "heads": {},
    "counts": {},
    "schema": 1,
    "min_schema": 1,
    "made_at": "2026-11-20T10:00:00",
    "attachments": [],
}
SENDER, OTHER = SigningKey(bytes([1] * 32)), SigningKey(bytes([2] * 32))
ME, NEIGHBOUR = PrivateKey(bytes([3] * 32)), PrivateKey(bytes([4] * 32))


def packet(content=b"what was said " * 60, key=SENDER, **header):
    file = io.BytesIO()
    writer = PacketWriter(
        file, {**HEADER, **header}, key, [bytes(ME.public_key)], Random(5).randbytes
    )
    writer.write(PAGE, content)
    writer.finish()
    return file.getvalue()


def opened(tmp_path, content, key=ME):
    path = tmp_path / "x.cdp"
    path.write_bytes(content)
    return list(open_packet(path).records(key))


def is_refused(tmp_path, content):
    try:
        opened(tmp_path, content)
    except (NotAPacket, PacketDamaged):
        return True
    return False


@pytest.fixture
def short_chunks(monkeypatch):
    monkeypatch.setattr(sealed, "CHUNK", 128)


def test_what_was_written_is_read(tmp_path):
    assert opened(tmp_path, packet(b"abc")) == [(PAGE, b"abc")]
    big = os.urandom(3 * sealed.CHUNK + 7)
    assert opened(tmp_path, packet(big)) == [(PAGE, big)]
    assert opened(tmp_path, packet(b"")) == [(PAGE, b"")]


@pytest.mark.usefixtures("short_chunks")
def test_every_flipped_bit_is_noticed(tmp_path):
    whole = packet()
    for place in range(len(whole)):
        for bit in (0x01, 0x80):
            changed = bytearray(whole)
            changed[place] ^= bit
            assert is_refused(tmp_path, bytes(changed)), place


@pytest.mark.usefixtures("short_chunks")
def test_every_cut_and_every_addition_is_noticed(tmp_path):
    whole = packet()
    assert all(is_refused(tmp_path, whole[:length]) for length in range(len(whole)))
    assert is_refused(tmp_path, whole + b"\0")
    assert is_refused(tmp_path, b"\0" + whole)
    assert is_refused(tmp_path, whole + whole)


@pytest.mark.usefixtures("short_chunks")
def test_two_spliced_packets_are_noticed(tmp_path):
    one, two = packet(b"one" * 200), packet(b"two" * 200, number=2)
    assert len(one) == len(two)
    for place in range(1, len(one), 7):
        spliced = one[:place] + two[place:]
        assert spliced in (one, two) or is_refused(tmp_path, spliced)


def split(whole):
    """Return head (with header), body, signature."""
    size = int.from_bytes(whole[len(sealed.MAGIC) : len(sealed.MAGIC) + 4])
    end = len(sealed.MAGIC) + 4 + size
    return whole[:end], whole[end:-64], whole[-64:]


def signed_by(key, head, body):
    digest = hashlib.blake2b(head + body, digest_size=64).digest()
    return head + body + key.sign(CONTEXT + digest).signature


def test_a_body_under_another_header_is_noticed_even_when_signed_anew(tmp_path):
    head, body, _ = split(packet())
    other = head.replace(b'"number":1', b'"number":7')
    assert is_refused(tmp_path, signed_by(SENDER, other, body))
    assert opened(tmp_path, signed_by(SENDER, head, body))


def test_somebody_else_cannot_sign_the_body_as_her_own(tmp_path):
    head, body, _ = split(packet())
    mine, hers = SENDER.verify_key.encode().hex(), OTHER.verify_key.encode().hex()
    stolen = head.replace(mine.encode(), hers.encode())
    assert is_refused(tmp_path, signed_by(OTHER, stolen, body))
    assert is_refused(tmp_path, signed_by(OTHER, head, body))


def test_nobody_but_the_addressee_reads_it(tmp_path):
    path = tmp_path / "x.cdp"
    path.write_bytes(packet())
    assert not open_packet(path).is_for(NEIGHBOUR)
    with pytest.raises(PacketDamaged):
        list(open_packet(path).records(NEIGHBOUR))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{}", b"\0" * 5000, sealed.MAGIC])
def test_other_files_are_no_packets(tmp_path, content):
    assert is_refused(tmp_path, content)


def test_a_header_that_lacks_a_part_or_has_a_wrong_one_is_refused(tmp_path):
    for name in HEADER:
        assert is_refused(tmp_path, packet(**{name: None}))


def test_a_header_without_end_is_refused_before_it_is_read(tmp_path):
    whole = packet()
    assert is_refused(tmp_path, whole[:8] + (1 << 31).to_bytes(4) + whole[12:])


@pytest.mark.skipif(os.name == "nt", reason="reads the peak memory of Unix")
def test_a_large_packet_is_read_in_little_memory(tmp_path):
    """In a process of its own; 100 MB here, 500 MB in benchmarks/packets.py."""
    script = f"""
import io, os, resource, sys
from pathlib import Path
from nacl.public import PrivateKey
from nacl.signing import SigningKey
from desk.exchange.sealed import ATTACHMENT, PacketWriter, open_packet
path, me = Path({str(tmp_path / "big.cdp")!r}), PrivateKey(bytes([3] * 32))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with path.open("wb") as file:
    writer = PacketWriter(file, {HEADER!r}, SigningKey(bytes([1] * 32)), [bytes(me.public_key)])
    piece = os.urandom(1 << 20)
    for _ in range(100):
        writer.write(ATTACHMENT, piece)
    writer.finish()
assert sum(len(content) for _, content in open_packet(path).records(me)) == 100 << 20
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert int(found.stdout) < 32 * 1024  # KiB
