"""The printed recovery code: 152 random bits and a check byte in 32 letters, in groups of five."""

import base64
import hashlib
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark

BYTES: Final = 19  # with one check byte exactly 32 letters: every wrong letter shows


class NotARecoveryCode(Refusal):
    """What was typed is no recovery code of this home."""

    text: ClassVar[str] = mark(
        "This is not the recovery code of this office. "
        "Check each group of letters on the printed sheet."
    )


def written(raw: bytes) -> str:
    """Return the code for ``raw`` in groups of five letters."""
    code = base64.b32encode(raw + hashlib.sha256(raw).digest()[:1]).decode()
    return "-".join(code[place : place + 5] for place in range(0, len(code), 5))


def read(code: str) -> bytes:
    """Decode the typed ``code``; 0/O, 1/I, 8/B, case and spaces do not matter.

    Raises:
        NotARecoveryCode: It is not a valid code.
    """
    letters = code.upper().translate(str.maketrans("018", "OIB"))
    try:
        raw = base64.b32decode("".join(char for char in letters if char.isalnum()))
    except ValueError:
        raise NotARecoveryCode(field="code") from None
    if hashlib.sha256(raw[:-1]).digest()[:1] != raw[-1:]:
        raise NotARecoveryCode(field="code")
    return raw[:-1]
