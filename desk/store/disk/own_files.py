"""The files of a home belong to whoever works with it: no other person of the system reads them."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600


def keep_private(folder: Path) -> None:
    """Take every right to ``folder`` and what lies in it from others; on Windows they have none.

    What belongs to somebody else stays as it is. Folders below are closed, not gone through: who
    cannot enter reads nothing there.
    """
    if os.name == "nt":
        return
    for path in (folder, *(folder.iterdir() if folder.is_dir() else ())):
        with suppress(OSError):
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                continue
            wanted = FOLDER_MODE if stat.S_ISDIR(mode) else FILE_MODE
            if stat.S_IMODE(mode) & ~wanted:
                path.chmod(wanted)
