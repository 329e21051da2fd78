"""Drafts files that belong together: all of them are written, or none is."""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from desk.base.files import CannotWrite, sync_folder

PART = ".part"
OLD = ".old"


class Drafts:
    """Files on their way to their places.

    Attributes:
        drafts: Where to write, in the order of the files.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Name the drafts beside ``paths``; nothing is written yet."""
        self._paths = list(paths)
        self.drafts = [path.with_name(path.name + PART) for path in paths]
        self._aside: dict[Path, Path] = {}
        self._placed: list[Path] = []
        self._is_secured = False

    def secure(self) -> None:
        """Put the drafts on the disk and what is in place aside: from here on they will fit.

        Whoever records that the files are written does it after this.

        Raises:
            OSError: The disk says no, or a file in place is held by another program.
        """
        for draft in self.drafts:
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
        for path in self._paths:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
            if path.exists():
                self._aside[path] = path.replace(path.with_name(path.name + OLD))
        self._is_secured = True

    def settle(self) -> None:
        """Move the drafts to their places."""
        if not self._is_secured:
            self.secure()
        for draft, path in zip(self.drafts, self._paths, strict=True):
            draft.replace(path)
            self._placed.append(path)
        for folder in {path.parent for path in self._paths}:
            sync_folder(folder)
        for old in self._aside.values():
            with suppress(OSError):
                old.unlink()

    def undo(self) -> None:
        """Leave everything as it was."""
        for path in (*self.drafts, *self._placed):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        for path, old in self._aside.items():
            with suppress(OSError):
                old.replace(path)


@contextmanager
def several_files(paths: Sequence[Path]) -> Iterator[Drafts]:
    """Give drafts beside ``paths`` to write to; at the end all take their places, or none.

    Raises:
        CannotWrite: The folder, the disk or a file in place says no.
    """
    files = Drafts(paths)
    try:
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        yield files
        files.settle()
    except OSError as error:
        files.undo()
        raise CannotWrite(name=_named(error, paths), reason=error.strerror or str(error)) from error
    except BaseException:
        files.undo()
        raise


def _named(error: OSError, paths: Sequence[Path]) -> str:
    """Return the name of the file that ``error`` is about, else of the first."""
    about = str(error.filename or "").removesuffix(PART)
    return next((path.name for path in paths if str(path) == about), paths[0].name)
