"""What all tests share: one prepared home, copied for each test; time stands where it is set."""

import gc
import logging
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desk.base import words
from desk.base.clock import SetClock
from desk.base.resources import ROOT
from desk.base.state_folder import STATE
from desk.home.office_file import read_office_file
from desk.home.opening import KEY_FILE, Home, create_home, person_of
from desk.office import Office
from desk.rules.case import codes
from desk.rules.people import passwords
from desk.store.keys import vault
from desk.training.home import make_training_home
from tests import server
from tests.store.key_files import stretched
from tools.catalogues import compile_catalogues

SERVER = pytest.StashKey()
PASSWORD = "four words that fit"
NOW = datetime(2026, 11, 20, 10, 0)  # a Friday
STAFF = {
    "chen": ("陈立", "specialist"),
    "zhou": ("周敏", "specialist"),
    "li": ("李卓", "supervisor"),
    "he": ("何宏", "auditor"),
    "xu": ("许安", "administrator"),
}


DIFFERS = ("test_imports.py", "test_words.py")  # what an older Python reads otherwise
COLLECTED_AFTER = 25  # tests
_ended = 0


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="run the slow checks too")
    parser.addoption("--tenth", action="store_true", help="what differs by Python, a tenth else")
    parser.addoption("--postgres", action="store_true", help="run on a private PostgreSQL server")
    parser.addoption("--built", type=Path, help="folder of the built program, to be tried")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--slow"):
        skip = pytest.mark.skip(reason="slow; run with --slow")
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(skip)
    if config.getoption("--tenth"):
        left_out = [item for item in items if not is_of_the_tenth(item)]
        items[:] = [item for item in items if is_of_the_tenth(item)]
        config.hook.pytest_deselected(items=left_out)


def is_of_the_tenth(item):
    """Say whether ``--tenth`` runs it: chosen by its name, the same on every machine."""
    return item.path.name in DIFFERS or crc32(item.nodeid.encode()) % 10 == 0


def pytest_runtest_logfinish():
    """Collect garbage here and now and then: on another thread it would end windows, and us.

    What is left then lives as long as the run, as modules do; it is not looked through again.
    """
    global _ended  # noqa: PLW0603 - pytest counts none for us
    _ended += 1
    if _ended % COLLECTED_AFTER == 0:
        gc.collect()
        gc.freeze()


def pytest_terminal_summary(terminalreporter):
    """Print the figures that tests have kept, also those of other processes."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, told in report.user_properties if report.when == "call" else ():
            terminalreporter.write_line(f"{name}: {told}")


def pytest_configure(config):
    gc.disable()
    compile_catalogues()
    if config.getoption("--postgres"):  # a connection that a test forgets is the test's, not ours
        config.addinivalue_line(
            "filterwarnings", "ignore:.*was deleted while still open:ResourceWarning"
        )
    if config.getoption("--postgres") and not hasattr(config, "workerinput"):
        config.stash[SERVER] = server.Server()
        os.environ[server.VARIABLE] = config.stash[SERVER].place


def pytest_unconfigure(config):
    if SERVER in config.stash:
        config.stash[SERVER].stop()


@pytest.fixture(autouse=True)
def _english():
    words.use("en")
    yield
    words.use("en")
    codes.use(codes.SHIPPED_ALONE)


@pytest.fixture(autouse=True)
def _threads_are_stopped():
    """No thread of a window goes on when its test has ended."""
    yield
    tidying = sys.modules.get("ui.base.gc_timer")
    assert tidying is None or not tidying.threads_at_work


@pytest.fixture(scope="session", autouse=True)
def _quick_keys():
    """Keys of homes that tests make cost the least that is taken, and none is stretched twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "FLOOR", vault.LEAST)
        patch.setattr(vault, "hash_secret_raw", stretched)
        patch.setitem(passwords.rules(), "target_seconds", 0)
        yield


