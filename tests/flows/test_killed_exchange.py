"""Killed at any moment, export and import leave home and stick whole, and can be repeated."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from desk.exchange.sealed import open_packet
from desk.reads.verify import verify
from desk.rules.record.packet_refusals import TakenBefore
from desk.store.tables import ActRow, CaseRow
from tests.builders import register
from tests.packets.conftest import (  # noqa: F401 - fixtures
    places,
    places_trusting,
    stick,
)

KILLS = 100
CASES = 60
SEND = "Exchange(office, home.folder).send([{to!r}], Path({stick!r}))"
TAKE = "Exchange(office, home.folder).take(Path({packet!r}))"
SCRIPT = """
import sys
from pathlib import Path
from desk.base.clock import SystemClock
from desk.exchange.desk import Exchange
from desk.home.opening import Home
from desk.store.keys.roots import Keys
from nacl.signing import SigningKey
home = Home(Path({folder!r}))
office = home.open_with(Keys({root!r}, SigningKey({seed!r})), "director", SystemClock())
sys.stdout.write("ready\\n")
sys.stdout.flush()
{work}
"""


def killed(place, work, after):
    """Start ``work`` in a process of its own and kill it ``after`` seconds; None lets it end."""
    keys = place.keys["director"]
    text = SCRIPT.format(
        folder=str(place.home.folder), root=keys.root, seed=bytes(keys.signing), work=work
    )
    command = [sys.executable, "-c", text]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        process.stdout.readline()
        start = time.monotonic()
        if after is not None:
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
        process.wait()
        return time.monotonic() - start


def kills(slow):
    return KILLS // 2 if slow else 6


pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")


def test_an_export_killed_at_any_moment_can_be_repeated(places, stick, request):  # noqa: F811
    a, b = places["a"], places["b"]
    for _ in range(CASES):
        register(a.office)
    a.store.checkpoint()
    work = SEND.format(to=b.id, stick=str(stick))
    chance, whole = random.Random(11), killed(a, work, None)
    for _ in range(kills(request.config.getoption("--slow"))):
        killed(a, work, chance.uniform(0, whole))
        assert verify(a.store, a.office.reckoning) == []
        for path in stick.glob("*.cdp"):
            open_packet(path)  # what has its name is whole
    b.exchange.take(max(stick.glob("*.cdp")))
    assert CaseRow.select().count(b.store.database) == CASES


def test_an_import_killed_at_any_moment_can_be_repeated(places, stick, request):  # noqa: F811
    a, b = places["a"], places["b"]
    for _ in range(CASES):
        register(a.office)
    packet = a.send(b, out=stick)
    work = TAKE.format(packet=str(packet))
    b.store.checkpoint()
    trial = b.home.folder.with_name("trial")
    shutil.copytree(b.home.folder, trial)
    twin = type(b)(trial, b.keys, b.id, "trial")
    chance, whole = random.Random(12), killed(twin, work, None)
    twin.store.close()
    for _ in range(kills(request.config.getoption("--slow"))):
        before = last_act(b)
        killed(b, work, chance.uniform(0, whole))
        cases = CaseRow.select().count(b.store.database)
        assert (last_act(b), cases) == (before, 0) or cases == CASES
        assert verify(b.store, b.office.reckoning) == []
    with suppress(TakenBefore):
        b.exchange.take(packet)
    assert CaseRow.select().count(b.store.database) == CASES


def last_act(place):
    return place.store.value(ActRow.select(ActRow.id).order_by(ActRow.id.desc()).limit(1))
