"""``--now`` moves no real home, by whatever command."""

import argparse
import shutil

import pytest

from desk.cli.__main__ import main, parser
from desk.home.opening import KEY_FILE
from tests import server
from tests.conftest import PASSWORD, Branch
from tests.flows.test_backup import back_up

AHEAD = "2031-05-05T05:05:05"
ELSEWHERE = {("demo",), ("due",), ("sample", "rate")}  # make a home of their own, or need none


def leaves(found, path=()):
    """Yield every command with its parser."""
    subs = [one for one in found._actions if isinstance(one, argparse._SubParsersAction)]
    if not subs:
        yield path, found
    for one in subs:
        for name, inner in one.choices.items():
            yield from leaves(inner, (*path, name))


COMMANDS = dict(leaves(parser()))


def arguments(found, folder):
    """Return values for what a command cannot do without."""
    for one in found._actions:
        if isinstance(one, argparse._HelpAction | argparse._VersionAction):
            continue
        is_wanted = one.required if one.option_strings else one.nargs not in ("?", "*")
        if not is_wanted:
            continue
        value = str(next(iter(one.choices))) if one.choices else "1" if one.type else str(folder)
        yield from ([one.option_strings[0], value] if one.option_strings else [value])


@pytest.mark.parametrize("path", sorted(set(COMMANDS) - ELSEWHERE), ids=" ".join)
def test_no_command_takes_another_time_in_a_real_home(real, path, tmp_path, capsys):
    home, made = real
    before = content(home)
    given = [made] if path == ("restore",) else arguments(COMMANDS[path], tmp_path)
    assert main([*path, *map(str, given), "--now", AHEAD]) == 1
    said = capsys.readouterr().err
    assert "training homes only" in said or str(tmp_path) in said or "JSON" in said, said
    assert content(home) == before


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("way", ["restore --confirm", "restore --undo", "user recover director"])
def test_nor_does_another_way_of_a_command(way, capsys):
    assert main([*way.split(), "--now", AHEAD]) == 1
    assert "training homes only" in capsys.readouterr().err


def test_nor_a_restore_into_an_empty_folder(real, tmp_path, capsys, monkeypatch):
    _, made = real
    monkeypatch.setenv("COMPLAINT_DESK_HOME", str(tmp_path / "new"))
    assert main(["restore", str(made), "--now", AHEAD]) == 1
    assert "training homes only" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def content(home):
    """Return the bytes of all files of the home."""
    return {path: path.read_bytes() for path in home.folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def kept(template, tmp_path_factory):
    """A real home with a backup; no command of these tests may change a byte of it."""
    folder, keys = template
    copied = tmp_path_factory.mktemp("real")
    shutil.copy(folder / KEY_FILE, copied / KEY_FILE)
    with server.copied(folder, copied, keys["director"].derive("store")):
        branch = Branch(copied, keys)
        branch.store.close()
        branch.unlock()
        yield branch.home, back_up(branch).path


@pytest.fixture
def real(kept, monkeypatch):
    """The real home, and the director named by the environment."""
    home, made = kept
    for name, value in (("HOME", home.folder), ("USER", "director"), ("PASSWORD", PASSWORD)):
        monkeypatch.setenv(f"COMPLAINT_DESK_{name}", str(value))
    monkeypatch.setenv("COMPLAINT_DESK_NEW_PASSWORD", "quite another long one")
    monkeypatch.setenv("COMPLAINT_DESK_RECOVERY_CODE", "AAAAA-BBBBB")
    monkeypatch.setenv("COMPLAINT_DESK_DATABASE_PASSWORD", "something")
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    return home, made
