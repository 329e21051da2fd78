"""Whatever is done to a packet on its way, a desk takes none of it and writes nothing.

The envelope alone is tortured in `test_sealed.py`; here a whole packet, acts and an
attachment in it, goes through the door of a desk that trusts its sender. Every byte
and every length with ``--slow``, else some hundreds of each.
"""

import hashlib
import json

import pytest
from nacl.signing import SigningKey

from desk.attachments import attaching
from desk.exchange import sealed
from desk.exchange.sealed import CONTEXT, MAGIC, header_bytes
from desk.rules.record.packet_refusals import (
    NotAPacket,
    NotForUs,
    OldPacket,
    OtherKey,
    PacketDamaged,
    RevokedSender,
    TakenBefore,
    UnknownSender,
)
from desk.store.known_devices import read_keys
from desk.store.tables import TABLES, QuarantineRow
from tests.attachments.papers import picture, put
from tests.builders import register

DAMAGE = (NotAPacket, PacketDamaged)
SOME = 211  # mutations of each sort without --slow


@pytest.fixture
def made(places, stick, tmp_path, monkeypatch):
    """A packet of several chunks with a case and an attachment in it, and who shall take it."""
    monkeypatch.setattr(sealed, "CHUNK", 1024)
    a, b = places["a"], places["b"]
    case_no = register(a.office)
    attaching.attach(a.office, case_no, put(tmp_path, "a.jpg", picture()))
    return a.send(b, out=stick).read_bytes(), b


def everything(place):
    """Return what the home holds: every row of every table, every file beside the database."""
    rows = {table: sorted(map(repr, place.store.rows(table.select()))) for table in TABLES}
    own = {path.name for path in place.home.folder.glob("desk.db*")}
    files = sorted(
        (str(path.relative_to(place.home.folder)), path.stat().st_size)
        for path in place.home.folder.rglob("*")
        if path.is_file() and path.name not in own
    )
    return hashlib.sha256(repr((rows, files)).encode()).hexdigest()


def without_quarantine(place):
    """Return the same but for what was kept apart, row and file."""
    tables = [table for table in TABLES if table is not QuarantineRow]
    rows = {table: sorted(map(repr, place.store.rows(table.select()))) for table in tables}
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def offer(place, content, tmp_path):
    """Offer a file to the desk; return the refusal, or None when it was taken."""
    path = tmp_path / "offered.cdp"
    path.write_bytes(content)
    try:
        place.exchange.take(path)
    except (*DAMAGE, NotForUs, OldPacket, OtherKey, TakenBefore, UnknownSender) as refusal:
        return refusal
    return None


