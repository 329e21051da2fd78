"""Every file of a home, damaged in every way: no traceback, no wrong answer, and a way out.

A sample in each run; with ``--slow`` every file and every way, and each flip at twenty places.
"""

import json
import random
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from desk.home.opening import DATABASE, KEY_FILE
from desk.store.disk.restoring import NOTE
from desk.store.keys.attempts import FILE as ATTEMPTS
from desk.store.keys.key_file_transaction import WAITING
from desk.store.record.erased import FILE as ERASED
from desk.store.record.witness import FILE as WITNESS
from tests.cli.conftest import home, made, run, signed_in, staff  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("in_a_file", "signed_in")

LATER = "2026-11-20T11:00:00"
SIDE = {
    NOTE: {"at": LATER, "from": "x", "by": "x", "lost": [], "swapped": True},
    ATTEMPTS: {"seen": LATER, "tries": {"?": [1, LATER]}, "failed": []},
    ERASED: {"0" * 32: "erased"},
    "window.json": {"login": "x"},
    WAITING: {},
}
BESIDE = ("backup database", "backup keys")
FILES = (DATABASE, KEY_FILE, WITNESS, *SIDE, *BESIDE)
READING = (["queue"], ["case", "list"], ["user", "list"])
HARMLESS = {  # nothing rests on it that the record has not; a witness that is behind says nothing
    *((name, way) for name in SIDE for way in ("gone", "flip")),
    (WITNESS, "cut"),
}
SAMPLE, FLIPS = 14, 20


def cut(raw, dice):
    return raw[: dice.randrange(len(raw))]


def flip(raw, dice):
    changed = bytearray(raw)
    changed[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def retyped(raw, dice):
    """Return JSON with one value, anywhere in it, of another type; other files as noise."""
    try:
        told = json.loads(raw)
    except ValueError:
        return dice.randbytes(200)
    places = list(_places(told))
    if not places:
        return b"[]"
    box, key = dice.choice(places)
    others = (None, 5, "x", [], {}, [[]], True, -1, "9999-12-31T23:59:59", 1e400)
    box[key] = dice.choice([one for one in others if type(one) is not type(box[key])])
    return json.dumps(told).encode()


def _places(told):
    pairs = told.items() if isinstance(told, dict) else enumerate(told)
    for key, value in pairs:
        yield told, key
        if isinstance(value, dict | list):
            yield from _places(value)


WAYS = {
    "flip": flip,
    "cut": cut,
    "zeros": lambda raw, _: bytes(len(raw)),
    "empty": lambda _raw, _: b"",
    "noise": lambda raw, dice: dice.randbytes(len(raw)),
    "retyped": retyped,
    "deep": lambda _raw, _: b"[" * 50_000,
    "gone": None,
    "a folder": None,
}


def path_of(folder, name):
    if name not in BESIDE:
        return folder / name
    ending = "*.db" if name == "backup database" else "*.keys.json"
    return next((folder / "backups").glob(ending))


def damage(folder, name, way, dice):
    path = path_of(folder, name)
    if not path.exists():
        path.write_text(json.dumps(SIDE[name]), encoding="utf-8")
    raw = path.read_bytes()
    if WAYS[way] is None:
        path.unlink()
        if way == "a folder":
            (path / "inside").mkdir(parents=True)
    else:
        path.write_bytes(WAYS[way](raw, dice))


class Rack:
    """A whole home, its answers, and what the damages came to."""

    def __init__(self, folder, ask, aside):
        self.folder, self.run, self.aside = folder, ask, aside
        assert ask("backup")[0] == 0
        shutil.copytree(folder, aside)
        self.answers = {tuple(command): self.fresh(command) for command in READING}
        self.found = Counter()
        self.wrong = []

    def fresh(self, command):
        """Return what ``command`` says of the whole home."""
        self.put(self.aside)
        return self.run(*command)

    def put(self, source):
        shutil.rmtree(self.folder)
        shutil.copytree(source, self.folder)

    def look(self, name, way, dice, scratch):
        """Damage one file, ask every command, follow what is said; count what comes of it."""
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(self.aside, scratch)
        damage(scratch, name, way, dice)
        case, said = (name, way), ""
        for command in (*READING, ["verify"], ["doctor"]):
            self.put(scratch)
            code, out, err = self.run(*command)
            self.found["commands"] += 1
            if code not in (0, 1) or "Traceback" in err:
                self.wrong.append((case, command, code, err))
            if command in READING and code == 0 and out != self.answers[tuple(command)][1]:
                self.wrong.append((case, command, "another answer"))
            if command == ["doctor"]:
                is_named = code != 0
            said = err if code and not said else said
        if not is_named and case not in HARMLESS and not self.is_the_same(scratch, name):
            self.wrong.append((case, "nobody names it"))
        self.follow(case, said)

    def is_the_same(self, scratch, name):
        """Say whether the damage left what the file says as it was: settled by signing in."""
        return name == WAITING or path_of(scratch, name) == path_of(self.aside, name)

    def follow(self, case, said):
        """Do what the sentence says: the backup that it names, or a new backup."""
        named = re.findall(r"(\S+\.db)\. Restore it on the sign-in page", said)
        if named:
            code, _, err = self.run("restore", Path(named[0]), now=LATER)
            if code:
                self.wrong.append((case, "restore", err))
                return
            self.run("restore", "--confirm", now=LATER)
        self.run("doctor", "--accept-end", "damage tried out", now=LATER)
        self.run("backup", now=LATER)
        code, out, err = self.run("verify", now=LATER)
        self.found["whole in the end"] += code == 0 and json.loads(out)["whole"]
        if code:
            self.wrong.append((case, "not whole", err, out))


@pytest.fixture
def rack(home, run, tmp_path):  # noqa: F811
    return Rack(home, run, tmp_path / "aside")


def test_a_damaged_file_is_told_in_a_sentence_that_leads_out(rack, tmp_path, request, figure):
    dice = random.Random(19)
    cases = [(name, way) for name in FILES for way in WAYS]
    if request.config.getoption("--slow"):
        cases += [(name, "flip") for name in FILES for _ in range(FLIPS)]
    else:
        cases = dice.sample(cases, SAMPLE)
    for name, way in cases:
        rack.look(name, way, dice, tmp_path / "scratch")
    figure("damaged files", {"damages": len(cases), **rack.found, "wrong": len(rack.wrong)})
    assert rack.wrong == []
