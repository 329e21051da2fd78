"""The list of erased cases, kept beside the database and applied again after every restore.

It holds only their UUIDs and how they were erased, so it may outlive them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from desk.base.side_files import MisshapenError, read_side_file, write_side_file
from desk.rules.steps.kinds import SHREDDING
from desk.store.db import Store
from desk.store.record import journal
from desk.store.tables import ActRow

FILE: Final = "erased.json"
SHAPE: Final = {str: str}
WAY: Final = "erased_way"  # the fact that says how


def read_erased(folder: Path) -> dict[str, str]:
    """Return the way ("erased", "anonymised") by UUID; empty when the file cannot be read."""
    try:
        found: dict[str, str] | None = read_side_file(folder / FILE, SHAPE)
    except MisshapenError:
        return {}
    return found or {}


def erased_in(store: Store) -> dict[str, str]:
    """Return the way by UUID of all cases erased according to the journal."""
    erasing = ActRow.select(ActRow.subject).where(ActRow.kind.in_(SHREDDING)).distinct()
    subjects = [subject for (subject,) in store.rows(erasing)]
    told = {subject: journal.folded(store, subject).facts.get(WAY) for subject in subjects}
    return {subject: str(way) for subject, way in told.items() if way}


def keep_erased(folder: Path, more: Mapping[str, str]) -> None:
    """Add to the list.

    Raises:
        CannotWrite: The file could not be written (disk full, read-only, in use).
    """
    known = read_erased(folder)
    if not more.items() <= known.items():
        write_side_file(folder / FILE, {**known, **more})
