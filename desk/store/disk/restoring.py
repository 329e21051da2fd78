"""Putting a restored database in the place of the old one: never over it, never with its log."""

import json
from pathlib import Path
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.files import sync_folder, whole_file
from desk.base.words import mark

DATABASE: Final = "desk.db"
RESTORED: Final = "desk.restored.db"
PREVIOUS: Final = "desk.before-restore.db"
NOTE: Final = "restored.json"
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
    """Delete a database and its log; the database last, so that it stands while any of it does."""
    for part in (*PARTS[1:], PARTS[0]):
        (folder / (name + part)).unlink(missing_ok=True)


def _move(folder: Path, old: str, new: str) -> None:
    """Rename a database with its log; the log first, so that it never meets another database."""
    for part in (*PARTS[1:], PARTS[0]):
        path = folder / (old + part)
        if path.exists():
            path.replace(folder / (new + part))
    sync_folder(folder)


def clear(folder: Path) -> Path:
    """Return where a restored database is built, empty."""
    _remove(folder, RESTORED)
    return folder / RESTORED


def swap(folder: Path, note: dict[str, Any]) -> None:
    """Put the restored database in place; the old one stays beside it.

    Killed anywhere, `settle` finishes it.
    """
    _remove(folder, PREVIOUS)
    _write_note(folder, {**note, "swapped": False})
    settle(folder)


def _write_note(folder: Path, note: dict[str, Any]) -> None:
    with whole_file(folder / NOTE) as draft:
        draft.write_text(json.dumps(note), encoding="utf-8")


def is_begun(folder: Path) -> bool:
    """Say whether a swap, or the taking back of one, was begun and not finished."""
    note = read_note(folder)
    return note is not None and (not note["swapped"] or note.get("undone", False))


def settle(folder: Path) -> None:
    """Finish a swap, or the taking back of one, that was begun; the caller is alone."""
    note = read_note(folder)
    if note is not None and note.get("undone"):
        _undo(folder)
    elif note is not None and not note["swapped"]:
        if (folder / RESTORED).exists():
            if not (folder / PREVIOUS).exists():  # a log without its database goes too
                _move(folder, DATABASE, PREVIOUS)
            _move(folder, RESTORED, DATABASE)
        _write_note(folder, {**note, "swapped": True})


def read_note(folder: Path) -> dict[str, Any] | None:
    """Return what is known of the restoring that nobody has confirmed, or None."""
    path = folder / NOTE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def frozen_since(folder: Path) -> str:
    """Return when the home was restored, while nobody has confirmed it; else ""."""
    note = read_note(folder)
    return str(note["at"]) if note else ""


def confirm(folder: Path) -> None:
    """Let the restored home be written to; what it was before goes.

    Raises:
        NotRestored: It was not restored.
    """
    if read_note(folder) is None:
        raise NotRestored
    _remove(folder, PREVIOUS)
    (folder / NOTE).unlink()
    sync_folder(folder)


def undo(folder: Path) -> None:
    """Put back what the home was before.

    Raises:
        NotRestored: It was not restored, or there was nothing before.
    """
    note = read_note(folder)
    if note is None or not (folder / PREVIOUS).exists():
        raise NotRestored
    _write_note(folder, {**note, "undone": True})
    settle(folder)


def _undo(folder: Path) -> None:
    """Go on with taking back: while the restored database is there, nothing was moved yet."""
    if (folder / PREVIOUS).exists():
        if (folder / DATABASE).exists():
            _remove(folder, DATABASE)
        _move(folder, PREVIOUS, DATABASE)
    (folder / NOTE).unlink()
    sync_folder(folder)
