"""An empty database of today's tables, made once and copied for each test; a key file."""

import shutil

import pytest

import tests.base.properties  # noqa: F401
from desk.store import schema, vault
from desk.store.db import open_file
from desk.store.vault import Vault
from tests.store.key_files import LI, MIXED, ROOT, WANG, entropy, stretched

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    path = tmp_path_factory.mktemp("blank") / "desk.db"
    store = open_file(path, KEY, is_new=True)
    schema.migrate(store)
    store.checkpoint()
    store.close()
    return path


@pytest.fixture
def path(blank, tmp_path):
    return shutil.copy(blank, tmp_path / "desk.db")


@pytest.fixture
def store(path):
    found = open_file(path, KEY)
    yield found
    found.close()


@pytest.fixture
def stretched_once(monkeypatch):
    """Argon2 itself, but no stretching is done twice; a changed salt is another one."""
    monkeypatch.setattr(vault, "FLOOR", dict(vault.LEAST))
    monkeypatch.setattr(vault, "hash_secret_raw", stretched)
    return stretched


@pytest.fixture
def made(stretched_once, tmp_path):
    """Return (path, recovery code) of a key file with three people."""
    assert vault.hash_secret_raw is stretched_once
    path = tmp_path / "keys.json"
    found = Vault.create(path, entropy(1))
    found.add_user("zhang", "specialist", MIXED, ROOT)
    found.add_user("li", "supervisor", LI, ROOT)
    found.add_user("wang", "director", WANG, ROOT)
    code, _ = found.add_recovery(ROOT)
    found.save()
    return path, code
