"""An empty database of today's tables for the questions, shared by the tests of one module."""

import pytest

import tests.base.properties  # noqa: F401
from desk.store.db import open_file
from tests.store.conftest import KEY, blank  # noqa: F401


@pytest.fixture(scope="module")
def store(blank, tmp_path_factory):  # noqa: F811 - the fixture itself
    path = tmp_path_factory.mktemp("reads") / "desk.db"
    path.write_bytes(blank.read_bytes())
    found = open_file(path, KEY)
    yield found
    found.close()
