"""Folders allowed for a home: on a local fixed disk, not synchronised to a cloud."""

import sys
from pathlib import Path
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import mark

MOUNTS: Final = Path("/proc/self/mounts")
DRIVE_REMOVABLE: Final = 2
DRIVE_REMOTE: Final = 4


class OnAShare(Refusal):
    """The folder is on a network share."""

    text: ClassVar[str] = mark(
        "{folder} is on a network share. There the database can break without notice. "
        "Choose a folder on a disk of this computer; other computers get the data by packet."
    )


class OnAStick(Refusal):
    """The folder is on a drive that can be pulled out."""

    text: ClassVar[str] = mark(
        "{folder} is on a removable drive. If it is pulled out while the desk writes, work is "
        "lost. Choose a folder on a disk of this computer; sticks are for packets and backups."
    )


class InACloudFolder(Refusal):
    """The folder is copied away by a program for cloud storage."""

    text: ClassVar[str] = mark(
        "{folder} lies in a folder that {program} copies to other computers. That breaks the "
        "database and takes personal data out of the office. Choose another folder."
    )


def need_good_place(folder: Path) -> None:
    """Refuse a folder not allowed for a home.

    Raises:
        OnAShare: It is on a network share.
        OnAStick: It is on a removable drive.
        InACloudFolder: A program synchronises it to a cloud.
    """
    place = folder.absolute()
    for part in (*place.parts, *place.resolve().parts):
        for name in read_toml("places.toml")["synced"]:
            if part.casefold().startswith(name.casefold()):
                raise InACloudFolder(folder=folder, program=name)
    kind = _kind_on_windows(place) if sys.platform == "win32" else kind_by_mounts(place, _mounts())
    if kind == "network":
        raise OnAShare(folder=folder)
    if kind == "removable":
        raise OnAStick(folder=folder)


def _mounts() -> str:
    return MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""


def kind_by_mounts(place: Path, mounts: str) -> str:
    """Return "network", "removable" or "" for ``place``, from Linux's mount table."""
    table, best = read_toml("places.toml"), ("", "")
    path = f"{place.resolve().as_posix().rstrip('/')}/"
    for line in mounts.splitlines():
        parts = line.split(" ")
        where = parts[1].replace("\\040", " ").rstrip("/")
        if path.startswith(f"{where}/") and len(where) >= len(best[0]):
            best = (where, parts[2])
    if best[1] in table["network"]:
        return "network"
    is_stick = any(best[0].startswith(f"{top}/") for top in table["removable_folders"])
    return "removable" if is_stick or best[1] in table["removable"] else ""


def _kind_on_windows(place: Path) -> str:
    if sys.platform != "win32":
        return ""
    import ctypes  # noqa: PLC0415 - its windll is there only

    if str(place).startswith("\\\\"):
        return "network"
    drive = ctypes.windll.kernel32.GetDriveTypeW(f"{place.drive}\\")
    return {DRIVE_REMOTE: "network", DRIVE_REMOVABLE: "removable"}.get(drive, "")