def some(places, request):
    """Return all of the ``places``, or about `SOME` of them."""
    several = list(places)
    step = 1 if request.config.getoption("--slow") else max(len(several) // SOME, 1)
    return several[::step]


def parts(whole):
    """Return header, what follows it, and the signature."""
    size = int.from_bytes(whole[len(MAGIC) : len(MAGIC) + 4])
    end = len(MAGIC) + 4 + size
    return json.loads(whole[len(MAGIC) + 4 : end]), whole[end:-64], whole[-64:]


def joined(header, body, key):
    """Return a packet that is signed well, whatever is in it."""
    text = header_bytes(header)
    rest = MAGIC + len(text).to_bytes(4) + text + body
    digest = hashlib.blake2b(rest, digest_size=64).digest()
    return rest + key.sign(CONTEXT + digest).signature


def damage(found, several):
    """Say whether each of the ``found`` refusals tells of damage; ``several`` were offered."""
    return len(found) == several and all(isinstance(one, DAMAGE) for one in found)


def test_every_byte_flipped(made, tmp_path, request):
    whole, b = made
    before, found, several = everything(b), [], some(range(len(whole)), request)
    for place in several:
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        found.append(offer(b, bytes(changed), tmp_path))
    assert damage(found, len(several))
    assert everything(b) == before
    assert offer(b, whole, tmp_path) is None


def test_every_length_cut(made, tmp_path, request):
    whole, b = made
    before, several = everything(b), some(range(len(whole)), request)
    found = [offer(b, whole[:length], tmp_path) for length in several]
    found += [offer(b, whole + more, tmp_path) for more in (b"\0", whole)]
    assert damage(found, len(several) + 2)
    assert everything(b) == before


def test_two_packets_spliced(made, places, stick, tmp_path, request):
    whole, b = made
    register(places["a"].office)
    other = places["a"].send(b, out=stick).read_bytes()
    before = everything(b)
    cuts = some(range(1, min(len(whole), len(other))), request)
    spliced = [whole[:cut] + other[cut:] for cut in cuts]
    found = [offer(b, one, tmp_path) for one in spliced if one not in (whole, other)]
    header, body, _ = parts(whole)
    _, strange, _ = parts(other)
    key = read_keys(places["a"].store).signing  # even if the sender herself had signed it
    found += [
        offer(b, joined(header, body[:cut] + strange[cut:], key), tmp_path)
        for cut in some(range(24, min(len(body), len(strange)) - 8, 5), request)
        if body[:cut] + strange[cut:] not in (body, strange)
    ]
    found.append(offer(b, joined(header, strange, key), tmp_path))
    assert damage(found, len(found))
    assert len(found) > len(cuts) // 2
    assert everything(b) == before


def test_signed_again_by_another(made, places, tmp_path):
    whole, b = made
    header, body, _ = parts(whole)
    before, kept = everything(b), without_quarantine(b)
    known = read_keys(places["c"].store).signing
    public = known.verify_key.encode().hex()
    stolen = {**header, "sender": "0102-C", "key": public}
    assert isinstance(offer(b, joined(stolen, body, known), tmp_path), PacketDamaged)
    assert isinstance(offer(b, joined(header, body, known), tmp_path), PacketDamaged)
    assert everything(b) == before
    stranger = SigningKey(bytes([7] * 32))
    hers = {**header, "key": stranger.verify_key.encode().hex()}
    assert isinstance(offer(b, joined(hers, body, stranger), tmp_path), OtherKey)
    unknown = {**hers, "sender": "0999-Z"}
    assert isinstance(offer(b, joined(unknown, body, stranger), tmp_path), UnknownSender)
    assert isinstance(offer(b, joined({**header, "key": public}, body, known), tmp_path), OtherKey)
    assert without_quarantine(b) == kept


def test_replayed(made, tmp_path):
    whole, b = made
    assert offer(b, whole, tmp_path) is None
    before = everything(b)
    found = [offer(b, whole, tmp_path) for _ in range(3)]
    assert all(isinstance(one, TakenBefore) for one in found)
    assert everything(b) == before


def test_old_after_new(made, places, stick, tmp_path):
    whole, b = made
    register(places["a"].office)
    newer = places["a"].send(b, out=stick).read_bytes()
    assert offer(b, newer, tmp_path) is None
    before = everything(b)
    assert isinstance(offer(b, whole, tmp_path), OldPacket)
    assert everything(b) == before


def test_headers_swapped(made, places, stick, tmp_path):
    whole, b = made
    register(places["a"].office)
    other = places["a"].send(b, out=stick).read_bytes()
    (header, body, _), (newer, strange, _) = parts(whole), parts(other)
    key = read_keys(places["a"].store).signing
    before = everything(b)
    swaps = [joined(newer, body, key), joined(header, strange, key)]
    swaps += [
        joined({**header, **change}, body, key)
        for change in (
            {"number": 9},
            {"counts": {}},
            {"heads": {}},
            {"attachments": []},
            {"made_at": "2026-11-20T10:00:01"},
            {"unconfirmed": {"x": [1]}},
            {"more": 1},
        )
    ]
    found = [offer(b, one, tmp_path) for one in swaps]
    assert damage(found, len(swaps))
    assert everything(b) == before
    assert offer(b, joined(header, body, key), tmp_path) is None


def test_revoked_meanwhile(made, places, tmp_path):
    from desk.actions.trust_device import RevokeDevice  # noqa: PLC0415

    whole, b = made
    b.office.do(RevokeDevice(name=places["a"].id, reason="遗失。"))
    kept = without_quarantine(b)
    path = tmp_path / "x.cdp"
    path.write_bytes(whole)
    with pytest.raises(RevokedSender):
        b.exchange.take(path)
    assert without_quarantine(b) == kept
