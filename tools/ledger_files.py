"""What an import would make of every file in some folders: ``python -m tools.ledger_files DIR…``.

Prints the table of docs/ledger-files.md: a line a file with counts, seconds and the first sentence.
Nothing of a file but its name, its counts and that sentence goes into it.
"""

import argparse
import gzip
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from desk.base import words
from desk.base.clock import SetClock
from desk.base.errors import Refusal
from desk.home.opening import Home
from desk.ledgers.take_ledger import take_ledger
from desk.office import Office
from desk.training.home import PASSWORD, make_training_home

NOW = datetime(2026, 11, 30, 10, 0)
PACKED = ".gz"
NO_LEDGERS = ("README", "README.md", "MANIFEST.csv")
HEAD = """| 文件 | 方案 | 行 | 新增 | 已有 | 有变 | 不能导入 | 提示 | 秒 | 说明 |
|---|---|--:|--:|--:|--:|--:|--:|--:|---|"""


def main() -> int:
    """Print a line for each file in the folders; end with 1 when the rows of one do not add up."""
    options = argparse.ArgumentParser(prog="tools.ledger_files")
    options.add_argument("folders", nargs="+", type=Path)
    folders, is_sound = options.parse_args().folders, True
    words.use(words.CHINESE)
    with TemporaryDirectory() as scratch:
        home, clock = Path(scratch) / "home", SetClock(NOW)
        made = make_training_home(home, clock, cases=1)
        office = Home(home).open(made.users["director"]["name"], PASSWORD, clock)
        print(HEAD)
        for folder in folders:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                if path.name not in NO_LEDGERS:
                    name = str(path.relative_to(folder.parent)).replace("|", "\\|")
                    line, adds_up = _line(office, _unpacked(path, Path(scratch)))
                    is_sound &= adds_up
                    print(f"| {name} | {line} |", flush=True)
        office.store.close()
    return 0 if is_sound else 1


def _unpacked(path: Path, scratch: Path) -> Path:
    if path.suffix != PACKED:
        return path
    out = scratch / path.stem
    with gzip.open(path) as packed, out.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return out


def _line(office: Office, path: Path) -> tuple[str, bool]:
    """Return what a simulated import tells of a file, and whether its rows add up."""
    began = _used()
    try:
        _, done = take_ledger(office, path, is_simulation=True)
    except Refusal as refusal:
        return f"— | | | | | | | {_used() - began:.1f} | {_plain(str(refusal))}", True
    told = done.result
    said = [one.reason for one in (*told.problems, *told.changes, *told.warned)]
    counts = (told.rows, told.taken, told.known, told.changed, told.refused, told.warnings)
    numbers = " | ".join(map(str, counts))
    seconds = f"{_used() - began:.1f}"
    adds_up = told.rows == told.taken + told.known + told.changed + told.refused
    return f"{told.profile} | {numbers} | {seconds} | {_plain(next(iter(said), ''))}", adds_up


def _used() -> float:
    """Return the seconds of processor time that this process and its reading processes used."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
