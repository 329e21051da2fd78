"""Small JSON files beside a database: each has a described form, and none is believed without it.

A shape is a type (`str`, `int`, `bool`), ``[shape]`` for a list, ``(shape, shape)`` for a list
of that length, ``{str: shape}`` for an object by name, ``{"name": shape, "may-lack?": shape}`` for
one with named parts, or a function that says whether the value will do. Parts that no shape names
are left alone: a newer program may know them.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from desk.base.files import whole_file
from desk.base.system import replaced

LARGEST: Final = 4 << 20  # bytes; no side file of a home comes near it
ASIDE: Final = ".damaged"
OWNERS_ONLY: Final = 0o600


class MisshapenError(Exception):
    """A file is there and is not what it should be; never told as it is."""


def read_side_file(path: Path, shape: Any) -> Any:
    """Return what the file at ``path`` holds, or None when there is none.

    Raises:
        MisshapenError: It cannot be read, is a folder, too large, no JSON, or of another form.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise MisshapenError(path.name)
        found = json.loads(raw.decode("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise MisshapenError(path.name) from error
    if not fits(found, shape):
        raise MisshapenError(path.name)
    return found


def write_side_file(path: Path, content: Any) -> None:
    """Write ``content`` to ``path`` as a whole; a folder in its place is moved aside.

    Raises:
        CannotWrite: The file could not be written (disk full, read-only, in use).
    """
    with whole_file(path) as draft:
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.chmod(OWNERS_ONLY)
        set_aside(path, only_folders=True)


def set_aside(path: Path, *, only_folders: bool = False) -> None:
    """Rename what lies at ``path`` under a name that nobody reads; an earlier one stays too."""
    if not os.path.lexists(path) or (only_folders and not path.is_dir()):
        return
    number = 0
    while os.path.lexists(aside := path.with_name(f"{path.name}{ASIDE}{number or ''}")):
        number += 1
    replaced(path, aside)


def fits(value: Any, shape: Any) -> bool:
    """Say whether ``value`` has the form ``shape``."""
    if isinstance(shape, type):
        return type(value) is shape  # True is no number here
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, tuple):
        is_list = isinstance(value, list) and len(value) == len(shape)
        return is_list and all(map(fits, value, shape))
    if isinstance(shape, dict):
        return isinstance(value, dict) and _fits_named(value, shape)
    will_do: Callable[[Any], bool] = shape
    return will_do(value)


def _fits_named(value: dict[str, Any], shape: dict[Any, Any]) -> bool:
    if str in shape:
        return all(fits(one, shape[str]) for one in value.values())
    for name, part in shape.items():
        known = name.removesuffix("?")
        if known in value:
            if not fits(value[known], part):
                return False
        elif known == name:
            return False
    return True


def is_moment(value: Any) -> bool:
    """Say whether ``value`` is a stored moment from which days can be counted both ways."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return found.tzinfo is None and EARLIEST <= found.year <= LATEST


def is_moment_or_blank(value: Any) -> bool:
    """Say whether ``value`` is a stored moment or ""."""
    return value == "" or is_moment(value)


def is_count(value: Any) -> bool:
    """Say whether ``value`` is a number of things that somebody counted."""
    return type(value) is int and 0 <= value <= MOST


EARLIEST, LATEST, MOST = 1970, 2900, 1_000_000
