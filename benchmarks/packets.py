"""Packets: 100,000 cases of three acts out, in, and in again; a large attachment in little memory.

Peer: Anki's package format with the same records (design.md 11: 2.9 s out, 2.8 s in, 1.5 s again).
``python -m benchmarks.packets [CASES]``
"""

import json
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from desk.base.clock import SystemClock, stamp
from desk.base.resources import ROOT
from desk.exchange.desk import Exchange
from desk.exchange.sealed import ATTACHMENT, PacketWriter, open_packet
from desk.home.office_file import NewOffice, read_office_file
from desk.home.opening import Home, create_home

PASSWORD = "four words that fit"
CASES = 100_000
PIECES = 500
FIRST = datetime(2026, 9, 20)
MINUTES = 60 * 24 * 60  # cases of sixty days: no two clocks alike
FACTS = "客户来电反映信用卡年费重复扣收，要求退还并致歉。"


def main(cases=CASES):
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(packets(Path(folder), cases), indent=1))
        print(json.dumps(attachment(Path(folder)), indent=1))


def packets(folder, cases):
    a, b = (place(folder / letter, letter) for letter in "AB")
    for one, other in ((a, b), (b, a)):
        path = folder / "card"
        path.write_text(json.dumps(other.card()[1]), encoding="utf-8")
        one.trust(path)
    fill(a, cases)
    backs_up, b.office.backs_up = b.office.backs_up, None  # told apart: Anki's package makes none
    out, (report,) = timed(lambda: a.send(["0101-B"], folder))
    taken, told = timed(lambda: b.take(Path(report["file"])))
    beside, _ = timed(lambda: backs_up("benchmark"))
    more, (again,) = timed(lambda: a.send(["0101-B"], folder, is_whole=True))
    same, _ = timed(lambda: b.take(Path(again["file"])))
    return {
        "cases": cases,
        "out": out,
        "in": taken,
        "backup_before_again": beside,
        "again": same,
        "out_again": more,
        "new": told.cases,
        "bytes_a_case": report["bytes"] / cases,
    }


def place(folder, letter):
    made = read_office_file(ROOT / "examples" / "office.toml")
    office = NewOffice(
        settings=made.settings, device=letter, login=made.login, name=made.name, is_training=True
    )
    create_home(folder, office, PASSWORD, clock=SystemClock())
    return Exchange(Home(folder).open(made.login, PASSWORD, SystemClock()), folder)


def fill(exchange, cases):
    chance = Random(1)
    with exchange.office.store.writing():
        work = exchange.office.begin()
        for number in range(cases):
            three_acts(work, number, chance)
            if number % 5000 == 0:
                work.pen.flush()
        work.pen.flush()


def three_acts(work, number, chance):
    case, pen = work.new_id(), work.pen
    received = FIRST + timedelta(minutes=chance.randrange(MINUTES))
    first = {
        "case_no": f"TS-0101-20261120-A{number:06d}",
        "kind": "complaint",
        "state": "to_assign",
        "received_at": stamp(received),
        "registered_at": stamp(received + timedelta(minutes=chance.randint(1, 90))),
        "channel": "phone",
        "product_line": f"B{chance.randint(1, 9):02d}",
        "cause": f"C{chance.randint(1, 9):02d}",
        "complainant.name": "张" + chance.choice("伟芳娜敏静丽强磊军洋"),
        "complainant.phone": f"138{chance.randrange(10**8):08d}",
        "complained_unit": "和平路分理处",
        "facts": FACTS + str(number),
        "received_by": "chen",
    }
    one = pen.write("case.registered", case, first, {})
    assign = {"handler": "chen", "department": "客户服务部", "state": "to_investigate"}
    pen.write("case.assign", case, assign, {"state": [one.hash.hex()]})
    entry = {"by": "chen", "at": "2026-11-20T10:00:00", "way": "phone", "result": "reached"}
    pen.write(
        "case.contact", case, {f"contacts/{work.new_id()}": {**entry, "summary": "已告知"}}, {}
    )


def timed(work):
    start = time.process_time(), time.perf_counter()
    result = work()
    cpu, wall = time.process_time() - start[0], time.perf_counter() - start[1]
    return {"cpu_s": round(cpu, 2), "wall_s": round(wall, 2)}, result


def attachment(folder):
    """Write and read a packet of 500 MB; tell speed and how far memory rose."""
    header = {
        "sender": "0101-A",
        "epoch": "e",
        "number": 1,
        "prev": "",
        "heads": {},
        "counts": {},
        "schema": 1,
        "min_schema": 1,
        "made_at": "2026-11-20T10:00:00",
        "attachments": [],
    }
    me, piece = PrivateKey.generate(), Random(1).randbytes(1 << 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def write():
        with (folder / "big.cdp").open("wb") as file:
            writer = PacketWriter(file, header, SigningKey.generate(), [bytes(me.public_key)])
            for _ in range(PIECES):
                writer.write(ATTACHMENT, piece)
            writer.finish()

    def read():
        return sum(len(part) for _, part in open_packet(folder / "big.cdp").records(me))

    out, _ = timed(write)
    back, size = timed(read)
    risen = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {
        "mb": size >> 20,
        "out_mb_s": round(PIECES / out["cpu_s"]),
        "in_mb_s": round(PIECES / back["cpu_s"]),
        "memory_mb": risen >> 10,
    }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
