"""The whole report of a month of many cases: seconds of CPU, and the most memory it takes.

python -m benchmarks.month [CASES] [PLACE]

It runs in a process of its own, so that its peak is that of reading, workbook and PDF alone.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import big_home
from benchmarks.measure import HEAD, Line, peak_mib, tell
from desk.base import words
from desk.reads.period_report import read_report
from desk.rules.reports.periods import period_of

BAR_MIB = 300
DAYS = 30  # that the cases are spread over
PERIOD = ("range", "2026-09-09..2026-11-20")  # what the invented cases fall into


def write(folder, out):
    """Write the report; tell what each part took, as JSON."""
    from reports.excel import write_workbook
    from reports.month import period_report
    from reports.paper import write_pdf
    from reports.places import making_of

    words.use(words.CHINESE)
    office = big_home.opened(Path(folder))
    period, told = period_of(*PERIOD), {}
    start = time.process_time()

    def took(name):
        nonlocal start
        told[name] = round(time.process_time() - start, 2)
        start = time.process_time()

    took("opening")
    report = read_report(office.store, period, big_home.NOW)
    took("figures, ledger")
    document = period_report(report, making_of(office))
    took("content")
    write_workbook(document, Path(out) / "month.xlsx")
    took("workbook")
    write_pdf(document, Path(out) / "month.pdf")
    took("pdf")
    told["cases"] = len(report.details.cases)
    told["peak"] = round(peak_mib())
    print(json.dumps(told))


def measured(cases, place):
    """Return what the report of ``cases`` cases took, from a process of its own."""
    big_home.YEARS = DAYS / 365
    folder = big_home.home(place, cases)
    with tempfile.TemporaryDirectory() as out:
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.month", "--write", str(folder), out],
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(told.stdout.splitlines()[-1])


def main():
    if sys.argv[1:2] == ["--write"]:
        write(*sys.argv[2:])
        return
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "desk-month"
    told = measured(cases, place)
    tell(HEAD)
    tell(Line(f"month of {told['cases']:,}, memory", BAR_MIB, told["peak"], "MiB", 1))
    for name in ("figures, ledger", "content", "workbook", "pdf"):
        print(f"{name}: {told[name]} s of CPU")


if __name__ == "__main__":
    main()
