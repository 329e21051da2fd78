"""An empty database of today's tables, made once and copied for each test; a key file."""

import shutil
from contextlib import contextmanager

import pytest

import tests.base.properties  # noqa: F401
from desk.store import schema
from desk.store.disk.restoring import DATABASE
from desk.store.keys.vault import Vault
from desk.store.open_database import new_database, open_database
from tests import server
from tests.store.key_files import LI, MIXED, ROOT, WANG, entropy

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    folder = tmp_path_factory.mktemp("blank")
    store = new_database(folder, KEY, server.named())
    schema.migrate(store)
    store.checkpoint()
    store.close()
    return folder / DATABASE


@pytest.fixture
def path(in_a_file, blank, tmp_path):  # noqa: ARG001 - it skips where there is no file
    """Return a copy of the empty database; with ``store`` it is that one's file."""
    copied = tmp_path / DATABASE
    if not copied.exists():
        shutil.copy(blank, copied)
    return copied


@contextmanager
def opened(blank, folder):
    """Open a copy of the empty database, wherever the tests run."""
    with server.copied(blank.parent, folder, KEY):
        found = open_database(folder, KEY)
        yield found
        found.close()


@pytest.fixture
def store(blank, tmp_path):
    with opened(blank, tmp_path) as found:
        yield found


@pytest.fixture
def made(tmp_path):
    """Return (path, recovery code) of a key file with three people."""
    path = tmp_path / "keys.json"
    found = Vault.create(path, entropy(1))
    found.add_user("zhang", "specialist", MIXED, ROOT)
    found.add_user("li", "supervisor", LI, ROOT)
    found.add_user("wang", "director", WANG, ROOT)
    code, _ = found.add_recovery(ROOT)
    found.save()
    return path, code
