"""Replacing the database by a restored one, safe against kills at any point."""

from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Final

from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.files import sync_folder
from desk.base.shapes import JsonObject
from desk.base.side_files import (
    MisshapenError,
    is_moment,
    read_side_file,
    set_aside,
    write_side_file,
)
from desk.base.system import removed, replaced
from desk.base.words import mark

DATABASE: Final = "desk.db"
RESTORED: Final = "desk.restored.db"
PREVIOUS: Final = "desk.before-restore.db"
NOTE: Final = "restored.json"
SHAPE: Final = {
    "at": is_moment,
    "from": str,
    "by": str,
    "lost": [str],
    "swapped": bool,
    "undone?": bool,
}
PARTS: Final = ("", "-wal", "-shm", "-journal")


class NotRestored(Refusal):
    """There is nothing to confirm or to take back."""

    text: ClassVar[str] = mark("This home was not restored, so there is nothing to confirm.")


class NotConfirmed(Refusal):
    """A restored home that nobody has confirmed."""

    text: ClassVar[str] = mark(
        "This home was restored before and nobody has confirmed it. "
        "Confirm with “restore --confirm”, or take it back with “restore --undo”."
    )


def _remove(folder: Path, name: str) -> None:
    """Delete a database and its log; the database last, as it marks that both exist."""
    for part in (*PARTS[1:], PARTS[0]):
        path = folder / (name + part)
        set_aside(path, only_folders=True)
        removed(path, missing_ok=True)


def _move(folder: Path, old: str, new: str) -> None:
    """Rename a database with its log; the log first, so that it never joins another database."""
    for part in (*PARTS[1:], PARTS[0]):
        path = folder / (old + part)
        if path.exists():
            replaced(path, folder / (new + part))
    sync_folder(folder)


def clear(folder: Path) -> Path:
    """Return the path for building a restored database, emptied."""
    _remove(folder, RESTORED)
    return folder / RESTORED


def swap(folder: Path, note: JsonObject) -> None:
    """Replace the database by the restored one; the old one is kept beside it.

    Upon a restore that nobody has confirmed, the state before that one is kept.
    If killed at any point, `settle` finishes it.
    """
    if read_note(folder) is None:
        _remove(folder, PREVIOUS)
    _write_note(folder, {**note, "swapped": False})
    settle(folder)


def _write_note(folder: Path, note: JsonObject) -> None:
    write_side_file(folder / NOTE, note)


def is_begun(folder: Path) -> bool:
    """Say whether a swap or its undoing was interrupted."""
    note = read_note(folder)
    return note is not None and (not note["swapped"] or note.get("undone", False))


def settle(folder: Path) -> None:
    """Finish an interrupted swap or its undoing; the caller holds the home exclusively."""
    note = read_note(folder)
    if note is not None and note.get("undone"):
        _undo(folder)
    elif note is not None and not note["swapped"]:
        if (folder / RESTORED).exists():
            if not (folder / PREVIOUS).exists():  # a log without its database goes too
                _move(folder, DATABASE, PREVIOUS)
            elif (folder / DATABASE).exists():
                _remove(folder, DATABASE)
            _move(folder, RESTORED, DATABASE)
        _write_note(folder, {**note, "swapped": True})


def read_note(folder: Path) -> JsonObject | None:
    """Return the note about an unconfirmed restore, or None.

    Of a damaged one the databases tell what it said: the earlier one is kept until
    somebody confirms, the restored one has its own name until both changed places. Without
    either there is nothing to confirm, and the note counts for nothing. One that was deleted
    unfreezes nothing as long as the earlier database lies there.
    """
    try:
        found: JsonObject | None = read_side_file(folder / NOTE, SHAPE)
    except MisshapenError:
        return _note_again(folder)
    if found is None and (folder / PREVIOUS).is_file():
        again = _note_again(folder)
        return again and {**again, "swapped": True}
    return found


def is_note_damaged(folder: Path) -> bool:
    """Say whether there is a note that nobody can read."""
    try:
        read_side_file(folder / NOTE, SHAPE)
    except MisshapenError:
        return True
    return False


def _note_again(folder: Path) -> JsonObject | None:
    made: dict[str, Any] = {"from": "", "by": "", "lost": []}
    for name in (PREVIOUS, RESTORED):
        path = folder / name
        if path.is_file():
            at = stamp(datetime.fromtimestamp(path.stat().st_mtime))  # noqa: DTZ006 - local, as all
            return {**made, "at": at, "swapped": not (folder / RESTORED).is_file()}
    return None


def _drop_note(folder: Path) -> None:
    """Delete the note; a folder in its place goes aside."""
    set_aside(folder / NOTE, only_folders=True)
    removed(folder / NOTE, missing_ok=True)
    sync_folder(folder)


def frozen_since(folder: Path) -> str:
    """Return when the home was restored, until that is confirmed; else ""."""
    note = read_note(folder)
    return str(note["at"]) if note else ""


def set_previous_aside(folder: Path, name: str) -> None:
    """Rename the replaced database, which cannot be read, to ``name``, unless it is gone."""
    if (folder / PREVIOUS).exists():
        (folder / name).parent.mkdir(exist_ok=True)
        _move(folder, PREVIOUS, name)


def confirm(folder: Path) -> None:
    """Confirm a restore: the home is writable again, and its previous state is deleted.

    Raises:
        NotRestored: There is no restore to confirm.
    """
    if read_note(folder) is None:
        raise NotRestored
    _remove(folder, PREVIOUS)
    _drop_note(folder)


def undo(folder: Path) -> None:
    """Undo a restore.

    Raises:
        NotRestored: There is no restore to undo, or no earlier state.
    """
    note = read_note(folder)
    if note is None or not (folder / PREVIOUS).exists():
        raise NotRestored
    _write_note(folder, {**note, "undone": True})
    settle(folder)


def _undo(folder: Path) -> None:
    """Continue undoing: while the restored database exists, nothing was moved yet."""
    if (folder / PREVIOUS).exists():
        if (folder / DATABASE).exists():
            _remove(folder, DATABASE)
        _move(folder, PREVIOUS, DATABASE)
    _drop_note(folder)
