"""Codes on printed papers, by which they can be checked (design.md 8)."""

import hashlib
import re
from collections.abc import Iterable
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing looks like another
LENGTH: Final = 12  # letters of a code: 60 bits
GROUP: Final = 4
PAPERS: Final = {  # what the register of prints tells apart
    "dossier": mark("dossier"),
    "letter": mark("letter"),
    "report": mark("report"),
    "disclosure": mark("disclosure"),
    "sample": mark("audit sample"),
    "assessment": mark("assessment"),
    "item": mark("register item"),
    "ledger": mark("ledger"),
    "person": mark("data of one person"),
}


class NoPrint(Refusal):
    """No paper with this code was printed here."""

    text: ClassVar[str] = mark(
        "No paper with the code {code} was printed here. Either it is not from this desk, "
        "or the code was read wrongly."
    )


class NotAPrintCode(Refusal):
    """Something that is no code."""

    text: ClassVar[str] = mark("“{text}” is no code. Codes look like 7K3M-9QXA-2FTC.")


def code_of(texts: Iterable[str]) -> str:
    """Return the code for a paper with the content ``texts``."""
    digest = hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:8], "big") >> 4
    letters = (LETTERS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return spaced("".join(letters))


def spaced(code: str) -> str:
    """Return a code in groups of four."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def clean_code(text: str) -> str:
    """Normalise a typed or scanned code: any case, any spaces, O for 0, I for 1.

    Raises:
        NotAPrintCode: It is not a valid code.
    """
    bare = re.sub(r"[\s\-–—]", "", text).upper().translate(str.maketrans("OIL", "011"))
    if len(bare) != LENGTH or not set(bare) <= set(LETTERS):
        raise NotAPrintCode(text=text)
    return spaced(bare)
