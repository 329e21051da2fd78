"""An empty database of today's tables for the questions, shared by the tests of one module."""

import pytest

import tests.base.properties  # noqa: F401
from tests.store.conftest import blank, opened  # noqa: F401


@pytest.fixture(scope="module")
def store(blank, tmp_path_factory):  # noqa: F811 - the fixture itself
    with opened(blank, tmp_path_factory.mktemp("reads")) as found:
        yield found
