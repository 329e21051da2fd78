"""The journal: a chain that shows whatever was changed, taken out, swapped or forged."""

import hashlib
import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from desk.base.clock import moment_of, wall
from desk.rules.record.fold import fold
from desk.rules.steps.kinds import KINDS
from desk.store.record import journal
from desk.store.record.journal import (
    ACT_COLUMNS,
    Head,
    Identity,
    Pen,
    act_hash,
    acts_by_subject,
    acts_of,
    canonical,
    first_id,
    folded,
    payload_hash,
    read_head,
    read_identity,
    subjects,
    write_identity,
)
from desk.store.record.soundness import Broken, broken
from tests.server import marked
from tests.store.key_files import entropy

NOW = datetime(2026, 11, 20, 10, 0)
ME = Identity("0101-A", "A", "e1")
KEYS = {login: SigningKey(bytes([number] * 32)) for number, login in enumerate(("chen", "li"), 1)}
PUBLIC = {login: key.verify_key.encode().hex() for login, key in KEYS.items()}

OF_CASES = [name for name in KINDS if name.startswith("case.")]


def key_of(act):
    return PUBLIC.get(act.author)


def is_signed_kind(kind):
    return kind == "case.close"


def pen(store, author="chen", now=NOW, identity=ME):
    head = read_head(store, identity)
    return Pen(
        store=store,
        head=head,
        author=author,
        now=now,
        entropy=entropy(f"{identity} {head.seq}"),
        key=KEYS[author],
    )


def write(store, *acts, author="chen", now=NOW, identity=ME):
    """Write acts (kind, subject, payload) in one go; return them."""
    mine = pen(store, author, now, identity)
    written = [
        mine.write(kind, subject, payload, {}, is_signed=is_signed_kind(kind))
        for kind, subject, payload in acts
    ]
    mine.flush()
    return written


@pytest.fixture
def acts(store):
    """Four acts by chen, the third of them signed."""
    write_identity(store, ME)
    return write(
        store,
        ("case.registered", "u1", {"grade": "C", "facts": "年费"}),
        ("case.amend", "u1", {"grade": "B"}),
        ("case.close", "u1", {"state": "closed"}),
        ("case.registered", "u2", {"grade": "A"}),
    )


def found(store):
    return list(broken(store, key_of, is_signed_kind))


def sql(store, statement, *values):
    store.database.execute_sql(marked(store, statement), values)


# writing


def test_acts_are_a_chain(store, acts):
    assert [act.seq for act in acts] == [1, 2, 3, 4]
    assert [act.prev for act in acts] == [b"", *(act.hash for act in acts[:3])]
    assert len({act.hash for act in acts}) == 4
    assert found(store) == []


def test_what_was_written_is_read_back(store, acts):
    read = acts_of(store, "u1")
    assert [act for act, _ in read] == acts[:3]
    assert [payload for _, payload in read] == [
        {"grade": "C", "facts": "年费"},
        {"grade": "B"},
        {"state": "closed"},
    ]
    assert folded(store, "u1") == fold(read)
    assert folded(store, "nobody").facts == {}


def test_nothing_reaches_the_tables_before_it_is_flushed(store):
    write_identity(store, ME)
    mine = pen(store)
    assert mine.is_empty
    mine.write("case.amend", "u1", {"grade": "B"}, {})
    assert not mine.is_empty
    assert acts_of(store, "u1") == []
    mine.flush()
    assert mine.is_empty
    assert len(acts_of(store, "u1")) == 1


def test_the_chain_goes_on_where_it_ended(store, acts):
    (later,) = write(store, ("case.amend", "u2", {"grade": "B"}), now=NOW + timedelta(days=1))
    assert (later.seq, later.prev) == (5, acts[3].hash)
    head = read_head(store, ME)
    assert head == Head(identity=ME, seq=5, hash=later.hash, hlc=later.hlc, next_id=6)
    assert found(store) == []


def test_a_new_epoch_is_a_new_chain(store, acts):
    other = Identity("0101-A", "A", "e2")
    assert read_head(store, other) == Head(identity=other, hlc=acts[-1].hlc, next_id=5)
    (first,) = write(store, ("case.amend", "u1", {"grade": "A"}), identity=other)
    assert (first.seq, first.prev, first.epoch) == (1, b"", "e2")
    assert acts[3].seq == 4
    assert found(store) == []


