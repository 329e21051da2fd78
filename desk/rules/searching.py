"""Words to search by: overlapping pairs of characters find exactly what LIKE finds."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

GAP: Final = " "
_WORDS: Final = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return ``text`` as it is searched: full-width forms and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()


def pairs(text: str) -> str:
    """Return the overlapping pairs of characters of ``text``, parted by spaces.

    A gap at the end makes the last character findable by itself; a pair with
    punctuation or a gap is one character to the index, so that a phrase never
    matches across them.
    """
    closed = folded(text) + GAP
    return " ".join(map("".join, pairwise(closed)))


def indexed(texts: Iterable[str | None]) -> str:
    """Return what the search index keeps for a case's ``texts``."""
    return pairs("\n".join(text for text in texts if text))


def phrases(words: str) -> list[str]:
    """Return the phrases that all must match for the typed ``words``.

    Each run of letters and digits is one phrase of pairs; a single character
    becomes a prefix.
    """
    found = []
    for run in _WORDS.findall(folded(words)):
        if len(run) == 1:
            found.append(f'"{run}"*')
        else:
            found.append('"' + " ".join(map("".join, pairwise(run))) + '"')
    return found
