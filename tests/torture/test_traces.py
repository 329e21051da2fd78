"""P15, P16: no readable word outside the outputs; no piece of an erased word anywhere."""

import os
import shutil
import subprocess
from datetime import timedelta

import pytest

from desk.actions.hold_and_erase import ListForErasure
from desk.cli.__main__ import main
from desk.home.erasure import erase
from desk.home.opening import DATABASE, SignedIn
from desk.rules.case.erasure import Way
from tests.builders import register, step, walk
from tests.conftest import NOW, PASSWORD

NEEDLE = "独角兽麒麟阁"
PAGE, RESERVE, BLOCK = 4096, 80, 16


def hits(folder, word):
    """Return which files under ``folder`` hold ``word`` in a common encoding."""
    forms = {word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gbk", "gb18030")}
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def test_p15_no_word_of_a_case_is_readable_in_home_temp_or_logs(
    branch, tmp_path, monkeypatch, figure
):
    private, out = tmp_path / "private", tmp_path / "out"
    for name in ("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        (private / name).mkdir(parents=True)
        monkeypatch.setenv(name, str(private / name))
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    no = register(branch.desk("chen"), facts=f"客户说{NEEDLE}。", complainant={"name": NEEDLE})
    walk(branch, no)
    branch.store.close()
    branch.unlock()
    home = branch.home.folder
    for login, *argv in (
        ("chen", "case", "list", "--all", NEEDLE),
        ("chen", "case", "add", str(tmp_path / "absent.json")),
        ("li", "reveal", no, "--reason", "核对身份"),
        ("director", "dossier", no, "--out", str(out), "--full", "--reason", "核对原件"),
        ("director", "report", "month", "2026-11", "--out", str(out)),
        ("director", "backup"),
        ("director", "user", "disable", "zhou"),
        ("director", "doctor"),
        ("director", "case", "show", no),
    ):
        main(["--home", str(home), "--user", login, *argv])
    found = hits(home, NEEDLE) + hits(private, NEEDLE)
    searched = sum(path.is_file() for folder in (home, private) for path in folder.rglob("*"))
    figure("P15", {"files searched": searched, "hits": len(found)})
    assert found == []
    (out / "control.txt").write_text(NEEDLE, encoding="gbk")
    assert hits(out, NEEDLE) == ["control.txt"]


def decrypted(path, key):
    """Return all pages of a database as they are without the cipher, free ones too."""
    raw, clear = path.read_bytes(), b""
    for number in range(len(raw) // PAGE):
        page = raw[number * PAGE : (number + 1) * PAGE]
        start = BLOCK if number == 0 else 0
        nonce = page[PAGE - RESERVE : PAGE - RESERVE + BLOCK]
        command = ["openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", key.hex()]
        done = subprocess.run(
            [*command, "-iv", nonce.hex()],
            input=page[start : PAGE - RESERVE],
            capture_output=True,
            check=True,
        )
        clear += done.stdout
    return clear


def pieces(clear, word):
    """Return how often the word, and its pieces of three and two characters, stand in ``clear``."""
    parts = {word[n : n + size] for size in (2, 3, 6) for n in range(len(word) - size + 1)}
    return sum(clear.count(part.encode()) for part in parts)


@pytest.mark.skipif(shutil.which("openssl") is None or os.name == "nt", reason="needs openssl")
def test_p16_no_piece_of_an_erased_word_is_left_in_the_decrypted_file(branch, figure):
    key = branch.keys["director"].derive("store")
    for _ in range(5):
        register(branch.desk("chen"))
    no = register(branch.desk("chen"), facts=f"客户说{NEEDLE}。")
    step(branch.desk("chen"), no, "note", text=f"再记{NEEDLE}。")
    walk(branch, no)
    for _ in range(5):
        register(branch.desk("chen"))
    branch.store.checkpoint()
    path = branch.home.folder / DATABASE
    before = pieces(decrypted(path, key), NEEDLE)
    branch.clock.moment = NOW + timedelta(days=3 * 366)
    branch.desk("li").do(ListForErasure(case_no=no, way=Way.ERASE))
    erase(SignedIn(branch.home, branch.desk(), branch.keys["director"]), [no])
    clear = decrypted(path, key)
    after = pieces(clear, NEEDLE)
    figure("P16", {"pieces before": before, "after": after, "pages": len(clear) // PAGE})
    assert before > 10
    assert after == 0
    assert "年费".encode() in clear
