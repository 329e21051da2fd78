"""The figures of one month at many cases, in milliseconds beside their bar.

python -m benchmarks.figures [CASES] [PLACE]
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.big_home import NOW, home, opened
from benchmarks.measure import HEAD, Line, in_turn, median, tell
from desk.reads.figures import read_figures
from desk.rules.reports.periods import month_of

BAR_MS = 300


def measure(cases, place):
    office = opened(home(place, cases))
    period = month_of(NOW.date()).before().before()
    (seconds,) = in_turn(7, lambda: read_figures(office.store, period, NOW))
    office.store.close()
    yield Line(f"figures of a month, {cases:,}", BAR_MS, median(seconds) * 1000, "ms", 1)


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "desk-bench"
    tell(HEAD)
    for line in measure(cases, place):
        tell(line)


if __name__ == "__main__":
    main()
