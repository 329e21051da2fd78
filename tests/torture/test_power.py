"""P2: the power goes; writes that were not synced are lost, kept or torn, in any order."""

import json
import os
import random
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from desk.base.errors import Refusal
from desk.home.opening import DATABASE
from desk.store.db import damages, open_file
from desk.store.keys.roots import Keys
from tests.torture.host import run

RECORDER = Path(__file__).with_name("powerloss_rec.c")
SECTOR = 512
pytestmark = pytest.mark.skipif(
    os.name == "nt" or shutil.which("gcc") is None, reason="needs gcc and LD_PRELOAD"
)


@pytest.fixture
def recorded(rack, tmp_path):
    """Return the events of a process that registers 40 cases, and the home before."""
    library, log, work = tmp_path / "rec.so", tmp_path / "log", tmp_path / "work"
    build = ["gcc", "-shared", "-fPIC", "-O2", "-o", library, RECORDER, "-ldl"]
    subprocess.run(build, check=True, capture_output=True)
    told = json.loads(rack.read_text(encoding="utf-8"))
    shutil.copytree(told["home"], work)
    mine = tmp_path / "secrets.json"
    mine.write_text(json.dumps({**told, "home": str(work)}), encoding="utf-8")
    run("power_write", mine, 40, LD_PRELOAD=str(library), PL_DIR=str(work), PL_LOG=str(log))
    return list(events(log.read_bytes())), told


def events(raw):
    """Yield (what, file, place, bytes) of the recorder's log."""
    place = 0
    while place < len(raw):
        what = chr(raw[place])
        (size,) = struct.unpack_from("<I", raw, place + 1)
        name = raw[place + 5 : place + 5 + size].decode()
        place += 5 + size
        offset, length = struct.unpack_from("<QQ", raw, place)
        place += 16
        content = raw[place : place + length] if what in "WR" else b""
        place += len(content)
        yield what, Path(name).name, offset, content


class Disk:
    """A disk that forgets what was not synced."""

    def __init__(self, home):
        self.kept = {DATABASE: bytearray((Path(home) / DATABASE).read_bytes())}
        self.waiting = {}
        self.acknowledged = 0

    def take(self, event):
        what, name, offset, content = event
        if name == "ack":
            self.acknowledged = int(content.split()[-1]) if content else self.acknowledged
        elif what == "S" and name in self.waiting:
            for late in self.waiting.pop(name):
                put(self.kept.setdefault(name, bytearray()), *late)
        elif what in "WT" and not name.endswith("-shm"):
            self.waiting.setdefault(name, []).append((offset, content if what == "W" else None))

    def image(self, dice, folder):
        """Write what a crash now may leave."""
        for name in self.kept.keys() | self.waiting.keys():
            content = bytearray(self.kept.get(name, b""))
            for late in chosen(self.waiting.get(name, []), dice):
                put(content, *late)
            (folder / name).write_bytes(content)


def chosen(waiting, dice):
    """Return which of the writes that were not synced reached the disk, whole or torn."""
    way = dice.choice(["none", "all", "prefix", "random", "torn"])
    if way == "torn":
        return [
            (offset + n, content[n : n + SECTOR])
            for offset, content in waiting
            if content is not None
            for n in range(0, len(content), SECTOR)
            if dice.random() < 0.7
        ]
    if way == "prefix":
        return waiting[: dice.randrange(len(waiting) + 1)]
    share = {"none": 0, "all": 1, "random": 0.5}[way]
    return [late for late in waiting if dice.random() < share]


def put(buffer, offset, content):
    """Write at ``offset``, or cut there."""
    if content is None:
        del buffer[offset:]
        return
    buffer.extend(bytes(max(0, offset + len(content) - len(buffer))))
    buffer[offset : offset + len(content)] = content


def test_p2_no_acknowledged_case_is_lost_when_the_power_goes(recorded, figure, tmp_path, request):
    happened, told = recorded
    count = 1000 if request.config.getoption("--slow") else 300
    dice, folder = random.Random(2), tmp_path / "image"
    keys = Keys(bytes.fromhex(told["root"]), SigningKey(bytes.fromhex(told["seed"])))
    outcome = {"images": count, "unopenable": 0, "damaged": 0, "lost": 0}
    cuts = sorted(dice.randrange(len(happened)) for _ in range(count))
    disk, done = Disk(told["home"]), 0
    for cut in cuts:
        for event in happened[done:cut]:
            disk.take(event)
        done = cut
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        disk.image(dice, folder)
        try:
            store = open_file(folder / DATABASE, keys.derive("store"))
        except Refusal:
            outcome["unopenable"] += 1
            continue
        (cases,) = store.database.execute_sql('SELECT count(*) FROM "case"').fetchone()
        outcome["lost"] += cases < disk.acknowledged
        outcome["damaged"] += bool(damages(store))
        store.close()
    figure("P2", {**outcome, "writes": len(happened), "acknowledged": disk.acknowledged})
    assert disk.acknowledged > 20
    assert (outcome["unopenable"], outcome["damaged"], outcome["lost"]) == (0, 0, 0)
