"""Start to first painted window: the desk beside an empty PySide6 window.

python -m benchmarks.start [HOME]
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measure import HEAD, Line, median, tell

RUNS = 9
BAR = 1.5


def once(*arguments):
    started = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.first_paint", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    whole = time.perf_counter() - started
    return whole, float(done.stdout.split()[1])


ROOT = Path(__file__).parents[1]


def run(home):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    floor, desk = [], []
    for number in range(RUNS + 1):
        pair = once("floor"), once("desk", str(home))
        if number:
            floor.append(pair[0])
            desk.append(pair[1])
    return Line(
        "start to first painted window",
        median([f[0] for f in floor]) * 1000,
        median([d[0] for d in desk]) * 1000,
        "ms",
        BAR,
    )


if __name__ == "__main__":
    tell(HEAD)
    tell(run(sys.argv[1] if len(sys.argv) > 1 else "/nonexistent"))
