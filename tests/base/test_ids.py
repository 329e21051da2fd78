"""Identities: UUIDs of version 7 that sort by time."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from desk.base.ids import uuid7

MILLIS = st.integers(0, 2**48 - 1)
RANDOM = st.binary(min_size=10, max_size=10)


@given(MILLIS, RANDOM)
def test_an_id_is_a_uuid_of_version_7_that_holds_its_time_and_its_randomness(millis, random):
    text = uuid7(millis, random)
    found = UUID(hex=text)
    assert (found.version, found.variant, len(text)) == (7, "specified in RFC 4122", 32)
    assert found.int >> 80 == millis
    kept = (1 << 74) - 1
    rest = found.int & (1 << 80) - 1
    raw = int.from_bytes(random)
    mask = (1 << 80) - 1 ^ (0xF << 76) ^ (0b11 << 62)
    assert rest & mask == raw & mask
    assert mask.bit_count() == kept.bit_length()


@given(MILLIS, MILLIS, RANDOM, RANDOM)
def test_ids_sort_by_time(one, other, random, more):
    if one < other:
        assert uuid7(one, random) < uuid7(other, more)


def test_an_id_reads_as_rfc_9562_has_it():
    # RFC 9562, A.6: 2022-02-22 14:22:22.00-05:00
    text = uuid7(0x017F22E279B0, bytes.fromhex("0CC398C4DC0C0C07398F"))
    assert UUID(hex=text) == UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")


def test_many_ids_of_one_moment_differ():
    several = [number.to_bytes(10) for number in range(2_000)]
    assert len({uuid7(1, random) for random in several}) == 2_000
