"""The small files of a home beside its database: which there are, and what makes them good again.

None of them holds anything that is not elsewhere too: a damaged one is named by the doctor, and
made anew from the record or left out.
"""

from pathlib import Path
from typing import Any, Final

from desk.base.side_files import MisshapenError, read_side_file, set_aside, write_side_file
from desk.home import window_place
from desk.reads.verify import Finding
from desk.store.db import Store
from desk.store.disk import restoring
from desk.store.keys import attempts, key_file_transaction, vault
from desk.store.record import erased
from desk.store.record.erased import erased_in, keep_erased, read_erased

SIDE: Final = "side"
SHAPES: Final[dict[str, Any]] = {
    attempts.FILE: attempts.SHAPE,
    erased.FILE: erased.SHAPE,
    restoring.NOTE: restoring.SHAPE,
    key_file_transaction.WAITING: vault.SHAPE,
    window_place.WINDOW: window_place.SHAPE,
}


def side_findings(folder: Path, store: Store | None = None) -> list[Finding]:
    """Return which small files of the home in ``folder`` nobody can read.

    With its ``store``, the list of erased cases is held against the record too: what it lacks
    would come back with the next restore.
    """
    names = _damaged(folder)
    if store is not None and not erased_in(store).items() <= read_erased(folder).items():
        names.append(erased.FILE)
    return [Finding(SIDE, name) for name in dict.fromkeys(names)]


def mend_side_files(folder: Path, store: Store) -> None:
    """Put damaged ones aside and write anew what the record or the databases know of them.

    Raises:
        CannotWrite, SystemTrouble: The folder cannot be written to.
    """
    for name in _damaged(folder):
        again = restoring.read_note(folder) if name == restoring.NOTE else None
        set_aside(folder / name)
        if again is not None:
            write_side_file(folder / name, again)
    keep_erased(folder, erased_in(store))


def _damaged(folder: Path) -> list[str]:
    found = []
    for name, shape in SHAPES.items():
        try:
            read_side_file(folder / name, shape)
        except MisshapenError:
            found.append(name)
    return found
