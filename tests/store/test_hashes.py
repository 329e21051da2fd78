"""What is hashed by hand is canonical JSON, letter by letter."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tests.base.properties  # noqa: F401
from desk.store.record.hashes import act_hash, canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = st.integers(-(1 << 70), 1 << 70)
BYTES = st.binary(max_size=32)
ACTS = st.tuples(TEXT, TEXT, NUMBER, BYTES, NUMBER, TEXT, TEXT, TEXT, TEXT, BYTES, NUMBER, TEXT)
USUAL = ("0101-A", "e", 1, b"", 5, "li", "case.amend", "u", "{}", b"\x01", 1, "x")


def by_json(act):
    parts = [part.hex() if isinstance(part, bytes) else part for part in act]
    return hashlib.sha256(canonical(parts).encode()).digest()


@given(ACTS)
def test_an_act_is_hashed_as_its_canonical_json(act):
    assert act_hash(act) == by_json(act)


@pytest.mark.parametrize("place", range(len(USUAL)))
@pytest.mark.parametrize("wrong", [None, "1", b"1", 2.5, [1]])
def test_an_act_with_another_type_in_it_has_another_hash(place, wrong):
    changed = [*USUAL[:place], wrong, *USUAL[place + 1 :]]
    assert act_hash(changed) != act_hash(USUAL)