def test_own_stamps_always_rise_whatever_the_clock_does(store):
    stamps = []
    for minutes in (0, 0, -600, 5, -(10**6), 6):
        (act,) = write(store, ("n", "u", {}), now=NOW + timedelta(minutes=minutes))
        stamps.append(act.hlc)
    assert stamps == sorted(set(stamps))
    assert moment_of(stamps[-1]) == NOW + timedelta(minutes=6)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
def test_a_stamp_tells_the_wall_time_back(moment):
    moment = moment.replace(microsecond=0)
    assert moment_of(wall(moment)) == moment
    assert moment_of(wall(moment) + 65_535) == moment


def test_who_this_home_is_is_kept(store):
    with pytest.raises(LookupError, match="who it is"):
        read_identity(store)
    write_identity(store, ME)
    assert read_identity(store) == ME
    write_identity(store, Identity("0101-A", "A", "e2"))
    assert read_identity(store).epoch == "e2"


def test_subjects_and_their_acts_are_found_in_order(store, acts):
    write(store, ("person.added", "person:li", {}), ("case.amend", "u1", {"x": 1}))
    assert subjects(store, "u") == ["u1", "u2"]
    assert subjects(store, "person:") == ["person:li"]
    assert [first_id(store, name) for name in ("u1", "u2", "nobody")] == [1, 4, None]
    rows = list(acts_by_subject(store, OF_CASES))
    assert [(row, act.subject) for row, act, _ in rows] == [
        (1, "u1"),
        (2, "u1"),
        (3, "u1"),
        (6, "u1"),
        (4, "u2"),
    ]
    assert rows[0][1:] == (acts[0], {"grade": "C", "facts": "年费"})


# hashing


def test_json_has_one_form_only():
    assert (
        canonical({"b": [1, None, True], "a": "年 \u2028"}) == '{"a":"年 \u2028","b":[1,null,true]}'
    )
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


def test_an_act_is_hashed_in_one_form_for_ever():
    # A journal is kept for years: neither the text nor its hash may ever change.
    act = ("0101-A", "e1", 1, b"", 7, "chen", "case.amend", "u1", "{}", b"\x01", 1, "x")
    text = '["0101-A","e1",1,"",7,"chen","case.amend","u1","{}","01",1,"x"]'
    assert act_hash(act) == hashlib.sha256(text.encode()).digest()
    assert act_hash(act).hex().startswith("e1a88cd6442d0fc1")


def test_a_payload_cannot_be_guessed_from_its_hash():
    assert payload_hash(b"salt1", "{}") != payload_hash(b"salt2", "{}")
    assert len(payload_hash(b"", "")) == 32


def test_equal_payloads_leave_different_hashes(store):
    one, other = write(store, ("n", "u", {"name": "张三"}), ("n", "u", {"name": "张三"}))
    assert one.payload_hash != other.payload_hash


# what is found

CHANGED = {
    "author": ("'li'", {"hash", "unsealed"}),
    "kind": ("'case.note'", {"hash"}),
    "subject": ("'u2'", {"hash"}),
    "base": ("'{\"grade\":[]}'", {"hash"}),
    "hlc": ("hlc + 1", {"hash"}),
    "schema": ("3", {"hash"}),
    "alg": ("'none'", {"hash"}),
    "payload_hash": ("zeroblob(32)", {"hash", "payload"}),
    "prev": ("zeroblob(32)", {"hash", "chain"}),
    "seq": ("9", {"hash", "chain", "unsealed"}),
    "hash": ("zeroblob(32)", {"hash", "chain"}),
    "device": ("'0101-B'", {"hash", "chain", "unsealed"}),
    "epoch": ("'e9'", {"hash", "chain", "unsealed"}),
}


@pytest.mark.usefixtures("acts")
@pytest.mark.parametrize(("column", "change"), CHANGED.items(), ids=CHANGED)
def test_a_change_of_any_part_of_an_act_is_found(store, column, change):
    value, expected = change
    sql(store, f"UPDATE act SET {column} = {value} WHERE id = 2")
    assert {one.what for one in found(store)} == expected
    assert 2 in {one.act_id for one in found(store)}


def test_every_hashed_part_of_an_act_is_tried_here():
    assert CHANGED.keys() == set(ACT_COLUMNS) - {"id", "signature"}


