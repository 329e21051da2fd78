"""Every benchmark runs: at a size that says nothing about speed, so that none is left behind."""

import subprocess
import sys

import pytest

from desk.base.resources import ROOT

SMALL = {
    "__main__": ["PLACE", "300"],
    "start": [],
    "figures": ["300", "PLACE"],
    "queue": ["300", "PLACE"],
    "register": ["300", "PLACE"],
    "papers": ["60"],
    "month": ["60", "PLACE"],
    "dossier": ["4"],
    "offices": ["2", "40", "PLACE"],
    "ledger_import": ["--rows", "40", "--runs", "1"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_runs(name, tmp_path):
    args = [str(tmp_path) if arg == "PLACE" else arg for arg in SMALL[name]]
    command = [sys.executable, "-m", f"benchmarks.{name}", *args]
    done = subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout
