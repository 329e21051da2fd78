"""Progress of long work; the callback may stop it by raising."""

from collections.abc import Callable
from typing import ClassVar

from desk.base.errors import Refusal
from desk.base.words import mark

Progress = Callable[[int, int], object]  # how much is done, of how much; what it raises stops it


class Cancelled(Refusal):
    """Somebody stopped long work."""

    text: ClassVar[str] = mark("It was cancelled. Nothing was changed and nothing is half done.")


def nobody_asks(_done: int, _of: int) -> None:
    """A progress callback that does nothing."""
