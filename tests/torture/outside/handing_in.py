"""Handing a hostile file in by its door, in a process that is measured; and the table of outcomes.

``python -m tests.torture.outside.handing_in > docs/outside-files.md`` hands all of them in. It
ends with 1 where one of them was a fault, took 30 seconds, or 600 MiB.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

from desk.base.clock import SetClock
from desk.training.home import PASSWORD, make_training_home
from tests.conftest import NOW
from tests.torture.outside.hostile_files import KINDS, inputs

SECONDS, MEGABYTES = 30, 600
AT = "2026-11-20T12:00:00"
HEAD = """# What becomes of hostile files

One line a file that is made to do harm, or was spoiled on its way: taken, partly (some rows of it),
or refused, with the sentence that the person reads (here in English). Seconds are those of a
clock, the start of the program among them; MiB is the most that the process, or the one it reads
in, had in memory. Nothing is kept of what is refused.

What costs little is read where the desk runs, bounded before it is parsed: JSON and TOML by 4 MB
and 32 levels (`desk/base/given_text.py`), templates by size, parts, depth, elements
(`word_templates.py`), notices by 10,000 characters, packets by their signature first. Ledgers,
pictures and PDF files are read in a process of their own with limits of memory and time
(`desk/base/own_process.py`). Of a PDF file with a script or a file in it only pages are laid in.

Made by `python -m tests.torture.outside.handing_in`, which ends with 1 when one of them is a fault,
takes 30 seconds or 600 MiB; a part of them is handed in by each run of the tests.
"""
COLUMNS = "| what is wrong with it | becomes | s | MiB | sentence |\n|---|---|--:|--:|---|"


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Attributes:
        became: "taken", "partly", "refused" or "FAULT".
        said: The first sentence, or the counts.
        seconds: Of a clock.
        megabytes: The most that a process had in memory.
    """

    became: str
    said: str
    seconds: float
    megabytes: int

    @property
    def is_good(self):
        return self.became != "FAULT" and self.seconds < SECONDS and self.megabytes < MEGABYTES


class Desk:
    """The desk at which files are handed in: a training home and a scratch folder."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.home = scratch / "home"
        made = make_training_home(self.home, SetClock(NOW), cases=2, seed=4)
        self.user = made.users["director"]["name"]
        listed = self._run(["case", "list", "--all"])[1]
        self.case_no = json.loads(listed.splitlines()[0])["case_no"]

    def hand_in(self, one):
        """Make the file, hand it in, and return its outcome."""
        place = self.scratch / "files"
        place.mkdir(exist_ok=True)
        path = place / f"handed-in{one.ending}"
        try:
            one.make(path)
            started = time.monotonic()
            code, out, err, peak = self._run(self._command(one.kind, path))
            seconds = time.monotonic() - started
        finally:
            for left in (*place.iterdir(), *(self.home / "templates").glob("*")):
                left.unlink()
        return Outcome(*_judged(code, out, err), seconds, peak >> 10)

    def _command(self, kind, path):
        if kind.endswith("template"):
            own = self.home / "templates" / f"F01{path.suffix}"
            own.parent.mkdir(exist_ok=True)
            path.rename(own)
            out = self.scratch / "out"
            return [
                "letter",
                self.case_no,
                "F01",
                "--draft",
                "--reason",
                "试用自己的模板",
                "--out",
                out,
            ]
        return {
            "picture": [path],
            "PDF file": [path],
            "ledger": ["ledger", "import", path, "--simulate"],
            "table of codes": ["codes", "take", path, "--list", "product_line", "--simulate"],
            "rule file": ["rules", "take", path, "--simulate"],
            "office file": ["init", "--home", self.scratch / "new", "--office", path],
            "facts (JSON)": ["case", "add", path],
            "settings (JSON)": ["settings", "set", path, "--simulate"],
            "calendar (JSON)": ["calendar", "take", path, "--simulate"],
            "holiday notice": ["calendar", "take", path, "--notice", "--simulate"],
            "moments (JSON lines)": ["due", path],
            "packet": ["packet", "import", path],
            "receipt": ["packet", "import", path],
            "card": ["packet", "trust", path],
        }[kind]

    def _run(self, command):
        """Run a command in a process; return exit code, output, errors and the most KiB it had."""
        peak = self.scratch / "peak"
        peak.unlink(missing_ok=True)
        module = "desk.cli" if len(command) > 1 else "tests.torture.outside.exhibit_door"
        told = {
            "COMPLAINT_DESK_LANG": "en",
            "COMPLAINT_DESK_HOME": str(self.home),
            "COMPLAINT_DESK_USER": self.user,
            "COMPLAINT_DESK_PASSWORD": PASSWORD,
        }
        given = [
            sys.executable,
            "-m",
            "tests.torture.outside.measured",
            peak,
            module,
            *map(str, command),
        ]
        given += ["--now", AT] if module == "desk.cli" and command[0] != "init" else []
        out, err = self.scratch / "out.txt", self.scratch / "err.txt"
        with out.open("wb") as to, err.open("wb") as also:
            process = subprocess.Popen(given, stdout=to, stderr=also, env={**os.environ, **told})
        stop = Timer(2 * SECONDS, process.kill)
        stop.start()
        process.wait()
        stop.cancel()
        texts = (path.read_text(encoding="utf-8", errors="replace") for path in (out, err))
        most = int(peak.read_text(encoding="ascii")) if peak.exists() else 0
        return process.returncode, *texts, most


def _judged(code, out, err):
    """Return what became of the file, and what was said."""
    said = next(iter(err.strip().splitlines()), "")
    if code not in (0, 1) or "Traceback" in err or (code and not said):
        return "FAULT", f"{code}: {err.strip()[-300:]}"
    if code:
        return "refused", said
    last = next(iter(out.strip().splitlines()[-1:]), "")
    told = json.loads(last) if last.startswith("{") else {}
    counts = {
        name: told[name]
        for name in ("taken", "refused", "pages")
        if isinstance(told.get(name), int)
    }
    is_partly = bool(counts.get("refused"))
    shown = ", ".join(f"{name} {count}" for name, count in counts.items())
    return ("partly" if is_partly else "taken"), said or shown


def plain(text, path):
    """Return ``text`` for a cell of the table: no path of this machine, no mark of it."""
    text = text.replace(str(path), "…")
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff|]", "·", text)
    return text if len(text) <= 160 else text[:160] + "…"


def main():
    """Hand all files in, and write the table."""
    found = []
    _write(HEAD)
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for kind, door in KINDS.items():
            _write(f"\n## {kind[0].upper()}{kind[1:]}: {door}\n\n{COLUMNS}")
            for one in (one for one in inputs() if one.kind == kind):
                got = desk.hand_in(one)
                found.append(got)
                cells = plain(one.name, folder), got.became, f"{got.seconds:.1f}", got.megabytes
                _write(f"| {' | '.join(map(str, cells))} | {plain(got.said, folder)} |")
    became = Counter(one.became for one in found)
    megabytes, seconds = max(o.megabytes for o in found), max(o.seconds for o in found)
    counts = ", ".join(f"{count} {name}" for name, count in became.items())
    _write(f"\nIn all {len(found)}: {counts}; at most {megabytes} MiB and {seconds:.1f} s.")
    return 0 if all(one.is_good for one in found) else 1


def _write(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