@pytest.mark.usefixtures("acts")
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ('UPDATE payload SET body = \'{"grade":"A"}\' WHERE act_id = 2', [Broken(2, "payload")]),
        ("UPDATE payload SET salt = zeroblob(16) WHERE act_id = 2", [Broken(2, "payload")]),
        ("DELETE FROM act WHERE id = 2", [Broken(3, "chain")]),
        ("DELETE FROM act WHERE id = 1", [Broken(2, "chain")]),
        ("UPDATE act SET signature = zeroblob(64) WHERE id = 3", [Broken(3, "signature")]),
        ("UPDATE act SET signature = NULL WHERE id = 3", [Broken(3, "unsigned")]),
        ("UPDATE act SET signature = zeroblob(7) WHERE id = 3", [Broken(3, "signature")]),
        ("DELETE FROM payload WHERE act_id = 2", []),  # erased: the chain stays whole
    ],
)
def test_what_is_changed_taken_out_or_unsigned_is_found(store, statement, expected):
    sql(store, statement)
    assert found(store) == expected


@pytest.mark.usefixtures("acts")
def test_two_acts_that_changed_places_are_found(store):
    sql(store, "UPDATE act SET seq = 5 - seq WHERE id IN (2, 3)")
    assert {(one.act_id, one.what) for one in found(store)} >= {(2, "hash"), (3, "hash")}
    assert "chain" in {one.what for one in found(store)}


@pytest.mark.usefixtures("acts")
def test_a_swapped_payload_is_found(store):
    sql(
        store,
        "UPDATE payload SET body = (SELECT body FROM payload WHERE act_id = 4) WHERE act_id = 1",
    )
    assert found(store) == [Broken(1, "payload")]


def test_another_person_s_signature_is_found(store, acts):
    forged = KEYS["li"].sign(acts[2].hash).signature
    sql(store, "UPDATE act SET signature = ? WHERE id = 3", forged)
    assert found(store) == [Broken(3, "signature")]


@pytest.mark.usefixtures("acts")
def test_a_signature_by_somebody_without_a_key_is_found(store):
    assert list(broken(store, lambda _: None, is_signed_kind)) == [
        Broken(3, "signature"),
        Broken(4, "signature"),
    ]


@pytest.mark.usefixtures("acts")
def test_a_forger_who_makes_the_whole_chain_anew_fails_at_the_first_signature(store):
    sql(store, "UPDATE act SET author = 'li' WHERE id = 2")
    assert rechain(store) == 4
    assert found(store) == [
        Broken(1, "unsealed"),
        Broken(3, "signature"),
        Broken(2, "unsealed"),
        Broken(4, "signature"),
    ]


def rechain(store):
    """Hash all acts anew, as a forger would who knows how."""
    prev = b""
    names = ", ".join(f'"{name}"' for name in ACT_COLUMNS[2:-1])
    rows = store.database.execute_sql(f"SELECT id, {names} FROM act ORDER BY seq").fetchall()
    for act_id, *parts in rows:
        parts[3] = prev
        prev = act_hash([bytes(p) if isinstance(p, memoryview) else p for p in parts])
        sql(store, "UPDATE act SET prev = ?, hash = ? WHERE id = ?", parts[3], prev, act_id)
    return len(rows)


@pytest.mark.usefixtures("acts")
def test_chains_of_other_devices_are_looked_at_for_themselves(store):
    other = Identity("0101-B", "B", "e7")
    write(store, ("n", "u9", {}), ("n", "u9", {}), identity=other)
    assert found(store) == []
    sql(store, "DELETE FROM act WHERE id = 5")
    assert found(store) == [Broken(6, "chain")]


def test_an_erased_payload_reads_as_nothing_said(store, acts):
    sql(store, "DELETE FROM payload WHERE act_id = 1")
    assert acts_of(store, "u1")[0] == (acts[0], None)
    assert folded(store, "u1").facts == {"grade": "B", "state": "closed"}
    assert next(iter(acts_by_subject(store, OF_CASES))) == (1, acts[0], None)


@pytest.mark.usefixtures("acts")
def test_a_payload_is_stored_as_it_was_hashed(store):
    salt, body = store.database.execute_sql(
        "SELECT salt, body FROM payload WHERE act_id = 1"
    ).fetchone()
    assert len(bytes(salt)) == journal.SALT_BYTES
    assert json.loads(body) == {"grade": "C", "facts": "年费"}
    assert body == canonical(json.loads(body))
