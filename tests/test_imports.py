"""Every module can be imported by the Python that runs the tests."""

import ast
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]


def modules():
    for folder in ("desk", "ui", "reports", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name.removesuffix(".__init__")


def test_every_module_can_be_imported():
    for name in modules():
        assert import_module(name)


def test_the_product_needs_none_of_the_developers_tools():
    """`tools` is not in the package, and Babel is not installed with it."""
    for folder in ("desk", "ui", "reports"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not {name.partition(".")[0] for name in names} & {"tools", "babel"}, path
