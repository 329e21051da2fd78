"""The house: who may import whom (DESIGN.md 2), and how large a room may be."""

import ast
from pathlib import Path

import pytest
from pytest_archon import archrule

import desk
import reports
import ui

ROOT = Path(__file__).parents[1]
MOST_LINES = 400
BELOW = {
    "desk.base": [],
    "desk.rules": ["desk.base*"],
    "desk.store": ["desk.base*", "desk.rules*"],
    "desk.reads": ["desk.base*", "desk.rules*", "desk.store*"],
    "desk.actions": ["desk.base*", "desk.rules*", "desk.store*"],
    "desk.ledgers": ["desk.base*", "desk.rules*", "desk.store*"],
}
SOURCES = [
    path
    for folder in ("desk", "ui", "reports")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]


@pytest.mark.parametrize("floor", BELOW)
def test_a_floor_of_the_desk_rests_only_on_those_below(floor):
    (
        archrule(f"{floor} rests on what is below it")
        .match(f"{floor}*")
        .may_import(f"{floor}*", *BELOW[floor])
        .should_not_import("desk*")
        .check(desk, only_direct_imports=True)
    )


@pytest.mark.parametrize("package", [desk, reports])
def test_nothing_below_the_window_knows_qt(package):
    (
        archrule("no Qt below floor 5")
        .match(f"{package.__name__}*")
        .should_not_import("PySide6*", "shiboken6*", "ui*")
        .check(package, only_direct_imports=True)
    )


@pytest.mark.parametrize("package", [ui, reports])
def test_nothing_above_the_desk_knows_the_tables(package):
    (
        archrule("no tables above the desk")
        .match(f"{package.__name__}*")
        .exclude("ui.app", "ui.demo")
        .should_not_import("peewee*", "playhouse*", "sqlite3*", "sqlcipher3*", "desk.store*")
        .check(package, only_direct_imports=True)
    )


def test_the_rules_know_no_engine_and_no_files():
    (
        archrule("rules are pure")
        .match("desk.rules*")
        .should_not_import("peewee*", "sqlcipher3*", "nacl*", "openpyxl*", "reportlab*", "os")
        .check(desk, only_direct_imports=True)
    )


def test_a_page_does_not_know_another_page():
    (
        archrule("only the window knows the pages")
        .match("ui.pages.*")
        .should_not_import("ui.pages*", "ui.window", "ui.app")
        .check(ui, only_direct_imports=True)
    )


def test_no_action_calls_another_actions_handler():
    for path in sorted((ROOT / "desk" / "actions").glob("*.py")):
        if path.name == "handlers.py":  # the table of them all
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                others = node.module.startswith("desk.actions.")
                shared = tuple(f"desk.actions.{name}" for name in ("work", "stepping", "bring_in"))
                assert not others or node.module in shared, path


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_plain_sqlite_never_touches_real_data():
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert "import sqlite3" not in text, path
        assert "QtSql" not in text, path
