"""Programs that were started without a console, as a double click on Windows does.

Where nothing is open as standard stream, Python's streams are None on every system.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PASSWORD

ROOT = Path(__file__).parents[1]
STREAMS = ("sys.stdin", "sys.stdout", "sys.stderr")
CLOSED = 'exec "$0" "$@" <&- >&- 2>&-'
WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.__main__ import main
app = QApplication(["desk"])
QTimer.singleShot(0, app.quit)
sys.exit(main(sys.argv[1:]))
"""
COMMANDS = [
    (["due", "questions.jsonl"], 0),
    (["queue"], 0),
    (["ledger", "import", "ledger.csv"], 0),  # read in a process of its own
    (["case", "add", "-"], 1),
    (["user", "passwd"], 1),
    (["nonsense"], 2),
]


@pytest.fixture
def started(branch, tmp_path, monkeypatch):
    """Start Python at a home and without streams or terminal; return its exit code."""
    branch.store.close()
    branch.unlock()
    monkeypatch.setenv("COMPLAINT_DESK_HOME", str(branch.home.folder))
    monkeypatch.setenv("COMPLAINT_DESK_USER", "director")
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *sys.path[1:]]))

    def started(*arguments):
        command = ["sh", "-c", CLOSED, sys.executable, *arguments]
        return subprocess.run(
            command, cwd=tmp_path, check=False, timeout=120, start_new_session=True
        ).returncode

    return started


def test_the_window_opens_without_a_console(started):
    assert started("-c", WINDOW) == 0


@pytest.mark.parametrize(("command", "code"), COMMANDS, ids=str)
def test_the_command_line_answers_by_its_exit_code_without_a_console(
    started, tmp_path, command, code
):
    (tmp_path / "questions.jsonl").touch()
    ledger = "投诉编号,受理日期,投诉人,投诉内容,处理结果\n1,2026-01-08,赵某,重复扣收年费,已退费\n"
    (tmp_path / "ledger.csv").write_text(ledger, encoding="utf-8")
    assert started("-m", "desk.cli", *command) == code


def test_only_the_command_line_speaks_through_the_standard_streams():
    """What a window writes there nobody reads; `desk.base.streams` gives the missing ones."""
    users = {
        path.relative_to(ROOT).parts[:2]
        for folder in ("desk", "ui", "reports")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in STREAMS)
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "print")
    }
    assert users == {("desk", "cli")}
