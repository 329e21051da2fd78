"""Runs in a process of its own, without threads, so that it may fork children and kill them.

``python -m tests.torture.host NAME SECRETS COUNT SEED`` prints one JSON value.
"""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from nacl.signing import SigningKey

from desk.base import words
from desk.base.errors import Refusal
from desk.base.files import whole_file
from desk.home import accounts
from desk.home.opening import DATABASE, KEY_FILE, Home, SignedIn
from desk.reads.verify import read_standings, verify
from desk.rules.steps.kinds import SIGNED
from desk.store import db, schema
from desk.store.db import damages, open_file
from desk.store.disk import backup
from desk.store.keys import vault
from desk.store.keys.roots import Keys
from desk.store.record import soundness
from desk.store.troubles import Damaged
from tests.builders import register
from tests.conftest import NOW, PASSWORD, SetClock

vault.FLOOR = vault.LEAST


class Bench:
    """A home, its keys, and the dice."""

    def __init__(self, secrets, seed):
        told = json.loads(Path(secrets).read_text(encoding="utf-8"))
        self.folder = Path(told["home"])
        self.scratch = Path(secrets).parent
        self.keys = Keys(bytes.fromhex(told["root"]), SigningKey(bytes.fromhex(told["seed"])))
        self.random = random.Random(seed)

    def home(self, name="work"):
        """Return a fresh copy of the home."""
        folder = self.scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Home(folder)

    def office(self, home, keys=None):
        return home.open_with(keys or self.keys, "director", SetClock(NOW))

    def state(self, home, keys=None):
        """Return how many cases there are and what is wrong."""
        office = self.office(home, keys)
        (cases,) = office.store.database.execute_sql('SELECT count(*) FROM "case"').fetchone()
        wrong = [f"{f.what} {f.where}" for f in verify(office.store, office.reckoning)]
        wrong += damages(office.store)
        office.store.close()
        office.lock.close()
        return cases, wrong

    def child(self, work):
        """Fork; return the child's id and the file that its bytes come in by."""
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(out)
            code = 1
            try:
                work(lambda: os.write(into, b"."))
                code = 0
            finally:
                os._exit(code)
        os.close(into)
        return pid, out

    def end(self, pid, out, *, kill):
        """Kill or await the child; return how often it acknowledged."""
        if kill:
            os.kill(pid, signal.SIGKILL)
        with os.fdopen(out, "rb") as stream:
            acknowledged = len(stream.read())
        os.waitpid(pid, 0)
        return acknowledged

    def registering(self, home, count=10_000, pause=0.0):
        """Return work that registers cases and acknowledges each."""

        def work(done):
            office = self.office(home)
            for _ in range(count):
                register(office)
                done()
                time.sleep(pause)

        return work


def kills(bench, count):
    """P1: kill -9 at a random moment of any write."""
    lost = wrong = acknowledged = 0
    home, before = bench.home(), 0
    for number in range(count):
        if number % 10 == 0:
            home, before = bench.home(), bench.state(bench.home())[0]
        pid, out = bench.child(bench.registering(home))
        first = len(os.read(out, 1))  # the child has opened the home and written
        time.sleep(0.06 * bench.random.random())
        seen = first + bench.end(pid, out, kill=True)
        cases, found = bench.state(home)
        lost += max(0, before + seen - cases)
        wrong += bool(found) or cases > before + seen + 1
        acknowledged += seen
        before = cases
    return {"kills": count, "acknowledged": acknowledged, "lost": lost, "wrong": wrong}


def two(bench, count):
    """P7: processes that write to one home at once."""
    home = bench.home()
    before = bench.state(home)[0]
    children = [bench.child(bench.registering(home, count)) for _ in range(3)]
    done = sum(bench.end(pid, out, kill=False) for pid, out in children)
    cases, found = bench.state(home)
    return {"wanted": 3 * count, "done": done, "there": cases - before, "wrong": len(found)}


def backups(bench, count):
    """P8: backups while another process writes."""
    home = bench.home()
    pid, out = bench.child(bench.registering(home, pause=0.05))
    written = len(os.read(out, 1))  # the other process is at work
    signed = SignedIn(home, bench.office(home), bench.keys)
    whole = 0
    for number in range(count):
        signed.office.clock.moment = NOW + timedelta(minutes=number)
        made = signed.back_up("torture")
        store = open_file(made.path, bench.keys.derive("store"))
        standings = read_standings(store)
        broken = list(soundness.broken(store, standings.key_of, SIGNED.__contains__))
        whole += not broken and not damages(store)
        store.close()
        written += len(os.read(out, 1))  # and goes on, however slow the machine is
    written += bench.end(pid, out, kill=True)
    return {"backups": count, "whole": whole, "written_meanwhile": written}


def rotations(bench, count):
    """P9: killed while the keys change; the next who signs in opens everything."""
    outcomes = {}
    wrong = 0
    for number in range(count):
        home = bench.home()

        def work(done, home=home):
            signed = SignedIn(home, bench.office(home), bench.keys)
            done()
            accounts.let_go(signed, "chen")
            done()

        pid, out = bench.child(work)
        os.read(out, 1)
        time.sleep(0.1 * number / count * bench.random.random())
        bench.end(pid, out, kill=True)
        keys = home.vault().open("director", PASSWORD)
        try:
            _, found = bench.state(home, keys)
        except Refusal as refusal:
            found = [str(refusal)]
        generation = home.vault().generation
        outcomes[generation] = outcomes.get(generation, 0) + 1
        if generation == 2:
            with suppress(Damaged):
                open_file(home.folder / DATABASE, bench.keys.derive("store"))
                found.append("the old key opens")
        wrong += bool(found)
    return {"kills": count, "wrong": wrong, "generations": outcomes}


