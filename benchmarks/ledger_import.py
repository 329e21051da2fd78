"""Importing a workbook, durable and searchable, beside openpyxl that only reads it.

python -m benchmarks.ledger_import [--rows N] [--file FILE.xlsx] [--runs R]

Without a file, an invented ledger of Chinese headings is written and imported.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import openpyxl

from benchmarks.big_home import CHANNELS, NOW, PASSWORD, PHRASES, UNITS
from benchmarks.measure import HEAD, Line, in_turn, median, peak_mib, tell
from desk.actions.import_ledger import ImportLedger
from desk.base.clock import SystemClock
from desk.home.office_file import read_office_file
from desk.home.opening import DATABASE, Home, create_home
from desk.ledgers.reader_process import opened
from desk.office import Office
from desk.store import search

ROWS = 62_516
RUNS = 3
BAR = 1
YEARS = 6
WORD = "银行"
HEADINGS = (
    "投诉编号",
    "受理日期",
    "受理渠道",
    "投诉人",
    "联系电话",
    "被投诉机构",
    "业务类别",
    "投诉原因",
    "投诉等级",
    "投诉内容",
    "涉及金额(元)",
    "处理结果",
    "办结日期",
    "备注",
)


def rows(count: int) -> Iterator[list[object]]:
    """Yield invented rows, the same in every run."""
    random = Random(2)
    for number in range(count):
        received = NOW - timedelta(days=40 + YEARS * 365 * (1 - number / count))
        yield [
            f"G{number:06d}",
            f"{received:%Y-%m-%d}",
            random.choice(CHANNELS),
            random.choice("王李张刘陈杨黄赵") + random.choice("伟芳娜敏静丽强磊"),
            f"13{random.randrange(10**9):09d}",
            random.choice(UNITS),
            f"B{random.randrange(1, 14):02d}",
            f"C{random.randrange(1, 13):02d}",
            random.choice("ABCCC"),
            "，".join(random.choices(PHRASES, k=4)),
            random.randrange(100, 500_000),
            "已向客户解释并取得谅解",
            f"{received + timedelta(days=random.randrange(1, 15)):%Y-%m-%d}",
            "",
        ]


def workbook(path: Path, count: int) -> Path:
    """Write an invented ledger."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(HEADINGS)
    for row in rows(count):
        sheet.append(row)
    book.save(path)
    return path


def read_only(path: Path) -> int:
    """Return how many rows openpyxl finds: the floor."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    count = sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True))
    book.close()
    return count


class Import:
    """Imports a workbook into a fresh home, again and again."""

    def __init__(self, place: Path, path: Path) -> None:
        self.path = path
        self.taken = 0
        self.seconds: list[float] = []
        self._blank, self._folder = place / "blank", place / "home"
        file = read_office_file(Path(__file__).parents[1] / "resources/examples/office.toml")
        create_home(self._blank, file, PASSWORD, clock=SystemClock())

    def office(self) -> Office:
        """Return a desk in a home without a case."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._blank, self._folder)
        return Home(self._folder).open("director", PASSWORD, SystemClock())

    def __call__(self) -> None:
        """Import once; signing in is not part of the work."""
        office = self.office()
        started = time.perf_counter()
        preparation = office.preparation()
        with opened(self.path, None, preparation) as ledger:
            command = ImportLedger(
                import_id=preparation.import_id,
                file=ledger.outline.file,
                profile=ledger.outline.profile,
                rows=ledger.rows,
            )
            self.taken = office.do(command).result.taken
        self.seconds.append(time.perf_counter() - started)
        self.found = search.count(office.store, WORD)
        office.store.close()
        self.megabytes = (self._folder / DATABASE).stat().st_size / 1e6


def measure(path: Path, runs: int, place: Path) -> Iterator[object]:
    """Yield the line of the table, and what else was seen."""
    work = Import(place, path)
    floor, _ = in_turn(runs, lambda: read_only(path), work, warm_up=0)
    name = f"import {work.taken:,} rows of {path.name}"
    yield Line(name, median(floor), median(work.seconds), "s", BAR)
    yield Line(f"{name}, best", min(floor), min(work.seconds), "s", BAR)
    yield (
        f"\n{work.taken / min(work.seconds):,.0f} rows/s; “{WORD}” found in {work.found:,}; "
        f"database {work.megabytes:.0f} MB; peak of the writing process {peak_mib():.0f} MiB"
    )


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=ROWS)
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--file", type=Path)
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        path = args.file or workbook(place / "ledger.xlsx", args.rows)
        tell(HEAD)
        for line in measure(path, args.runs, place):
            tell(line)


if __name__ == "__main__":
    main()
