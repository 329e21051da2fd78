"""The list of erased cases, beside the database: applied again after every restore.

It holds no more than their UUIDs and how they were erased, so it may outlive them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from desk.base.files import whole_file

FILE: Final = "erased.json"


def read_erased(folder: Path) -> dict[str, str]:
    """Return the way ("erased", "anonymised") by UUID; none when the file cannot be read."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {str(uuid): str(way) for uuid, way in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def keep_erased(folder: Path, more: Mapping[str, str]) -> None:
    """Add to the list.

    Raises:
        CannotWrite: The disk says no.
    """
    with whole_file(folder / FILE) as draft:
        draft.write_text(json.dumps({**read_erased(folder), **more}), encoding="utf-8")
