"""``python3 start.py demo``: a training branch, in the window or headless."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from platformdirs import user_data_path

from desk.base import words
from desk.base.clock import SystemClock
from desk.base.words import mark, say
from desk.cli.__main__ import main as command
from desk.home.opening import Home
from desk.reads.queue import id_chunks, rows
from desk.rules.query import Order, QueueFilter
from desk.rules.reports.periods import month_of
from desk.training.home import PASSWORD, make_training_home

DOSSIERS = 3


def place() -> Path:
    """Return where the training branch lies."""
    return user_data_path("complaint-desk") / "training"


def main() -> int:
    """Make the training branch when there is none; open it, or run the main job headless."""
    options = argparse.ArgumentParser(prog="start.py demo")
    options.add_argument("--headless", action="store_true", help="no window; write everything")
    options.add_argument("--new", action="store_true", help="throw the old training branch away")
    options.add_argument("--dir", type=Path, default=place(), help="where it lies")
    args = options.parse_args()
    words.use(os.environ.get("COMPLAINT_DESK_LANG", words.CHINESE))
    home = args.dir / "home"
    if args.new:
        shutil.rmtree(args.dir, ignore_errors=True)
    if not home.exists():
        print(say(mark("Making a training branch…")), file=sys.stderr, flush=True)
        make_training_home(home, SystemClock())
    who = mark("Login: lizhuguan (supervisor), wangmin (director); password: {password}")
    print(say(who, password=PASSWORD))
    if not args.headless:
        window = [sys.executable, "-m", "ui", "--home", str(home)]
        return subprocess.run(window, check=False).returncode  # noqa: S603 - our own module
    return run_headless(home, args.dir / "papers")


def run_headless(home: Path, out: Path) -> int:
    """Run the main job without a display; print where everything lies."""
    out.mkdir(parents=True, exist_ok=True)
    os.environ["COMPLAINT_DESK_PASSWORD"] = PASSWORD
    as_director = ["--home", str(home), "--user", "wangmin"]
    month = month_of(SystemClock().now().date()).before()
    codes = [command([*as_director, "report", "month", month.id, "--out", str(out)])]
    codes += [
        command([*as_director, "dossier", case_no, "--out", str(out)]) for case_no in _newest(home)
    ]
    screens = out / "screens"
    screens.mkdir(exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tools.screens import take  # noqa: PLC0415 - Qt only where it is needed

    now = SystemClock().now()
    pictures = [p for theme in ("light", "dark") for p in take(home, screens, theme, now, PASSWORD)]
    print(json.dumps({"home": str(home), "papers": str(out), "screens": str(screens)}))
    return max(codes) if pictures else 1


def _newest(home: Path) -> list[str]:
    office = Home(home).open("wangmin", PASSWORD, SystemClock())
    want = QueueFilter(order=Order.NEWEST, is_all=True)
    ids = next(id_chunks(office.store, want, office.clock.now()))[:200]
    found = rows(office.store, ids, office.clock.now())
    office.store.close()
    ended = [found[i].case_no for i in ids if found[i].state in ("closed", "archived")]
    return ended[:DOSSIERS]


if __name__ == "__main__":
    sys.exit(main())
