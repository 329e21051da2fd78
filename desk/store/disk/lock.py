"""Shared and exclusive locks on a home folder.

The lock is the system's: it ends with the process, however that ends. It belongs to the open
file, so two `Lock` objects are two holders, in one process as in two.
"""

import os
import sys
from enum import Enum
from pathlib import Path
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.side_files import set_aside
from desk.base.words import mark
from desk.store.troubles import PlaceGone, ReadOnly

HOME_LOCK: Final = "home.lock"


class InUse(Refusal):
    """Another program has it."""

    text: ClassVar[str] = mark(
        "Another window or program has this complaint desk open. Close it, then try again."
    )


class Hold(Enum):
    """How a file is locked."""

    SHARED = False
    ALONE = True


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    FAIL_IMMEDIATELY: Final = 1
    EXCLUSIVE_LOCK: Final = 2
    FAR_BEYOND: Final = 0x4000_0000  # high half of the place: a locked byte cannot be read

    class Overlapped(ctypes.Structure):
        """The system's OVERLAPPED: the place of the one byte that is locked."""

        _fields_: ClassVar = [
            ("internal", ctypes.c_size_t),
            ("internal_high", ctypes.c_size_t),
            ("offset", wintypes.DWORD),
            ("offset_high", wintypes.DWORD),
            ("event", wintypes.HANDLE),
        ]

    _kernel = ctypes.WinDLL("kernel32")
    _length = [wintypes.DWORD, wintypes.DWORD]
    _place = ctypes.POINTER(Overlapped)
    _kernel.LockFileEx.argtypes = [
        wintypes.HANDLE,
        wintypes.DWORD,
        wintypes.DWORD,
        *_length,
        _place,
    ]
    _kernel.UnlockFileEx.argtypes = [wintypes.HANDLE, wintypes.DWORD, *_length, _place]

    def _lock(file: int, hold: Hold, *, waits: bool) -> bool:
        """Lock a file that this handle has not locked; say whether it is."""
        flags = EXCLUSIVE_LOCK * hold.value | FAIL_IMMEDIATELY * (not waits)
        place = Overlapped(offset_high=FAR_BEYOND)
        handle = msvcrt.get_osfhandle(file)
        return bool(_kernel.LockFileEx(handle, flags, 0, 1, 0, ctypes.byref(place)))

    def _unlock(file: int) -> None:
        place = Overlapped(offset_high=FAR_BEYOND)
        _kernel.UnlockFileEx(msvcrt.get_osfhandle(file), 0, 1, 0, ctypes.byref(place))

    def _close(file: int) -> None:
        """Unlock and close it; closing alone unlocks when the system finds time for it."""
        _unlock(file)
        os.close(file)

else:
    import fcntl

    def _lock(file: int, hold: Hold, *, waits: bool) -> bool:
        """Lock a file that this handle has not locked; say whether it is."""
        wish = fcntl.LOCK_EX if hold is Hold.ALONE else fcntl.LOCK_SH
        try:
            fcntl.flock(file, wish if waits else wish | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)

    _close = os.close


def _opened_to_read(path: Path) -> int:
    """Open a lock that is there, in a folder that cannot be written to: it locks as well."""
    try:
        return os.open(path, os.O_RDONLY)
    except OSError as error:
        raise ReadOnly(name=str(path.parent)) from error


class Lock:
    """A lock on a file in a home's folder."""

    def __init__(self, folder: Path, name: str = HOME_LOCK) -> None:
        """Open the file; nothing is locked yet.

        Raises:
            ReadOnly, PlaceGone: There is none, and none can be made.
        """
        self._file = -1
        self._held: Hold | None = None
        path = folder / name
        try:
            set_aside(path, only_folders=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            if not folder.is_dir():
                raise PlaceGone from error
            self._file = _opened_to_read(path)

    def share(self) -> None:
        """Hold it together with others; who was alone with it is not refused.

        Raises:
            InUse: Somebody else is alone with it.
        """
        self._take(Hold.SHARED)

    def alone(self) -> None:
        """Turn it into an exclusive lock; when refused, the shared lock stays.

        Raises:
            InUse: Other processes hold it.
        """
        self._take(Hold.ALONE)

    def _take(self, wish: Hold) -> None:
        """Change how it is held. No system does that in one step: another may come in between.

        Sharing again waits until that one is ready, for no work goes on without the lock.
        """
        before = self._held
        if wish is before:
            return
        if before is not None:
            _unlock(self._file)
        if _lock(self._file, wish, waits=before is Hold.ALONE):
            self._held = wish
            return
        if before is not None:
            _lock(self._file, before, waits=True)
        raise InUse

    def close(self) -> None:
        """Release the lock."""
        if self._file >= 0:
            _close(self._file)
            self._file = -1

    def __del__(self) -> None:
        """Release the lock when the last reference goes."""
        self.close()
