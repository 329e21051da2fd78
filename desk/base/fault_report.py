"""What is written down about a fault: where it happened, and nothing that people typed.

The words of an exception may hold a name or a complaint; its kind and the lines of the program
that it passed do not.
"""

import hashlib
import platform
import traceback
from pathlib import Path

from desk.base.state_folder import state_folder


def details_of(fault: BaseException, version: str) -> str:
    """Return kind and place of ``fault`` and of what led to it, without their words."""
    told = [f"complaint-desk {version}, Python {platform.python_version()}, {platform.system()}"]
    seen: set[int] = set()
    found: BaseException | None = fault
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        told.append(type(found).__name__)
        told += [
            f"  {_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(found.__traceback__)
        ]
        found = found.__cause__ or found.__context__
    return "\n".join(told) + "\n"


def _place(filename: str) -> str:
    """Return the last parts of a path: those before them may name a person of the system."""
    return "/".join(Path(filename).parts[-3:])


def keep_details(details: str) -> Path | None:
    """Write ``details`` to a file of the person's own; None where that is impossible.

    The same fault again is the same file.
    """
    name = f"fault-{hashlib.sha256(details.encode()).hexdigest()[:8]}.txt"
    path = state_folder() / "faults" / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(details, encoding="utf-8")
    except OSError:
        return None
    return path
