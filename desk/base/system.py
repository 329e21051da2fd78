"""Files put in place and taken away, though another program holds them for a moment.

On Windows a virus scanner, an indexer or a synchronising program opens each new file for some
tenths of a second, and a file that somebody has open can neither be replaced nor removed. What
would work a moment later is therefore tried again for a moment.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

# ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION of Windows
HELD: Final = frozenset({5, 32, 33})
PATIENCE: Final = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5)  # seconds between tries, two in all

T = TypeVar("T")


def replaced(source: Path, target: Path) -> Path:
    """Give ``source`` the place of ``target``, which may exist; return ``target``.

    Raises:
        OSError: It cannot be done; on Windows, not for two seconds.
    """
    return _patiently(lambda: source.replace(target))


def removed(path: Path, *, missing_ok: bool = False) -> None:
    """Remove the file at ``path``.

    Raises:
        OSError: It cannot be done; on Windows, not for two seconds.
    """
    _patiently(lambda: path.unlink(missing_ok=missing_ok))


def _patiently(job: Callable[[], T]) -> T:
    for pause in PATIENCE:
        try:
            return job()
        except OSError as error:
            if getattr(error, "winerror", None) not in HELD:
                raise
            time.sleep(pause)
    return job()
