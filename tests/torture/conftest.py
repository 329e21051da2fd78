"""What the torture needs: a small home, its keys in a file, and the figures on screen."""

import json
import shutil

import pytest

from desk.home.opening import DATABASE, KEY_FILE
from tests.builders import register, walk
from tests.conftest import Branch


@pytest.fixture(scope="session")
def rack(template, tmp_path_factory):
    """Return a file with a home, its root key and the director's seed."""
    folder, keys = template
    place = tmp_path_factory.mktemp("torture")
    home = place / "home"
    home.mkdir()
    for name in (KEY_FILE, DATABASE):
        shutil.copy(folder / name, home / name)
    branch = Branch(home, keys)
    walk(branch, register(branch.desk("chen")), "investigate")
    for _ in range(8):
        register(branch.desk("chen"))
    branch.store.checkpoint()
    branch.store.close()
    branch.unlock()
    secrets = place / "secrets.json"
    director = keys["director"]
    told = {
        "home": str(home),
        "root": director.root.hex(),
        "seed": director.signing.encode().hex(),
    }
    secrets.write_text(json.dumps(told), encoding="utf-8")
    return secrets


@pytest.fixture
def figure(record_property):
    """Keep a figure in the report; `tests.conftest` prints them all at the end."""
    return lambda promise, told: record_property(promise, str(told))
