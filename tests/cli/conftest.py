"""A training home without cases for each test, and the command line that works on it."""

import io
import json
import shutil
import sys

import pytest

from desk.cli.__main__ import main
from desk.home.opening import DATABASE, KEY_FILE
from desk.training.home import PASSWORD

NOW = "2026-11-20T10:00:00"


@pytest.fixture(scope="session")
def made(training_home):
    """A training home without cases, and who works there."""
    return training_home(0)


@pytest.fixture
def signed_in(monkeypatch, home, staff):
    """Name home, person and password by the environment: the director's."""
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    monkeypatch.setenv("COMPLAINT_DESK_HOME", str(home))
    monkeypatch.setenv("COMPLAINT_DESK_USER", staff["director"])
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)


@pytest.fixture
def staff(made):
    return made[1]


@pytest.fixture
def home(made, tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    for name in (KEY_FILE, DATABASE):
        shutil.copy(made[0] / name, folder / name)
    return folder


@pytest.fixture
def run(capsys, monkeypatch):
    """Run at ``NOW``; ``given`` is put on standard input as JSON."""

    def run(*argv, given=None, now=NOW):
        if given is not None:
            text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        code = main([*(str(part) for part in argv), *(["--now", now] if now else [])])
        return (code, *capsys.readouterr())

    return run
