"""Many offices merged into a head office, in a file and on a server: same figures? how long?

python -m benchmarks.server_offices [OFFICES] [CASES] [URL]

URL names an empty PostgreSQL database, its password in COMPLAINT_DESK_DATABASE_PASSWORD.
Without one a private server is started, as the tests do, but one that waits for its disk.
CPU is that of this process; the server's own is told beside it.
"""

import os
import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.big_home import COMMON, NOW, PASSWORD, RARE, facts_of
from benchmarks.measure import median, tell
from desk.base.clock import SetClock, wall
from desk.base.resources import ROOT
from desk.home.office_file import read_office_file
from desk.home.opening import Home, create_home
from desk.reads import queue
from desk.reads.figures import read_figures
from desk.rules.query import QueueFilter, parse
from desk.rules.record.chains import View
from desk.rules.reports.periods import month_of
from desk.store import search
from desk.store.record import journal
from desk.store.record.journal import Head, Identity, Pen
from desk.store.record.merge_acts import ActMerge
from desk.store.record.refold import refold
from tests import server as private

PAGE = 2_000  # acts of one page
RUNS = 7


def acts_of(office, cases, rng, key):
    """Return the acts of one office's cases, as a packet brings them."""
    code, letter = f"{office + 1:04d}", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[office % 26]
    head = Head(identity=Identity(f"{code}-{letter}", letter, rng.randbytes(8).hex()))
    pen = Pen(
        store=None,
        head=head,
        author="chen",
        now=NOW - timedelta(days=1),
        entropy=rng.randbytes,
        key=key,
    )
    for number in range(cases):
        facts = facts_of(number, cases, rng)
        facts["case_no"] = (
            f"TS-{code}-{facts['received_at'][:10].replace('-', '')}-{letter}{number:05d}"
        )
        pen.write("case.registered", rng.randbytes(16).hex(), facts, {})
    return [
        (*act[1:], salt, body)
        for act, (_, salt, body) in zip(pen._acts, pen._payloads, strict=True)
    ]


def merge(office, rows):
    """Merge one office's acts, as taking its packet does after the signature."""
    store = office.store
    with store.writing(), search.filling(store):
        head = journal.read_head(store, office.identity)
        taking = ActMerge(
            store=store,
            view=View("0001", 1),
            next_id=head.next_id,
            latest_clock=wall(NOW) + (1 << 60),
        )
        for place in range(0, len(rows), PAGE):
            taking.take(rows[place : place + PAGE])
        taking.settle()
        refold(store, office.reckoning, taking.subjects)


def opened(folder, server=None):
    """Return a new head office."""
    made = replace(read_office_file(ROOT / "examples" / "office.toml"), server=server)
    create_home(folder, made, PASSWORD, clock=SetClock(NOW))
    return Home(folder).open("director", PASSWORD, SetClock(NOW))


def first_rows(office):
    found = next(queue.id_chunks(office.store, QueueFilter(), NOW))
    queue.rows(office.store, list(found[:50]), NOW)


def word(office, text):
    found = queue.id_chunks(office.store, parse(text), NOW)
    ids = next(found, [])
    found.close()
    queue.rows(office.store, list(ids[:50]), NOW)


def figures(office):
    return read_figures(office.store, month_of(NOW.date()).before().before(), NOW)


def measured(offices, cases, homes):
    """Yield a line for each work, the file beside the server."""
    rng, spent = random.Random(5), {name: [0.0, 0.0] for name in homes}
    for office in range(offices):
        rows = acts_of(office, cases, rng, homes["file"]._key)
        for name, home in homes.items():
            begun, cpu = time.perf_counter(), time.process_time()
            merge(home, rows)
            spent[name][0] += time.perf_counter() - begun
            spent[name][1] += time.process_time() - cpu
    for place, what in enumerate(("merge, wall", "merge, CPU of the desk")):
        yield what, "s", *(spent[name][place] for name in homes)
    for home in homes.values():
        home.store.database.execute_sql("ANALYZE")
    works = {
        "first queue rows": first_rows,
        f"search {RARE}": lambda home: word(home, RARE),
        f"search {COMMON}": lambda home: word(home, COMMON),
        "figures of a month": figures,
        "lights of all open cases": lambda home: queue.counts(home.store, NOW),
    }
    for what, work in works.items():
        yield what, "ms", *(1000 * timed(work, home) for home in homes.values())


def timed(work, home):
    work(home)
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work(home)
        seconds.append(time.perf_counter() - begun)
    return median(seconds)


def same(homes):
    """Say whether both hold the same: figures, lights, hits."""
    file, there = homes.values()
    hits = [
        [search.count(one.store, text) for text in (RARE, COMMON, "年")] for one in (file, there)
    ]
    lights = [queue.counts(one.store, NOW) for one in (file, there)]
    return figures(file) == figures(there) and hits[0] == hits[1] and lights[0] == lights[1]


def main():
    offices = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    own = None
    if len(sys.argv) > 3:
        target = (sys.argv[3], os.environ["COMPLAINT_DESK_DATABASE_PASSWORD"])
    else:
        own = private.Server(())
        os.environ[private.VARIABLE] = own.place
        target = private.named()
    try:
        with tempfile.TemporaryDirectory() as place:
            homes = {
                "file": opened(Path(place) / "file"),
                "server": opened(Path(place) / "server", target),
            }
            tell(f"{offices} offices × {cases} cases")
            tell("| work | SQLCipher | PostgreSQL |\n|---|---|---|")
            for what, unit, file, there in measured(offices, cases, homes):
                tell(f"| {what} | {file:.3g} {unit} | {there:.3g} {unit} |")
            tell(f"same figures, lights and hits: {same(homes)}")
    finally:
        if own:
            own.stop()


if __name__ == "__main__":
    main()
