"""The command line loads what the command needs, and its help knows all commands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from desk.cli.__main__ import COMMANDS, main, modules_for, parser

ROOT = Path(__file__).parents[2]
LOADED = "import sys; from desk.cli.__main__ import main; main(sys.argv[1:]); print(*sys.modules)"


def commands_in(modules):
    """Return the commands that a parser of ``modules`` offers."""
    (choices,) = (a.choices for a in parser(modules)._actions if a.dest == "command")
    return set(choices)


@pytest.mark.parametrize("module", COMMANDS)
def test_the_table_names_every_command_of_a_module(module):
    assert commands_in([module]) == set(COMMANDS[module])


def test_the_help_knows_all_commands(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out.split()
    assert set().union(*COMMANDS.values()) <= set(told)


@pytest.mark.parametrize("name", ["CHANGELOG.md", "docs/changelog-technical.md"])
def test_the_version_that_is_told_is_the_newest_of_the_changelog(capsys, name):
    newest = re.search("^## (.+)$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert main(["--version"]) == 0
    assert re.fullmatch(rf"complaint-desk {newest}\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("argv", "wanted"),
    [
        (["due", "-"], ["times"]),
        (["--home", "case", "--json", "due", "-"], ["times"]),
        (["report", "--help"], ["reports"]),
        ([], list(COMMANDS)),
        (["--help"], list(COMMANDS)),
        (["nonsense"], list(COMMANDS)),
        (["--lang", "xx", "due"], list(COMMANDS)),
    ],
)
def test_only_the_module_of_the_command_is_needed(argv, wanted):
    assert list(modules_for(argv)) == wanted


def test_the_calculator_loads_neither_the_engine_nor_the_papers(tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text("", encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", LOADED, "due", str(questions)],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"peewee", "sqlcipher3", "nacl", "reports.table", "desk.home.opening", "desk.office"}
    assert not heavy & set(told.stdout.split())
