"""Who has a home open: many share it, and who must be alone with it is told when she is not.

The lock is the system's: it ends with the process, however that ends.
"""

import os
import sys
from pathlib import Path
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark

HOME_LOCK: Final = "home.lock"
PLACES: Final = 64  # how many programs may share a home on Windows


class InUse(Refusal):
    """Another program has it."""

    text: ClassVar[str] = mark(
        "Another window or program has this complaint desk open. Close it, then try again."
    )


class Lock:
    """A lock on a file in a home's folder."""

    def __init__(self, folder: Path, name: str = HOME_LOCK) -> None:
        """Open the file; nothing is locked yet."""
        self._file = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        self._held: list[int] = []

    def share(self) -> None:
        """Hold it together with others.

        Raises:
            InUse: Somebody is alone with it.
        """
        self._take(is_alone=False)

    def alone(self) -> None:
        """Hold it without others; when refused, it is held as before.

        Raises:
            InUse: Others hold it.
        """
        self._take(is_alone=True)

    def close(self) -> None:
        """Let it go."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __del__(self) -> None:
        """Let it go with the last who knows it."""
        self.close()

    if sys.platform == "win32":

        def _take(self, *, is_alone: bool) -> None:
            """Lock one free place, or all that are not ours."""
            import msvcrt  # noqa: PLC0415 - there is none elsewhere

            got: list[int] = []
            for place in range(PLACES):
                if place in self._held:
                    continue
                os.lseek(self._file, place, os.SEEK_SET)
                try:
                    msvcrt.locking(self._file, msvcrt.LK_NBLCK, 1)
                except OSError:
                    if is_alone:
                        self._give_back(got)
                        raise InUse from None
                    continue
                got.append(place)
                if not is_alone:
                    break
            if not got:
                raise InUse
            if is_alone:
                self._held += got
            else:
                self._give_back(self._held)
                self._held = got

        def _give_back(self, places: list[int]) -> None:
            import msvcrt  # noqa: PLC0415

            for place in places:
                os.lseek(self._file, place, os.SEEK_SET)
                msvcrt.locking(self._file, msvcrt.LK_UNLCK, 1)

    else:

        def _take(self, *, is_alone: bool) -> None:
            import fcntl  # noqa: PLC0415 - there is none on Windows

            wish = fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH
            try:
                fcntl.flock(self._file, wish | fcntl.LOCK_NB)
            except OSError:
                if is_alone and self._held:  # the change from shared gives up the old one first
                    fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                raise InUse from None
            self._held = [0]
