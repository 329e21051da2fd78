"""The one reader of what ships with the program: rules, code lists, calendars, texts."""

import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from desk.base.shapes import JsonObject

ROOT: Final = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[2])) / "resources"


def read_text(*parts: str) -> str:
    """Return the text of ``resources/<parts>`` (UTF-8)."""
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


@cache
def read_toml(*parts: str) -> JsonObject:
    """Return ``resources/<parts>``, parsed once per process; do not change the result."""
    return tomllib.loads(read_text(*parts))


def names(folder: str, suffix: str) -> list[str]:
    """Return the file names in ``resources/<folder>`` that end with ``suffix``, sorted."""
    return sorted(path.name for path in (ROOT / folder).iterdir() if path.name.endswith(suffix))
