"""Registering one case, durable and searchable, beside the raw encrypted insert with its bigrams.

python -m benchmarks.register [CASES] [PLACE]
"""

import itertools
import random
import secrets
import sys
import tempfile
import time
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from benchmarks.big_home import facts_of, home, opened
from benchmarks.measure import HEAD, Line, median, tell
from desk.actions.register_case import RegisterCase
from desk.rules.searching import pairs

RUNS = 300
BAR = 2
COLUMNS = [
    "case_no",
    "received_at",
    "channel",
    "product",
    "category",
    "grade",
    "amount",
    "branch",
    "handler",
    "status",
    "due_accept",
    "due_investigate",
    "due_reply",
    "deadline",
    "complainant",
    "phone",
    "customer_no",
    "source_ref",
    "closed_at",
    "satisfied",
    "summary",
]
GIVEN = ("channel", "complainant.name", "complainant.phone", "facts", "product_line", "cause")


def floor(place):
    """Return a work that inserts one row of 21 columns with 5 indexes and its bigrams."""
    path = place / "floor.db"
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")
    columns = ", ".join(f"{name} TEXT NOT NULL" for name in COLUMNS)
    connection.execute(f"CREATE TABLE cases (id INTEGER PRIMARY KEY, {columns}, is_open INTEGER)")
    for name, on in {
        "no": "case_no",
        "branch": "branch, deadline) WHERE (is_open = 1",
        "due": "deadline) WHERE (is_open = 1",
        "received": "received_at",
        "customer": "customer_no",
    }.items():
        connection.execute(f"CREATE INDEX ix_{name} ON cases({on})")
    connection.execute("CREATE VIRTUAL TABLE f USING fts5(w, content='', tokenize='unicode61')")
    places = ", ".join("?" * (len(COLUMNS) + 1))
    insert = f"INSERT INTO cases ({', '.join(COLUMNS)}, is_open) VALUES ({places})"
    count = itertools.count()

    def work(facts):
        row = [f"C{next(count):08d}", facts["received_at"], *["值"] * 18, facts["facts"], 1]
        connection.execute("BEGIN IMMEDIATE")
        row_id = connection.execute(insert, row).lastrowid
        connection.execute("INSERT INTO f(rowid, w) VALUES (?, ?)", (row_id, pairs(row[20])))
        connection.execute("COMMIT")

    return work


def measure(cases, place):
    office, rng = opened(home(place, cases)), random.Random(5)
    raw_work, raw, desk = floor(place), [], []
    for number in range(RUNS):
        facts = facts_of(cases + number, cases, rng)
        given = {name: facts[name] for name in GIVEN}
        started = time.perf_counter()
        raw_work(facts)
        between = time.perf_counter()
        office.do(RegisterCase(given=given))
        desk.append(time.perf_counter() - between)
        raw.append(between - started)
    office.store.close()
    yield Line(f"register one case, {cases:,}", median(raw) * 1000, median(desk) * 1000, "ms", BAR)


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "desk-bench"
    tell(HEAD)
    for line in measure(cases, place):
        tell(line)


if __name__ == "__main__":
    main()
