"""Every threat names the test that shows its control, and every test that is named exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECURITY, TORTURE = ROOT / "docs" / "security.md", ROOT / "docs" / "torture.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?")
ROWS = {
    found[1]: found[0]
    for found in re.finditer(
        r"^\| (T\d+) \|.*$", SECURITY.read_text(encoding="utf-8"), re.MULTILINE
    )
}


@cache
def names_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_a_line():
    assert list(ROWS) == [f"T{number}" for number in range(1, 31)]


@pytest.mark.parametrize("threat", ROWS)
def test_a_threat_names_a_test_or_says_that_it_is_not_covered(threat):
    named = [name for _, name in NAMED.findall(ROWS[threat]) if name]
    assert named or "not covered" in ROWS[threat]


@pytest.mark.parametrize("page", [SECURITY, TORTURE], ids=lambda page: page.name)
def test_every_test_that_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    missing = [
        f"{path}::{name}"
        for path, name in NAMED.findall(text)
        if not (ROOT / path).is_file() or (name and name not in names_in(path))
    ]
    assert missing == []
