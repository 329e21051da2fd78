"""Pages of acts come back letter by letter, whatever stands in them."""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tests.base.properties  # noqa: F401
from desk.exchange import act_pages
from desk.store.record.hashes import act_hash, canonical, payload_hash

TEXT = st.text(max_size=20)
FACTS = {
    "device": "0101-A",
    "epoch": "e",
    "seq": 1,
    "hlc": 5,
    "author": "li",
    "kind": "case.amend",
    "subject": "u",
    "schema": 1,
    "alg": "x",
    "signature": None,
    "kept": True,
    "body": "{}",
}


def row(draw_from, n, prev, base):
    body, salt = draw_from["body"], bytes([n % 256]) * 16
    facts = (
        draw_from["device"],
        draw_from["epoch"],
        draw_from["seq"] + n,
        prev,
        draw_from["hlc"] - n,
        draw_from["author"],
        draw_from["kind"],
        draw_from["subject"],
        base,
        payload_hash(salt, body),
        draw_from["schema"],
        draw_from["alg"],
    )
    payload = (salt, body) if draw_from["kept"] else (None, None)
    return (act_hash(facts), *facts, draw_from["signature"], *payload)


ROWS = st.fixed_dictionaries(
    {
        "device": TEXT,
        "epoch": TEXT,
        "seq": st.integers(1, 10**9),
        "hlc": st.integers(0, 1 << 60),
        "author": TEXT,
        "kind": TEXT,
        "subject": TEXT,
        "schema": st.integers(1, 99),
        "alg": TEXT,
        "signature": st.none() | st.binary(min_size=64, max_size=64),
        "kept": st.booleans(),
        "body": TEXT.filter(bool) | st.builds(canonical, st.dictionaries(TEXT, TEXT)),
    }
)
BASES = st.sampled_from(
    ["{}", '{"a":["#0"]}', '{ "a": [] }', "", "nonsense", '{"a":["b\\n"]}', '{"b":1}', "[1]"]
)


@given(st.lists(st.tuples(ROWS, BASES, st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_acts_come_back_letter_by_letter(told):
    rows = []
    for n, (facts, stated, follows, names) in enumerate(told):
        base = stated
        prev = rows[-1][0] if rows and follows else b"\x01" * 32
        if names and rows:
            base = canonical({"grade": [rows[-1][0].hex(), "ff" * 32]})
        rows.append(row(facts, n, prev, base))
    assert act_pages.unpack(act_pages.pack(rows)) == rows


def test_a_base_may_name_an_act_further_down():
    later = row(FACTS, 1, b"", "{}")
    first = row(FACTS, 0, b"", canonical({"grade": [later[0].hex()]}))
    assert act_pages.unpack(act_pages.pack([first, later])) == [first, later]


@pytest.mark.parametrize("place", [0, 4, 20, 30, -1])
def test_a_changed_page_never_gives_the_same_acts(place):
    facts = {**FACTS, "body": '{"facts":"年费"}'}
    rows = [row(facts, 0, b"", "{}")]
    changed = bytearray(act_pages.pack(rows))
    changed[place] ^= 1
    try:
        found = act_pages.unpack(bytes(changed))
    except (ValueError, KeyError, IndexError, TypeError, zlib.error):
        return
    assert [one[0] for one in found] != [one[0] for one in rows]


def test_a_page_that_unfolds_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(act_pages, "MOST_PAGE", 1 << 16)
    bomb = (0).to_bytes(4) + zlib.compress(json.dumps({"a": " " * (1 << 20)}).encode())
    with pytest.raises(ValueError, match="0"):
        act_pages.unpack(bomb)


@pytest.mark.parametrize(
    ("told", "instead"),
    [
        ('"authors":[["li"]', '"authors":[[1]'),
        ('"schemas":[[1]', '"schemas":[["1"]'),
        ('"kinds":[["case.amend"]', '"kinds":[[null]'),
    ],
)
def test_a_page_that_tells_another_type_is_no_page(told, instead):
    page = act_pages.pack([row(FACTS, 0, b"", "{}")])
    text = zlib.decompress(page[20:]).decode()
    assert told in text
    changed = page[:20] + zlib.compress(text.replace(told, instead).encode())
    with pytest.raises(TypeError):
        act_pages.unpack(changed)
