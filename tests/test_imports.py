"""Every module can be imported by the Python that runs the tests."""

from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]


def modules():
    for folder in ("desk", "ui", "reports"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name.removesuffix(".__init__")


def test_every_module_can_be_imported():
    for name in modules():
        assert import_module(name)
