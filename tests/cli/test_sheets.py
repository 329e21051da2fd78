"""The sealed recovery sheets: two pages with the code and its QR code, never in the home."""

import json
from pathlib import Path

import pypdf
import pytest

from desk.base.resources import ROOT
from desk.cli.__main__ import main
from desk.store.keys import vault
from tests.conftest import PASSWORD

EXAMPLE = ROOT / "examples" / "office.toml"


@pytest.fixture
def call(capsys, monkeypatch):
    """Run a command in a home of its own; return code, what it told as JSON, and errors."""
    monkeypatch.setattr(vault, "FLOOR", vault.LEAST)
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)

    def call(*argv):
        code = main([str(part) for part in argv])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return call


@pytest.fixture
def made(call, tmp_path):
    """A home that was made with its sheets; what the command told."""
    home, out = tmp_path / "home", tmp_path / "sheets"
    code, told, err = call("--home", home, "--json", "init", "--office", EXAMPLE, "--sheets", out)
    assert (code, err) == (0, "")
    return home, told[0]


def groups_on(page):
    return set(page.extract_text().replace("\n", " ").split())


def test_both_sheets_carry_the_whole_code(made):
    home, told = made
    pages = pypdf.PdfReader(told["sheets"]).pages
    assert len(pages) == 2
    for page in pages:
        assert set(told["recovery_code"].split("-")) <= groups_on(page)
    assert not list(home.rglob("*.pdf"))


def test_sheets_are_not_written_into_the_home_and_no_code_is_made(call, made):
    home, told = made
    before = (home / "keys.json").read_bytes()
    code, _, err = call("--home", home, "user", "recovery-code", "--sheets", home / "mine")
    assert (code, "must not lie in it" in err) == (1, True)
    assert (home / "keys.json").read_bytes() == before
    assert Path(told["sheets"]).exists()


def test_a_used_code_is_told_loudly_and_its_new_sheets_are_written(call, made, tmp_path):
    home, told = made
    old = tmp_path / "code.txt"
    old.write_text(told["recovery_code"])
    new = tmp_path / "new.txt"
    new.write_text("four other words here")
    out = tmp_path / "again"
    sheet = ("--code-file", old, "--new-password-file", new, "--sheets", out)
    code, (answer,), _ = call("--home", home, "user", "recover", "director", *sheet)
    assert code == 0
    text = "".join(page.extract_text() for page in pypdf.PdfReader(answer["sheets"]).pages)
    assert answer["recovery_code"].split("-")[0] in text
    code, (doctor,), _ = call("--home", home, "--password-file", new, "doctor", "--next")
    assert any("recovery code was used" in alarm for alarm in doctor["alarms"])
