"""The whole check: format, lint, types, tests. `python -m tests.run [pytest options]`.

`python -m tests.run --quick` checks what may be otherwise on another version of Python.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.server import programs

ROOT = Path(__file__).parents[1]
FOLDERS = [f"tests/{name}" for name in ("store", "reads", "actions", "packets")]
FOLDERS += ["tests/flows/test_server_window.py"]
# These open no database: on a server they would say the same once more.
WITHOUT = [f"store/test_{name}.py" for name in ("hashes", "places", "recovery_code", "vault")]
WITHOUT += [f"packets/test_{name}.py" for name in ("pages", "sealed", "vectors")]
LEFT_OUT = [f"--ignore=tests/{name}" for name in WITHOUT]
ON_SERVER = ("tests on PostgreSQL", ["-m", "pytest", "-q", "--postgres", *FOLDERS, *LEFT_OUT])
WINDOWS = ["--platform", "win32", "--cache-dir", ".mypy_cache/windows"]
CHECKS = (  # each of them takes one core: they run side by side
    ("format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["-m", "ruff", "check", "--quiet", "."]),
    ("types", ["-m", "mypy"]),
    ("types on Windows", ["-m", "mypy", *WINDOWS]),
)
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
OWN = ["--python-version", VERSION, "--cache-dir", f"{sys.prefix}/mypy"]
# Half of the time of all tests, a hundredth of their number.
LONG = ("torture", "cli/test_reports.py", "packets/test_against_model.py", "reports/test_excel.py")
TENTH = ["--tenth", *(f"--ignore=tests/{name}" for name in LONG)]
QUICK = (
    (f"types, Python {VERSION}", ["-m", "mypy", *OWN]),
    (f"imports, words, a tenth of the tests, Python {VERSION}", ["-m", "pytest", "-q", *TENTH]),
)


def main():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # every program that a test starts would compile
    is_well = all(list(map(run, QUICK))) if "--quick" in sys.argv else run_whole(sys.argv[1:])
    return 0 if is_well else 1


def run_whole(options):
    """Run every check; say whether all went well."""
    with ThreadPoolExecutor() as several:
        is_well = all(list(several.map(run, CHECKS)))
    is_well &= run(("tests", ["-m", "pytest", "-q", *options]))
    if programs() is not None:
        return run(ON_SERVER) and is_well
    print("tests on PostgreSQL: left out, there is none here (apt-get install postgresql)")
    return is_well and "CI" not in os.environ


def run(check):
    """Run one of the checks, tell how it ended; say whether it went well."""
    name, command = check
    started = time.monotonic()
    code = subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode
    told = "ok" if code == 0 else "FAILED"
    print(f"{name}: {told} ({time.monotonic() - started:.0f} s)", flush=True)
    return code == 0


if __name__ == "__main__":
    sys.exit(main())
