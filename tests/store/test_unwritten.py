"""A database that nothing can be written to is read all the same, and says why it takes nothing."""

import pytest

from desk.store.db import open_file
from desk.store.tables import CounterRow
from desk.store.troubles import DiskFull, ReadOnly
from tests.store.conftest import KEY

pytestmark = pytest.mark.usefixtures("in_a_file")
COLUMNS = ("series", "last")


def test_it_is_read_without_any_file_beside_it_and_refuses_every_writing(path):
    store = open_file(path, KEY)
    store.put(CounterRow, COLUMNS, [("a", 1)])
    store.checkpoint()
    store.close()
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    store = open_file(path, KEY, unwritten=DiskFull())
    assert store.rows(CounterRow.select()) == [("a", 1)]
    with pytest.raises(DiskFull), store.writing():
        store.put(CounterRow, COLUMNS, [("a", 2)])
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == before
    store.close()


def test_with_changes_in_its_log_it_is_not_read_past_them(path):
    store = open_file(path, KEY)
    store.put(CounterRow, COLUMNS, [("a", 1)])
    with pytest.raises(ReadOnly):
        open_file(path, KEY, unwritten=DiskFull())
    store.close()
