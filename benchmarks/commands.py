"""Whole commands, as a person waits for them, beside what they cannot do without.

A floor is the raw work of the same run on the same file: the password, one walk through all that
is read, the engine's look at each page, a plain copy. CPU of the whole process and the most
memory that it takes.
"""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

from sqlcipher3 import dbapi2 as driver

from benchmarks.big_home import NOW, PASSWORD, home, opened
from benchmarks.measure import Line, median
from desk.home.opening import DATABASE, Home
from desk.rules.reports.periods import month_of

RUNS = 3
EMPTY = "2001-01"  # a month before all cases
MONTHS_AGO = 8  # a month that is over, with its share of the cases
MONTH_BAR, QUICK_BAR = 1, 2  # seconds, whatever the home's size
MEMORY_BAR = 150  # MiB
MIB = 1024
ACTS = 'SELECT sum(length(hash) + length(coalesce(body, ""))) FROM "act" LEFT JOIN "payload" '
READ = (
    f'{ACTS} ON "payload"."act_id" = "act"."id"',
    'SELECT sum(length(facts) + length(entries)) FROM "case"',
    'SELECT sum(length(rule) + length(due_at)) FROM "clock"',
)


# The most memory of the process itself: what the engine of processes tells of a child begins with
# its parent's.
CHILD = """
import re, sys, time
from desk.cli.__main__ import main
code = main()
most = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
sys.stderr.write(f"\\n{time.process_time()} {most}\\n")
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Took:
    """What a process took: seconds of CPU and MiB."""

    cpu: float
    memory: float


def took(folder, *words):
    """Return what the command ``words`` took in the home ``folder``."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, "--home", str(folder), "--user", "director", *words],
        env={**os.environ, "COMPLAINT_DESK_PASSWORD": PASSWORD},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    cpu, memory = done.stderr.split()[-2:]
    return Took(float(cpu), int(memory) / MIB)


def typical(runs, work):
    """Return the median of what ``work`` took in several runs."""
    several = [work() for _ in range(runs)]
    return Took(median([one.cpu for one in several]), max(one.memory for one in several))


def cpu_of(work):
    """Return the seconds of CPU that ``work`` takes in this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def raw(folder, key):
    """Return a raw connection to the database in ``folder``."""
    connection = driver.connect(str(folder / DATABASE), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cache_size = -12288")
    return connection


def copied(source, path, key):
    """Copy the database plainly, with the same key."""
    target = driver.connect(str(path))
    target.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    source.backup(target)
    target.close()
    path.unlink()


def asked(connection, *several):
    for sql in several:
        connection.execute(sql).fetchall()


class Measured:
    """One home, the raw way into its database, and what entering it takes."""

    def __init__(self, cases, place):
        self.folder, self.place, self.cases = home(place, cases), place, cases
        database = opened(self.folder).store.database
        self.key = bytes.fromhex(database.connect_params["passphrase"][2:-1])
        (self.case_no,) = database.execute_sql('SELECT max(case_no) FROM "case"').fetchone()
        database.close()
        self.raw = raw(self.folder, self.key)
        self.entered = cpu_of(lambda: Home(self.folder).vault().open("director", PASSWORD))

    def line(self, name, floor, bar, *words, runs=RUNS):
        """Yield what a command takes beside ``floor``, and its memory."""
        told = typical(runs, lambda: took(self.folder, *words))
        yield Line(f"{name}, {self.cases:,}", floor, told.cpu, "s", bar)
        yield Line("the same, memory", MEMORY_BAR, told.memory, "MiB", 1)

    def daily(self):
        """Yield what is asked for every day: it grows with a month, not with the home."""
        month, out = month_of(NOW.date()), self.place / "papers"
        for _ in range(MONTHS_AGO):
            month = month.before()
        yield from self.line("sign in, see nothing", self.entered, 3, "reports")
        yield from self.line("one case shown", self.entered, 3, "case", "show", self.case_no)
        words = ("figures", "month", month.id)
        yield from self.line("figures of a month", MONTH_BAR + self.entered, 1, *words)
        report = ("report", "month", "--out", str(out))
        empty = typical(RUNS, lambda: took(self.folder, *report, EMPTY)).cpu
        words = "report of a month, beside that of an empty one"
        yield from self.line(words, empty, float("inf"), *report, month.id)
        yield from self.line("doctor, quick", QUICK_BAR + self.entered, 1, "doctor", "--quick")
        shutil.rmtree(out)

    def whole(self):
        """Yield what reads all of the home."""
        read = cpu_of(lambda: asked(self.raw, *READ))
        yield from self.line("verify", self.entered + read, 2, "verify", runs=1)
        plain = cpu_of(lambda: copied(self.raw, self.place / "plain.db", self.key))
        yield from self.line("backup", self.entered + plain, 2, "backup", runs=1)
        looked = cpu_of(lambda: asked(self.raw, "PRAGMA cipher_integrity_check"))
        floor = self.entered + read + 2 * looked  # the home, and its newest backup
        yield from self.line("doctor, everything", floor, 2, "doctor", runs=1)
        shutil.rmtree(self.folder / "backups")


def measure(cases, place, *, is_whole):
    """Yield the lines of a home of ``cases`` cases; ``is_whole`` with what reads all of it."""
    one = Measured(cases, place)
    yield from one.daily()
    if is_whole:
        yield from one.whole()
    one.raw.close()
