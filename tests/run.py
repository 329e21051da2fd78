"""The whole check: format, lint, types, tests. `python -m tests.run [pytest options]`."""

import os
import subprocess
import sys
import time
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
CHECKS = (
    ("format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["-m", "ruff", "check", "--quiet", "."]),
    ("types", ["-m", "mypy"]),
)


def main():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start some hundred processes
    failed = []
    has_server = programs() is not None
    if not has_server:
        print("tests on PostgreSQL: left out, there is none here (apt-get install postgresql)")
        failed += ["tests on PostgreSQL"] if os.environ.get("CI") else []
    tests = ("tests", ["-m", "pytest", "-q", *sys.argv[1:]])
    for name, command in (*CHECKS, tests, *[ON_SERVER] * has_server):
        started = time.monotonic()
        code = subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode
        print(f"{name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)")
        if code:
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
