"""Head office with many branches: every packet taken in, the same figures, and how it grows.

``python -m benchmarks.offices [OFFICES] [CASES] [PLACE]``: 300 offices of 2,000 cases each unless
stated. Every branch is a home of its own with keys of its own; its packet is what `packet export`
writes. At every stop the head office's figures are compared with the sum of what
was invented, and timed. Told in CPU seconds, which other work on the machine disturbs least.
"""

import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.big_home import NOW, facts_of
from benchmarks.measure import peak_mib
from desk.base.clock import SetClock
from desk.base.resources import ROOT
from desk.exchange.desk import Exchange
from desk.home.office_file import NewOffice, read_office_file
from desk.home.opening import DATABASE, Home, create_home
from desk.reads import queue
from desk.reads.coverage import read_coverage
from desk.reads.exchange_status import read_status
from desk.reads.figures import read_figures
from desk.rules.query import QueueFilter
from desk.rules.reports.periods import month_of
from desk.store.keys import vault

PASSWORD = "four words that fit"
OFFICES, CASES = 300, 2_000
STOPS = (10, 30, 60, 100, 150, 200, 250, 300)
FLUSH = 2_000
PERIOD = month_of(NOW.date()).before()
HEAD, BRANCH = "head_office", "branch"


def main(offices=OFFICES, cases=CASES, place=None):
    vault.FLOOR = dict(vault.LEAST)  # made by the hundred: passwords stretched less
    place = Path(place or tempfile.mkdtemp(prefix="desk-offices-"))
    head = opened(place / "head", "0001", "H", HEAD)
    card = place / "head.card"
    card.write_text(json.dumps(head.card()[1]), encoding="utf-8")
    told, taking = Counter(), 0.0
    sizes = []
    for number in range(1, offices + 1):
        packet, received = branch(place, number, cases, head, card)
        told += received
        sizes.append(packet.stat().st_size)
        seconds, report = cpu(lambda packet=packet: head.take(packet))
        assert report.cases == cases
        taking += seconds
        packet.unlink()
        if number in STOPS or number == offices:
            line = figures(head, told)
            line |= {"offices": number, "take_cpu_s": round(taking, 1), "last_cpu_s": seconds}
            line["packet_kb"] = round(sum(sizes) / len(sizes) / 1024)
            print(json.dumps(line), flush=True)


def branch(place, number, cases, head, card):
    """Make a branch with its cases; return its packet, and what of them fall into the period."""
    code, letter = f"{1000 + number}", "A"
    folder = place / code
    desk = opened(folder, code, letter, BRANCH)
    desk.trust(card)
    own = place / f"{code}.card"
    own.write_text(json.dumps(desk.card()[1]), encoding="utf-8")
    head.trust(own)
    own.unlink()
    received = fill(desk, code, cases)
    (report,) = desk.send(["0001-H"], place)
    desk.office.store.close()
    shutil.rmtree(folder)
    return Path(report["file"]), received


def opened(folder, code, letter, role):
    made = read_office_file(ROOT / "examples" / "office.toml")
    settings = {**made.settings, "office_code": code, "office_role": role, "office_name": code}
    office = NewOffice(
        settings=settings, device=letter, login=made.login, name=made.name, is_training=True
    )
    create_home(folder, office, PASSWORD, clock=SetClock(NOW))
    return Exchange(Home(folder).open(made.login, PASSWORD, SetClock(NOW)), folder)


def fill(exchange, code, cases):
    """Write ``cases`` cases of three acts; return received and open of those in the period."""
    chance, told = random.Random(code), Counter()
    with exchange.office.store.writing():
        work = exchange.office.begin()
        for number in range(cases):
            facts = facts_of(number, cases, chance)
            facts["case_no"] = facts["case_no"].replace("TS-0101", f"TS-{code}")
            told += three_acts(work, facts)
            if number % FLUSH == FLUSH - 1:
                work.pen.flush()
        work.pen.flush()
    return told


def three_acts(work, facts):
    case, pen = work.new_id(), work.pen
    pen.write("case.registered", case, facts, {})
    entry = {"by": "chen", "at": facts["registered_at"], "way": "phone", "result": "reached"}
    said = {f"contacts/{work.new_id()}": {**entry, "summary": "已告知客户处理时限"}}
    pen.write("case.contact", case, said, {})
    note = {"by": "chen", "at": facts["registered_at"], "text": "已转相关部门核实"}
    pen.write("case.note", case, {f"notes/{work.new_id()}": note}, {})
    first, last = PERIOD.first.isoformat(), PERIOD.last.isoformat()
    return Counter(
        received=first <= facts["received_at"][:10] <= last,
        closed=first <= facts.get("closed_at", "")[:10] <= last,
        open=facts["state"] != "archived",
    )


def figures(head, told):
    """Ask head office what its people ask most; fail when the figures are not the invented ones."""
    store = head.office.store
    month, found = cpu(lambda: read_figures(store, PERIOD, NOW))
    assert found.balance.received == told["received"], (found.balance, told)
    assert found.balance.closed == told["closed"], (found.balance, told)
    counts, lights = cpu(lambda: queue.counts(store, NOW))
    assert sum(lights.values()) == told["open"]

    def first_rows():
        chunk = next(iter(queue.id_chunks(store, QueueFilter(), NOW)))
        return queue.rows(store, chunk[:200], NOW)

    rows, _ = cpu(first_rows)
    matrix, _ = cpu(lambda: read_coverage(store, PERIOD, NOW))
    status, _ = cpu(lambda: read_status(store))
    store.checkpoint()
    size = (head.folder / DATABASE).stat().st_size
    return {
        "figures_ms": round(month * 1000, 1),
        "queue_counts_ms": round(counts * 1000, 1),
        "queue_first_ms": round(rows * 1000, 1),
        "coverage_ms": round(matrix * 1000, 1),
        "status_ms": round(status * 1000, 1),
        "database_mib": size >> 20,
        "peak_mib": round(peak_mib()),
    }


def cpu(work):
    start = time.process_time()
    result = work()
    return round(time.process_time() - start, 3), result


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    main(*numbers, *([sys.argv[3]] if len(sys.argv) > 3 else []))