def wrong_key(bench, count):
    """P10: a wrong key on a database with a hot log."""
    kept = tried = 0
    home = bench.home()
    there = bench.state(home)[0]
    for _ in range(count):
        pid, out = bench.child(bench.registering(home))
        os.read(out, 1)
        there += 1 + bench.end(pid, out, kill=True)
        before = Path(home.folder / f"{DATABASE}-wal").stat().st_size
        try:
            open_file(home.folder / DATABASE, bytes(32)).close()
        except Damaged:
            tried += 1
        cases, found = bench.state(home)
        kept += not found and before > 0 and cases in (there, there + 1)
        there = cases
    return {"tries": count, "refused": tried, "whole_after": kept}


def full_disk(bench, _count):
    """P6: the disk is full at any step of registering, backing up and saving keys."""
    home = bench.home()
    office = bench.office(home)
    register(office)
    office.store.checkpoint()
    outcomes = [_register_within(office, size) for size in range(2048, 400_000, 2048)]
    outcomes = outcomes[: outcomes.index(True) + 3]
    signed = SignedIn(home, office, bench.keys)
    for size in (0, 500, 4096, 40_000, 200_000):
        outcomes.append(_within(size, lambda: signed.back_up("torture")))
    keys = (home.folder / KEY_FILE).read_bytes()
    outcomes.append(_within(100, lambda: _save(home.folder / KEY_FILE, keys + b" " * 5000)))
    register(office)
    wrong = len(verify(office.store, office.reckoning)) + len(list(home.folder.rglob("*.part")))
    wrong += (home.folder / KEY_FILE).read_bytes() != keys
    return {"steps": len(outcomes), "refused": outcomes.count(False), "wrong": wrong}


def _within(size, work):
    """Do ``work`` while no file may grow beyond ``size``; say whether it was done."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        work()
    except Refusal:
        return False
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    return True


def _register_within(office, size):
    before = _cases(office)
    is_done = _within(size, lambda: register(office))
    assert _cases(office) == before + is_done
    return is_done


def _save(path, content):
    with whole_file(path) as draft:
        draft.write_bytes(content)


def _cases(office):
    return office.store.database.execute_sql('SELECT count(*) FROM "case"').fetchone()[0]


MIGRATION = """
def up(migrator, db):
    db.execute_sql("CREATE TABLE torture (id INTEGER PRIMARY KEY, body TEXT)")
    db.execute_sql("INSERT INTO torture VALUES (1, 'x')")
    db.execute_sql("CREATE INDEX torture_body ON torture (body)")
    db.execute_sql("UPDATE torture SET body = 'y'")
    db.execute_sql("ALTER TABLE torture ADD COLUMN more TEXT")
"""


def migrations(bench, _count):
    """P18: killed at each statement of a migration; the next start goes on."""
    folder = bench.scratch / "migrations"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(schema.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    real = schema.FOLDER
    (folder / "9999_torture.py").write_text(MIGRATION, encoding="utf-8")
    killed = whole = backed = 0
    for stop in range(100):
        home = bench.home()

        def work(done, home=home, stop=stop):
            schema.FOLDER = folder
            _die_at(stop)
            bench.office(home)
            done()

        pid, out = bench.child(work)
        finished = bench.end(pid, out, kill=False)
        if finished:
            break
        killed += 1
        cases, found = bench.state(home)
        schema.FOLDER = folder
        after, worse = bench.state(home)
        schema.FOLDER = real
        whole += not found and not worse and cases == after
        backed += bool(backup.backups(home.folder / backup.FOLDER))
    return {"killed": killed, "whole": whole, "backups": backed}


def _die_at(stop):
    """Let the process end at the statement with this number of the migration."""
    sql, migrate = db._Database.execute_sql, schema.migrate

    def migrating(store):
        count = iter(range(10_000))

        def counting(self, *given, **more):
            if next(count) == stop:
                os._exit(9)
            return sql(self, *given, **more)

        db._Database.execute_sql = counting
        try:
            migrate(store)
        finally:
            db._Database.execute_sql = sql

    schema.migrate = migrating


def power_write(bench, count):
    """The work that a recorder watches: registers cases, acknowledges, checkpoints at times."""
    home = Home(bench.folder)
    acknowledged = os.open(bench.folder / "ack", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    office = bench.office(home)
    before = _cases(office)
    for number in range(1, count + 1):
        register(office)
        os.write(acknowledged, b"%d\n" % (before + number))
        if number % 9 == 0:
            office.store.checkpoint()
    return {"written": count}


def main():
    words.use("en")
    name, secrets, count, seed = sys.argv[1:5]
    bench = Bench(secrets, int(seed))
    sys.stdout.write(json.dumps(globals()[name](bench, int(count))))


def run(name, secrets, count, seed=1, **environment):
    """Run ``name`` in a process of its own; return what it tells."""
    command = [
        sys.executable,
        "-m",
        "tests.torture.host",
        name,
        str(secrets),
        str(count),
        str(seed),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,  # judged by what is lost, not by how busy the machine is
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
