"""The lock of the single window at a home on this PC, and who is signed in at it."""

from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.files import CannotWrite
from desk.base.side_files import MisshapenError, read_side_file, write_side_file
from desk.base.system import removed
from desk.base.words import mark
from desk.store.disk.lock import InUse, Lock

WINDOW_LOCK: Final = "window.lock"
WINDOW: Final = "window.json"
SHAPE: Final = {"login": str}


class AlreadyOpen(Refusal):
    """A window of this PC has the home open."""

    text: ClassVar[str] = mark(
        "This complaint desk is open in another window of this PC, signed in: {login}. "
        "Use that window, or close it first."
    )


class AlreadyAtSignIn(Refusal):
    """A window of this PC asks at this home who comes."""

    text: ClassVar[str] = mark(
        "This complaint desk is open in another window of this PC; nobody is signed in there. "
        "Use that window, or close it first."
    )


class WindowPlace:
    """Held by the first window at a home; the operating system releases it with the process.

    The command line does not need it: programs share a home, one of them writing at a time.
    """

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            AlreadyOpen: Another window is open, with somebody signed in.
            AlreadyAtSignIn: Another window is open at its sign-in page.
        """
        self._folder = folder
        self._lock = Lock(folder, WINDOW_LOCK)
        try:
            self._lock.alone()
        except InUse:
            self._lock.close()
            login = who_is_there(folder)
            raise (AlreadyOpen(login=login) if login else AlreadyAtSignIn()) from None
        self.say_who("")

    def say_who(self, login: str) -> None:
        """Publish who is signed in here; "" for nobody."""
        with suppress(CannotWrite):
            write_side_file(self._folder / WINDOW, {"login": login})

    def close(self) -> None:
        """Release the lock."""
        with suppress(OSError):
            removed(self._folder / WINDOW, missing_ok=True)
        self._lock.close()


def who_is_there(folder: Path) -> str:
    """Return the login of the person signed in at the window, or ""."""
    try:
        found = read_side_file(folder / WINDOW, SHAPE)
    except MisshapenError:
        return ""
    return found["login"] if found else ""
