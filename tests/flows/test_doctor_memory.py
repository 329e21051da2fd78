"""The doctor looks at a home that is larger than the memory."""

import tracemalloc

from desk.home.doctor import QUICK
from desk.store.disk.restoring import DATABASE
from tests.flows.test_backup import leave, lone, sign_in  # noqa: F401

ROOM = 64 * 1024  # bytes that looking at the first sixteen may take


def test_the_header_is_read_and_not_the_whole_file(lone):  # noqa: F811
    signed = sign_in(lone)
    assert (signed.home.folder / DATABASE).stat().st_size > 4 * ROOM
    tracemalloc.start()
    try:
        assert QUICK["header"](signed) == []
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        leave(signed)
    assert most < ROOM
