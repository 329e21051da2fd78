"""The house: which rooms there are and who may import whom (ARCHITECTURE.md)."""

import ast
import warnings
from collections import defaultdict
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONG = 600  # lines; a file that is one thing may be longer, but somebody should have looked at it
MOST_ROOMS = 18
MOST_PAIRS = 100

# From the ground up. A room imports rooms of lower floors only; rooms of one floor, each other not.
HOUSE = (
    ("desk", "desk.base"),
    ("desk.rules",),
    ("desk.store",),
    ("desk.actions", "desk.reads"),
    ("desk.office",),
    ("desk.ledgers", "desk.exchange", "desk.attachments"),
    ("desk.home",),
    ("desk.reader", "desk.training", "reports"),
    ("desk.cli",),
    ("ui",),
)
INSIDE = {
    "desk.rules": (
        ("record", "settings", "suggestions"),
        ("case", "memory"),
        ("people", "time", "forms", "reports", "conditions"),
        ("registers",),
        ("query", "setting_values", "steps"),
        ("oversight",),
        ("searching",),
        ("looking_up",),
    ),
    "desk.store": (
        ("troubles",),
        ("file_driver",),
        ("db",),
        ("tables", "search"),
        ("alike", "case_ids", "counters", "customers", "exchange_rows", "few_cases", "kept_rules"),
        ("attachment_rows", "register_items"),
        ("schema", "search_proof"),
        ("keys",),
        ("disk",),
        ("record",),
        (
            "engines",
            "known_devices",
            "ledger_case",
            "packet_register",
            "prescribed_templates",
            "proposals",
            "reply_texts",
        ),
        ("open_database",),
    ),
    "ui": (
        ("base",),
        ("models",),
        ("widgets",),
        ("dialogs",),
        ("pages",),
        ("session", "window"),
        ("app",),
        ("__main__",),
    ),
}


def sources():
    for folder in ("desk", "ui", "reports"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports():
    """Return the modules that each module of the house imports, and all names it imports."""
    modules = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in sources()}
    return {name: list(_imported(tree, modules)) for name, tree in modules.items()}


def _imported(tree, modules):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules else node.module


def room_of(module):
    """Return a folder or single file directly under ``desk``; ``ui`` and ``reports`` are one."""
    return ".".join(module.split(".")[:2]) if module.startswith("desk.") else module.split(".")[0]


def pairs(room, inside=""):
    """Return the pairs of rooms with an import, and an example of each."""
    found = {}
    for module, others in imports().items():
        for other in others:
            if module.startswith(inside) and other.startswith(inside) and other in imports():
                pair = room(module), room(other)
                if pair[0] != pair[1] and all(pair):
                    found.setdefault(pair, f"{module} imports {other}")
    return found


def upwards(found, floors):
    height = {room: floor for floor, rooms in enumerate(floors) for room in rooms}
    return [example for (above, below), example in found.items() if height[below] >= height[above]]


def circle(found):
    graph = defaultdict(set)
    for above, below in found:
        graph[above].add(below)
    return list(TopologicalSorter(graph).static_order())  # raises at a circle


def test_a_room_rests_only_on_those_below(record_property):
    found = pairs(room_of)
    rooms = {room_of(module) for module in imports()}
    assert rooms == {room for floor in HOUSE for room in floor}
    record_property("the house", f"{len(rooms)} rooms, {len(found)} pairs with an import")
    assert not upwards(found, HOUSE)
    assert len(rooms) <= MOST_ROOMS
    assert len(found) <= MOST_PAIRS


@pytest.mark.parametrize("room", INSIDE)
def test_inside_a_room_imports_go_down_too(room):
    def part_of(module):
        return module.removeprefix(f"{room}.").split(".")[0] if module != room else ""

    assert not upwards(pairs(part_of, f"{room}."), INSIDE[room])


def test_no_two_files_import_each_other():
    assert circle(pairs(lambda module: module))


@pytest.mark.parametrize(
    ("rooms", "strangers"),
    [
        ("desk reports", "PySide6 shiboken6"),  # no Qt below the window
        ("ui reports", "peewee playhouse sqlite3 sqlcipher3 desk.store"),  # no tables above
        ("desk.rules", "peewee sqlcipher3 nacl openpyxl reportlab os"),  # rules are pure
        ("desk ui reports", "sqlite3 PySide6.QtSql"),  # real data is never read without its key
    ],
)
def test_a_room_does_not_know(rooms, strangers):
    known = [
        f"{module} imports {other}"
        for module, others in imports().items()
        for other in others
        if module.startswith(tuple(rooms.split()))
        and any(f"{other}.".startswith(f"{stranger}.") for stranger in strangers.split())
    ]
    assert not known


def test_a_page_does_not_know_another_page():
    assert not pairs(lambda module: module, "ui.pages.")


def test_no_action_calls_another_actions_handler():
    names = ("case_at_hand", "work", "stepping", "fold_received", "propose", "keep_draft")
    shared = {f"desk.actions.{name}" for name in names}
    found = pairs(lambda module: module, "desk.actions.")
    known = {
        other
        for module, other in found
        if module != "desk.actions.handlers"  # the table of them all
    }
    assert known <= shared


def test_a_long_file_is_seen():
    for path in sources():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONG:
            warnings.warn(f"{path}: {lines} lines", stacklevel=1)