@pytest.fixture(scope="session", autouse=True)
def _state_of_no_person(tmp_path_factory):
    """What homes keep outside their folders does not come to the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STATE, str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def _quiet_log(caplog):
    """A warning or an error in the log that a test did not announce fails it."""
    yield
    loud = [
        record
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and not getattr(caplog, "announced", False)
    ]
    assert not loud, [record.getMessage() for record in loud]


@pytest.fixture
def in_a_file():
    """Skip where homes are on a server: the test speaks of the database file."""
    if server.url():
        pytest.skip("speaks of the database file")


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Return how to have something made in a folder by the first process of this run that asks."""
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = tmp_path_factory.getbasetemp() if is_alone else tmp_path_factory.getbasetemp().parent

    def once(name, make):
        folder = base / name
        with closing(sqlite3.connect(base / f"{name}.lock", timeout=600)) as lock:
            lock.execute("BEGIN EXCLUSIVE")  # the others wait here
            if not folder.exists():
                make(folder)
        return folder

    return once


@pytest.fixture(scope="session")
def training_home(once):
    """Return how to have a training home of so many cases, and who works there by role.

    It is made once in a run: a test copies it, or leaves it as it is.
    """

    def training_home(cases):
        folder = once(
            f"training-{cases}", lambda made: make_training_home(made, SetClock(NOW), cases)
        )
        staff = {}
        for login, role in Home(folder).vault().roles.items():
            staff.setdefault(role, login)
        return folder, staff

    return training_home


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A home with one person of each role, and the keys of all of them."""
    folder = tmp_path_factory.mktemp("template")
    return folder, staffed(folder)


def staffed(folder, **more):
    """Make a home with one person of each role in ``folder``; return the keys of all of them."""
    office = read_office_file(ROOT / "examples" / "office.toml")
    office = replace(office, server=server.named(), **more)
    clock, entropy = SetClock(NOW), Random(1).randbytes
    made = create_home(folder, office, PASSWORD, clock=clock, entropy=entropy)
    home = Home(folder, entropy)
    director = home.open("director", PASSWORD, clock)
    for login, (name, role) in STAFF.items():
        home.add_user(director, person_of(login, name, role), PASSWORD, made.root)
    director.store.checkpoint()
    director.store.close()
    vault = home.vault()
    return {login: vault.open(login, PASSWORD) for login in vault.logins}


class Branch:
    """A home of its own for one test.

    Attributes:
        home: The home.
        clock: Stands at ``NOW`` until a test moves it.
        store: The open database.
    """

    def __init__(self, folder, keys, seed=7):
        self.home = Home(folder, Random(seed).randbytes)
        self.clock = SetClock(NOW)
        self.keys = keys
        self._first = self.home.open_with(keys["director"], "director", self.clock)
        self.store = self._first.store

    def unlock(self):
        """Let other programs have the home."""
        self._first.lock.close()

    def desk(self, login="director") -> Office:
        """Return the office with ``login`` signed in, all at the same database."""
        key = self.keys[login].signing
        return Office(self.store, login, key, self.clock, self.home.entropy)


@pytest.fixture(scope="session")
def home_of_sorts(tmp_path_factory):
    """A template with a case of each sort, made once: its folder, the keys, what each case tells.

    A module whose tests all want these cases names it as its ``template``.
    """
    from tests.sorts_of_cases import of_each_sort  # noqa: PLC0415 - it stands on this file

    folder = tmp_path_factory.mktemp("sorts")
    keys = staffed(folder)
    made = Branch(folder, keys, seed=8)  # a copy begins with 7: it draws other numbers
    told = of_each_sort(made)
    made.store.checkpoint()
    made.store.close()
    made.unlock()
    return folder, keys, told


@pytest.fixture
def branch(template, tmp_path):
    folder, keys = template
    copied = tmp_path / "home"
    copied.mkdir()
    shutil.copy(folder / KEY_FILE, copied / KEY_FILE)
    with server.copied(folder, copied, keys["director"].derive("store")):
        found = Branch(copied, keys)
        yield found
        found.store.close()


@pytest.fixture
def office(branch):
    """The director at her desk."""
    return branch.desk()
