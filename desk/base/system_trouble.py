"""What the system says of a file, in a sentence: no error of it reaches a person as it is."""

import errno
from pathlib import Path
from typing import ClassVar, Final

from desk.base.errors import Trouble
from desk.base.words import mark, say

REASONS: Final = {
    errno.ENOSPC: mark("the disk is full"),
    errno.EDQUOT: mark("the disk is full"),
    errno.EROFS: mark("write-protected"),
    errno.EACCES: mark("not allowed for this person of the system"),
    errno.EPERM: mark("not allowed for this person of the system"),
    errno.ENOENT: mark("not there"),
    errno.ENOTDIR: mark("a file is where a folder should be"),
    errno.EISDIR: mark("a folder is where a file should be"),
    errno.EEXIST: mark("a file is where a folder should be"),
    errno.ENAMETOOLONG: mark("the name is too long"),
    errno.EIO: mark("the disk or stick is failing or was taken out"),
    errno.ENODEV: mark("the disk or stick is failing or was taken out"),
    errno.ENXIO: mark("the disk or stick is failing or was taken out"),
    errno.EMFILE: mark("too many files are open"),
}
# What Windows says beside errno 13: another program, often a virus scanner, has the file open.
HELD: Final = frozenset({32, 33})


class SystemTrouble(Trouble):
    """The system refused something with a file or folder."""

    text: ClassVar[str] = mark(
        "“{name}” could not be read or written: {reason}. What was saved before is saved; "
        "this was not carried out. Set that right, or name another place, then try again."
    )


class NoMemory(Trouble):
    """The memory of the PC did not suffice."""

    text: ClassVar[str] = mark(
        "The memory of this PC did not suffice. What was saved before is saved; this was not "
        "carried out. Close other programs, or ask for less at once, then try again."
    )


def reason_of(error: OSError) -> str:
    """Return the reason that the system gave, in the office's language where it is a known one."""
    is_held = getattr(error, "winerror", None) in HELD
    known = mark("another program has it open") if is_held else REASONS.get(error.errno or 0)
    return say(known) if known else error.strerror or type(error).__name__


def of_the_system(error: BaseException) -> Trouble | None:
    """Return the refusal for what the system did: files, memory; None for a bug."""
    if isinstance(error, MemoryError):
        return NoMemory()
    if isinstance(error, OSError) and error.errno is not None:
        named = error.filename if isinstance(error.filename, str) else ""
        return SystemTrouble(name=Path(named).name or "?", reason=reason_of(error))
    return None
