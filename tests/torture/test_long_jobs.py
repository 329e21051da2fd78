"""Long jobs of the command line killed at any moment: the home is whole, the job can be repeated.

Packets are killed in `tests/flows/test_killed_exchange.py`, registering, changes of keys and
migrations in `test_processes.py`, erasing and accounts in `test_steps.py`.
"""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import time

import pytest

from desk.training.home import PASSWORD

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")

AT = "2026-11-20T12:00:00"
KILLS, SLOW = 1, 30
CASES, ROWS = 12, 400
FROM_HERE = 0.4  # of a run: before, the program only starts


class Bench:
    """A home that is put back before each run, and the command line in processes of their own."""

    def __init__(self, folder):
        self.folder, self.home, self.aside = folder, folder / "home", folder / "aside"
        self.user = ""
        made = self.run("demo", self.home, "--cases", CASES, "--seed", 6)[1]
        self.user = json.loads(made)["users"]["director"]["name"]
        assert self.run("backup")[0] == 0
        assert self.run("case", "list", "--all")[0] == 0
        shutil.copytree(self.home, self.aside)

    def put_back(self):
        shutil.rmtree(self.home)
        shutil.copytree(self.aside, self.home)

    def start(self, *command):
        told = {
            "COMPLAINT_DESK_LANG": "en",
            "COMPLAINT_DESK_HOME": str(self.home),
            "COMPLAINT_DESK_USER": self.user,
            "COMPLAINT_DESK_PASSWORD": PASSWORD,
        }
        given = [sys.executable, "-m", "desk.cli", *map(str, command), "--now", AT]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            given, stdout=pipe, stderr=pipe, text=True, env={**os.environ, **told}
        )

    def run(self, *command):
        with self.start(*command) as process:
            out, err = process.communicate()
        return process.returncode, out, err

    def killed(self, seconds, *command):
        """Kill the command after so many seconds; say whether it was still at work."""
        with self.start(*command) as process:
            try:
                process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                return True
        return False

    def cases(self):
        return len(self.run("case", "list", "--all")[1].splitlines())


def importing(bench):
    path = bench.folder / "ledger.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("投诉编号", "受理日期", "投诉人", "投诉内容"))
        writer.writerows((f"K{n}", "2026-03-02", "张三", f"第 {n} 件投诉") for n in range(ROWS))
    return ["ledger", "import", path], lambda: bench.cases() == CASES + ROWS


def closing(bench):
    command = ["report", "month", "2026-10", "--close", "--out", bench.folder / "out"]

    def is_closed():
        told = json.loads(bench.run("report-status", "month", "2026-10")[1])
        return told["state"] == "closed"

    return command, is_closed


def backing_up(bench):
    def whole():
        told = json.loads(bench.run("doctor")[1])
        return told["checks"]["backups"] == []

    return ["backup"], whole


def restoring(bench):
    (made,) = (bench.aside / "backups").glob("*.db")
    path = bench.home / "backups" / made.name

    def there():
        return bench.cases() == CASES

    return ["restore", path], there


JOBS = {"import": importing, "close": closing, "back up": backing_up, "restore": restoring}


@pytest.mark.parametrize("job", JOBS)
def test_a_long_job_killed_at_any_moment_leaves_a_whole_home_and_can_be_repeated(
    tmp_path, request, figure, job
):
    bench = Bench(tmp_path)
    command, is_done = JOBS[job](bench)
    begun = time.monotonic()
    code, _, err = bench.run(*command)
    whole = time.monotonic() - begun
    assert code == 0, err
    assert is_done()
    dice, kills = random.Random(job), SLOW if request.config.getoption("--slow") else KILLS
    met = 0
    for _ in range(kills):
        bench.put_back()
        met += bench.killed(dice.uniform(FROM_HERE * whole, whole), *command)
        code, out, err = bench.run("verify")
        assert code == 0, (out, err)
        code, _, err = bench.run(*command)
        assert code in (0, 1), err
        assert is_done(), err
    figure(
        f"killed: {job}",
        {"kills": kills, "met at work": met, "lost": 0, "seconds": round(whole, 2)},
    )
