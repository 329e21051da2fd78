"""Where this user's programs keep what is neither a document nor a setting."""

import os
import sys
from pathlib import Path
from typing import Final

STATE: Final = "COMPLAINT_DESK_STATE"  # the variable that names another folder
NAME: Final = "complaint-desk"


def state_folder() -> Path:
    """Return the folder; it need not exist.

    Asked at each start: ``platformdirs``, which knows it too, costs 15 ms to import.
    """
    named = os.environ.get(STATE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / NAME
    told = os.environ.get("XDG_STATE_HOME")
    return (Path(told) if told else Path.home() / ".local" / "state") / NAME
