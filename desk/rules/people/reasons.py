"""A reason that somebody must give."""

from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark

SHORTEST: Final = 4


class NoReason(Refusal):
    """A reason is missing."""

    text: ClassVar[str] = mark("Say why, in a few words; it stays on record.")


def need_reason(reason: str) -> str:
    """Return ``reason`` without spaces around.

    Raises:
        NoReason: It says nothing.
    """
    text = reason.strip()
    if len(text) < SHORTEST:
        raise NoReason(field="reason")
    return text
