"""Atomic writes of several files: all of them are written, or none."""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from desk.base.files import CannotWrite, sync_folder
from desk.base.system import removed, replaced
from desk.base.system_trouble import reason_of

PART = ".part"
OLD = ".old"


class Drafts:
    """Temporary files that will replace several targets together.

    Attributes:
        drafts: Temporary paths, in the order of the targets.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Choose the temporary paths beside ``paths``; nothing is written yet."""
        self._paths = list(paths)
        self.drafts = [path.with_name(path.name + PART) for path in paths]
        self._aside: dict[Path, Path] = {}
        self._placed: list[Path] = []
        self._is_secured = False

    def secure(self) -> None:
        """Flush the temporary files and move existing targets aside, so that renaming cannot fail.

        Record that the files are written only after this.

        Raises:
            OSError: Writing failed, or another program holds an existing file open.
        """
        for draft in self.drafts:
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
        for path in self._paths:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
            if path.exists():
                self._aside[path] = replaced(path, path.with_name(path.name + OLD))
        self._is_secured = True

    def settle(self) -> None:
        """Move the drafts to their places."""
        if not self._is_secured:
            self.secure()
        for draft, path in zip(self.drafts, self._paths, strict=True):
            replaced(draft, path)
            self._placed.append(path)
        for folder in {path.parent for path in self._paths}:
            sync_folder(folder)
        for old in self._aside.values():
            with suppress(OSError):
                removed(old)

    def undo(self) -> None:
        """Restore the original files."""
        for path in (*self.drafts, *self._placed):
            with suppress(OSError):
                removed(path, missing_ok=True)
        for path, old in self._aside.items():
            with suppress(OSError):
                replaced(old, path)


@contextmanager
def several_files(paths: Sequence[Path]) -> Iterator[Drafts]:
    """Provide temporary paths; on success all of them replace ``paths``, on failure none.

    Raises:
        CannotWrite: A file could not be written (no such folder, disk full, read-only, in use).
    """
    files = Drafts(paths)
    try:
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        yield files
        files.settle()
    except OSError as error:
        files.undo()
        raise CannotWrite(name=_named(error, paths), reason=reason_of(error)) from error
    except BaseException:
        files.undo()
        raise


def _named(error: OSError, paths: Sequence[Path]) -> str:
    """Return the name of the file that ``error`` is about, else of the first."""
    about = str(error.filename or "").removesuffix(PART)
    return next((path.name for path in paths if str(path) == about), paths[0].name)
