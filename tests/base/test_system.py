"""Files that another program holds for a moment, as scanners do on Windows."""

import ast
from pathlib import Path

import pytest

from desk.base import system
from desk.base.resources import ROOT
from desk.base.system import removed, replaced

PRODUCT = [
    path for room in ("desk", "reports", "ui") for path in (ROOT.parent / room).rglob("*.py")
]
# A copy that a viewer holds is no reason to keep the person waiting; it goes at the next start.
ELSEWHERE = {"system.py", "viewing.py"}


def held(winerror):
    error = PermissionError(13, "held")
    error.winerror = winerror
    return error


@pytest.fixture
def scanner(monkeypatch):
    """Return a function: the next ``times`` operations on files fail with ``winerror``."""
    monkeypatch.setattr(system, "PATIENCE", (0, 0, 0))

    def holds(times, winerror):
        left = [times]

        def unless_held(really):
            def tried(*args, **more):
                if left[0]:
                    left[0] -= 1
                    raise held(winerror)
                return really(*args, **more)

            return tried

        for name in ("replace", "unlink"):
            monkeypatch.setattr(Path, name, unless_held(getattr(Path, name)))

    return holds


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_file_that_is_held_for_a_moment_is_put_in_place_all_the_same(scanner, tmp_path, winerror):
    new, old = tmp_path / "new", tmp_path / "old"
    new.write_text("new")
    old.write_text("old")
    scanner(3, winerror)
    assert replaced(new, old) == old
    assert old.read_text() == "new"
    assert not new.exists()


def test_a_file_that_is_held_for_a_moment_is_removed_all_the_same(scanner, tmp_path):
    path = tmp_path / "old"
    path.touch()
    scanner(3, 32)
    removed(path)
    assert not path.exists()
    removed(path, missing_ok=True)


@pytest.mark.parametrize(("times", "winerror"), [(4, 32), (1, 112), (1, None)])
def test_what_stays_held_or_has_another_cause_is_told(scanner, tmp_path, times, winerror):
    path = tmp_path / "old"
    path.touch()
    scanner(times, winerror)  # 112: the disk is full
    with pytest.raises(PermissionError):
        removed(path)
    assert path.exists()


def direct(tree):
    """Yield the lines that put a file in place or take it away without patience."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, given = node.func.attr, len(node.args)
        of_os = isinstance(node.func.value, ast.Name) and node.func.value.id == "os"
        if name == "unlink" or (of_os and name in ("remove", "rename", "replace")):
            yield node.lineno
        elif name in ("rename", "replace") and given == 1 and not node.keywords:
            yield node.lineno  # of a path: a text takes two, a moment takes names


def test_no_other_file_of_the_product_does_it_by_itself():
    found = {
        f"{path.name}:{line}"
        for path in PRODUCT
        if path.name not in ELSEWHERE
        for line in direct(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set()
