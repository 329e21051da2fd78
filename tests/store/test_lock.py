"""One lock with one meaning on every system: shared by many, or held alone, by the open file.

The tables are written by hand. They are read twice: on this system, and with the module as
Windows loads it, over a model of LockFileEx after Microsoft's description. The model shows that
our use fits the description; what Windows itself does is not tried here.
"""

import ctypes
import importlib.util
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from desk.store.disk import lock as this_system

SHARE, ALONE = "share", "alone"
ROWS = [  # held by the one, wished by the other, is got
    (None, SHARE, True),
    (None, ALONE, True),
    (SHARE, SHARE, True),
    (SHARE, ALONE, False),
    (ALONE, SHARE, False),
    (ALONE, ALONE, False),
]
CHANGES = [  # what one holder does after the other, what another holder may do then
    ([SHARE, SHARE], {SHARE}),
    ([SHARE, ALONE], set()),
    ([ALONE, ALONE], set()),
    ([ALONE, SHARE], {SHARE}),
    ([SHARE, ALONE, SHARE], {SHARE}),
    ([SHARE, ALONE, SHARE, ALONE], set()),
    ([SHARE, SHARE, "close"], {SHARE, ALONE}),
    ([SHARE, ALONE, "close"], {SHARE, ALONE}),
]
OTHER_PROCESS = f"""
import sys
from pathlib import Path
from {this_system.__name__} import InUse, Lock
lock = Lock(Path(sys.argv[1]))
try:
    getattr(lock, sys.argv[2])()
except InUse:
    print("refused", flush=True)
else:
    print("got", flush=True)
sys.stdin.read()
"""


class Kernel:
    """A model of LockFileEx and UnlockFileEx.

    A handle locks bytes of a file. An exclusive lock overlaps no other lock, not even one of its
    own handle; shared locks overlap shared ones of any handle, and an exclusive one of their own.
    Every lock is unlocked by itself and by exactly its bytes, the exclusive one first.
    """

    def __init__(self):
        self.locks = []

        def lock(handle, flags, reserved, low, high, overlapped):  # noqa: PLR0917
            assert reserved == 0
            is_exclusive, is_immediate = bool(flags & 2), bool(flags & 1)
            place = self._place(handle, low, high, overlapped)
            for other, other_place, is_other_exclusive in self.locks:
                is_free = not is_exclusive and (not is_other_exclusive or other == handle)
                if other_place == place and not is_free:
                    assert is_immediate, "this would wait for ever"
                    return 0
            self.locks.append((handle, place, is_exclusive))
            return 1

        def unlock(handle, reserved, low, high, overlapped):
            assert reserved == 0
            place = self._place(handle, low, high, overlapped)
            for is_exclusive in (True, False):
                if (handle, place, is_exclusive) in self.locks:
                    self.locks.remove((handle, place, is_exclusive))
                    return 1
            return 0

        self.LockFileEx, self.UnlockFileEx = lock, unlock

    @staticmethod
    def _place(handle, low, high, overlapped):
        """Return the file and its locked bytes; nothing of it may be read by others."""
        start = overlapped._obj.offset + (overlapped._obj.offset_high << 32)
        assert (low, high) == (1, 0)
        assert 2**32 < start < 2**63
        return os.fstat(handle).st_ino, start


@pytest.fixture(params=["this system", "LockFileEx"])
def locks(request, monkeypatch):
    """The module, as this system or as Windows loads it."""
    if request.param == "this system":
        return this_system
    msvcrt = SimpleNamespace(get_osfhandle=lambda file: file)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", "win32")
        patched.setitem(sys.modules, "msvcrt", msvcrt)
        patched.setattr(ctypes, "WinDLL", lambda _: Kernel(), raising=False)
        spec = importlib.util.spec_from_file_location("lock_on_windows", this_system.__file__)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    assert not hasattr(module, "fcntl")
    return module


def is_got(locks, lock, wish):
    try:
        getattr(lock, wish)()
    except locks.InUse:
        return False
    return True


def left_to_others(locks, folder):
    found = set()
    for wish in (SHARE, ALONE):
        other = locks.Lock(folder)
        found |= {wish} if is_got(locks, other, wish) else set()
        other.close()
    return found


def in_another_process(folder, wish):
    """Start a process that locks and waits; return it and whether it got the lock."""
    command = [sys.executable, "-c", OTHER_PROCESS, str(folder), wish]
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    return child, child.stdout.readline() == "got\n"


@pytest.mark.parametrize(("held", "wish", "expected"), ROWS)
def test_another_holder_in_this_process(locks, tmp_path, held, wish, expected):
    one, other = locks.Lock(tmp_path), locks.Lock(tmp_path)
    if held:
        getattr(one, held)()
    assert is_got(locks, other, wish) is expected


@pytest.mark.parametrize(("held", "wish", "expected"), ROWS)
def test_another_process(tmp_path, held, wish, expected):
    one = this_system.Lock(tmp_path)
    if held:
        getattr(one, held)()
    child, is_got = in_another_process(tmp_path, wish)
    child.communicate()
    assert is_got is expected


@pytest.mark.parametrize("wish", [SHARE, ALONE])
def test_a_lock_ends_with_its_process(tmp_path, wish):
    child, _ = in_another_process(tmp_path, wish)
    assert ALONE not in left_to_others(this_system, tmp_path)
    child.kill()
    child.communicate()
    assert ALONE in left_to_others(this_system, tmp_path)


@pytest.mark.parametrize(("steps", "expected"), CHANGES)
def test_what_a_holder_who_changes_its_mind_leaves_to_others(locks, tmp_path, steps, expected):
    one = locks.Lock(tmp_path)
    for step in steps:
        getattr(one, step)()
    assert left_to_others(locks, tmp_path) == expected


def test_who_is_refused_to_be_alone_goes_on_sharing(locks, tmp_path):
    one, other = locks.Lock(tmp_path), locks.Lock(tmp_path)
    one.share()
    other.share()
    assert not is_got(locks, one, ALONE)
    other.close()
    assert left_to_others(locks, tmp_path) == {SHARE}


def test_who_had_nothing_and_is_refused_has_nothing(locks, tmp_path):
    one, other = locks.Lock(tmp_path), locks.Lock(tmp_path)
    one.share()
    assert not is_got(locks, other, ALONE)
    one.close()
    assert left_to_others(locks, tmp_path) == {SHARE, ALONE}


@pytest.mark.parametrize(("held", "wish"), [(ALONE, SHARE), (SHARE, ALONE)])
def test_who_is_overtaken_between_two_holds_waits_and_shares(
    locks, tmp_path, monkeypatch, held, wish
):
    one, other = locks.Lock(tmp_path), locks.Lock(tmp_path)
    lock, unlock = locks._lock, locks._unlock

    def unlock_and_be_overtaken(file):
        unlock(file)
        other.alone()

    def lock_when_the_other_is_ready(file, hold, *, waits):
        if waits:
            assert not lock(file, hold, waits=False)
            other.close()
        return lock(file, hold, waits=waits)

    getattr(one, held)()
    with monkeypatch.context() as patched:
        patched.setattr(locks, "_unlock", unlock_and_be_overtaken)
        patched.setattr(locks, "_lock", lock_when_the_other_is_ready)
        assert is_got(locks, one, wish) is (wish == SHARE)
    assert left_to_others(locks, tmp_path) == {SHARE}
    one.alone()
    assert left_to_others(locks, tmp_path) == set()
