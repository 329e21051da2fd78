"""What a command has opened and the program closes at its end; it loads nothing of the desk."""

from typing import Protocol


class Closing(Protocol):
    """Something that is closed."""

    def close(self) -> None:
        """Close it."""


_open: list[Closing] = []


def keep(thing: Closing) -> None:
    """Remember ``thing``, to be closed when the command is over."""
    _open.append(thing)


def sign_out() -> None:
    """Close what the command has opened, and let the home go."""
    while _open:
        _open.pop().close()
