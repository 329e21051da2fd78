"""Reasons that must be given."""

from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark

SHORTEST: Final = 4


class NoReason(Refusal):
    """A reason is missing."""

    text: ClassVar[str] = mark("Say why, in a few words; it stays on record.")


def need_reason(reason: str) -> str:
    """Return ``reason`` stripped; refuse one that is too short.

    Raises:
        NoReason: It is too short.
    """
    text = reason.strip()
    if len(text) < SHORTEST:
        raise NoReason(field="reason")
    return text
