"""Clocks: a file through the calculator, and the lights of many open cases.

python -m benchmarks.clocks
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.measure import HEAD, Line, in_turn, median, tell
from desk.base.clock import stamp
from desk.rules.settings import Settings
from desk.rules.time.calendar import calendar_of
from desk.rules.time.case_clocks import worst
from desk.rules.time.practice import reckoning
from desk.rules.time.rule_files import shipped_rules

ROOT = Path(__file__).parents[1]
LINES = 100_000
RULES = ("decide", "execute", "investigate", "pbc-decide", "credit-objection", "complex-reply")
NOW = datetime(2026, 11, 20, 10, 0)
SECONDS_DUE = 5
SECONDS_LIGHTS = 1


def questions():
    """Return the lines that are asked: six rules, nineteen years, every fifth paused."""
    rng = random.Random(1)
    for number in range(LINES):
        start = datetime(2007, 1, 1) + timedelta(hours=rng.randrange(19 * 365 * 24))
        line = {"rule": rng.choice(RULES), "start": stamp(start)}
        if not number % 5:
            until = start + timedelta(days=rng.randrange(1, 9))
            line["pauses"] = [{"kind": "mediation", "from": stamp(start), "until": stamp(until)}]
        yield json.dumps(line)


def calculator():
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "due.jsonl"
        file.write_text("\n".join(questions()), encoding="utf-8")
        command = [sys.executable, "-m", "desk.cli", "due", str(file)]
        run = [
            in_turn(1, lambda: subprocess.run(command, check=True, capture_output=True, cwd=ROOT))
            for _ in range(3)
        ]
    return Line("`due`, 100,000 lines", SECONDS_DUE, min(r[0][0] for r in run), "s", 1)


def open_cases():
    rng = random.Random(2)
    for _ in range(LINES):
        received = NOW - timedelta(minutes=rng.randrange(20 * 24 * 60))
        yield {
            "kind": "complaint",
            "channel": "phone",
            "received_at": stamp(received),
            "registered_at": stamp(received + timedelta(minutes=20)),
            "first_contact_at": stamp(received + timedelta(hours=2)),
        }


def lights():
    settings = Settings({"specialist_limit": "500", "supervisor_limit": "5000"})
    ways = reckoning(shipped_rules(), calendar_of(), settings)
    started = time.perf_counter()
    clocks = [ways.kept_clocks(facts) for facts in open_cases()]
    tell(f"(reckoning 100,000 cases anew: {time.perf_counter() - started:.2f} s)")
    (seconds,) = in_turn(5, lambda: [worst(several, NOW) for several in clocks])
    return Line("lights of 100,000 open cases", SECONDS_LIGHTS, median(seconds), "s", 1)


if __name__ == "__main__":
    tell(HEAD)
    for measured in (calculator, lights):
        tell(measured())
