"""The built program does the main job on a PC that has nothing else; ``pytest --built FOLDER``."""

import json
import os
import subprocess

import pytest

from desk.training.home import PASSWORD

SETTLED = 10  # seconds after which a window that came up is still there
BARE = {"PATH": "", "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def built(request):
    folder = request.config.getoption("--built")
    if folder is None:
        pytest.skip("needs a built program; run with --built FOLDER")
    return folder.resolve()


@pytest.fixture
def run(built, tmp_path):
    """Runs the built program with a bare environment; returns what it said."""
    secret = tmp_path / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    told = ["--home", tmp_path / "home", "--user", "wangmin", "--password-file", secret, "--json"]

    def command(*args):
        wanted = [built / "complaint-desk", *told, *args]
        done = subprocess.run(wanted, capture_output=True, env=environment(tmp_path), check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        return [json.loads(line) for line in done.stdout.splitlines() if line]

    return command


def environment(folder):
    """Nothing of ours, and what Windows cannot do without."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    return {**kept, **BARE, "HOME": str(folder)}


def test_it_makes_every_paper_and_shows_its_window(run, built, tmp_path):
    out = tmp_path / "out"
    run("demo", tmp_path / "home", "--cases", "40")
    case_no = run("case", "list", "--all")[0]["case_no"]
    run("dossier", case_no, "--out", out)
    run("letter", case_no, "F01", "--out", out)
    run("report", "month", "2026-10", "--out", out)
    run("ledger", "export", "--out", out / "ledger.xlsx")
    assert run("verify") == [{"whole": True, "findings": []}]
    kinds = sorted(path.suffix for path in out.iterdir())
    assert kinds == [".docx", ".pdf", ".pdf", ".pdf", ".xlsx", ".xlsx"]
    window = [built / "complaint-desk-window", "--home", tmp_path / "home"]
    with pytest.raises(subprocess.TimeoutExpired) as lasting:
        subprocess.run(
            window, capture_output=True, timeout=SETTLED, check=False, env=environment(tmp_path)
        )
    assert not lasting.value.stderr
