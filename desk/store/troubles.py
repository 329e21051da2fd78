"""What can happen to a database: its named troubles, each a sentence with a way out."""

from typing import ClassVar

from desk.base.errors import Trouble
from desk.base.words import mark


class Damaged(Trouble):
    """The database file is not what its key says it is."""

    needs_backup: ClassVar[bool] = True
    text: ClassVar[str] = mark(
        "The database {name} is damaged or does not belong to this key file. "
        "Nothing was changed. Make a copy of the folder, then restore the latest backup."
    )


class NoDatabase(Trouble):
    """The database file is missing."""

    needs_backup: ClassVar[bool] = True
    text: ClassVar[str] = mark(
        "The database {name} is missing. Nothing was changed. Restore the latest backup."
    )


class DiskTrouble(Trouble):
    """The disk refused: failing, or for a reason that only the system knows."""

    text: ClassVar[str] = mark(
        "The disk could not take it ({reason}). Nothing was changed. "
        "Look at the disk, then try again."
    )


class DiskFull(DiskTrouble):
    """There is no space left."""

    text: ClassVar[str] = mark(
        "The disk is full. Nothing was changed; what was saved is safe. "
        "Free some space, then try again."
    )


class ReadOnly(DiskTrouble):
    """The database, or the folder around it, may not be written by this person of the system."""

    text: ClassVar[str] = mark(
        "The folder of the complaint desk cannot be written to: it is write-protected or belongs "
        "to somebody else. Nothing was changed; what was saved is safe. Have the permission for "
        "{name} set right, then try again."
    )


class PlaceGone(DiskTrouble):
    """The database was there when it was opened, and its place is not there any more."""

    text: ClassVar[str] = mark(
        "The folder of the complaint desk is no longer there: it was moved, deleted or taken out. "
        "The last entry was not saved; what was saved before is in that folder. Put it back in "
        "its place, then sign in again."
    )


class TooMuchAtOnce(DiskTrouble):
    """More than the engine, or the memory of the PC, can hold at once."""

    text: ClassVar[str] = mark(
        "This is more than the PC can hold at once. Nothing was changed. "
        "Close other programs, then try it with less."
    )


class Busy(Trouble):
    """Another program holds the database."""

    text: ClassVar[str] = mark(
        "Another window or program is writing to the database. Nothing was changed. Try again."
    )
