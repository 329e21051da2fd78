"""Resources to close at the end of a command; imports nothing of the desk."""

from typing import Protocol


class Closing(Protocol):
    """Anything with a ``close`` method."""

    def close(self) -> None:
        """Close it."""


_open: list[Closing] = []


def keep(thing: Closing) -> None:
    """Register ``thing`` to be closed at the end of the command."""
    _open.append(thing)


def sign_out() -> None:
    """Close all registered resources and release the home."""
    while _open:
        _open.pop().close()
