"""Atomic writes: temporary file, fsync, rename, fsync of the folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar

from desk.base.errors import Refusal
from desk.base.system import removed, replaced
from desk.base.system_trouble import reason_of
from desk.base.words import mark


class CannotRead(Refusal):
    """A file cannot be read."""

    text: ClassVar[str] = mark("{name} cannot be read ({reason}).")


class CannotWrite(Refusal):
    """A file could not be written where it was wanted."""

    text: ClassVar[str] = mark(
        "{name} could not be written ({reason}). Nothing was changed. "
        "Close the file if it is open elsewhere, or choose another folder."
    )


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Provide a temporary path; on success it replaces ``path``, on failure it is deleted.

    Raises:
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    draft = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        replaced(draft, path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            removed(draft, missing_ok=True)
        raise CannotWrite(name=path.name, reason=reason_of(error)) from error
    except BaseException:
        with suppress(OSError):
            removed(draft, missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Flush the folder's directory entries to disk (does nothing on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
