"""Search text: overlapping pairs of characters, which match exactly what LIKE matches."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from desk.rules.case.number_forms import joined_phones

GAP: Final = " "
LINE: Final = "\n"
_WORDS: Final = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Normalise ``text`` for searching: full-width forms and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()


def pairs(text: str, end: str = GAP) -> str:
    """Return the overlapping character pairs of ``text`` and ``end``, separated by spaces.

    A gap at the end makes the last character findable by itself; a pair with
    punctuation or a gap is one character to the index, so that a phrase never
    matches across them.
    """
    return woven(folded(text) + end)


def woven(closed: str) -> str:
    """Return the overlapping pairs of a folded text including its end."""
    count = len(closed) - 1
    woven = [GAP] * (3 * count - 1)  # slices: twice as fast as joining pair by pair
    woven[0::3] = closed[:-1]
    woven[1::3] = closed[1:]
    return "".join(woven)


def unwoven(entry: str) -> str:
    """Reconstruct the folded text, without its end, from the pairs in ``entry``."""
    return entry[0::3]


def runs(words: str) -> list[str]:
    """Return the runs of letters and digits in the typed ``words``, folded; numbers in one form."""
    return _WORDS.findall(joined_phones(folded(words)))


def indexed(texts: Iterable[str | None]) -> str:
    """Return the search index entry for a case's ``texts``."""
    return pairs(LINE.join(text for text in texts if text))


def indexed_rest(texts: Iterable[str | None]) -> str:
    """Return the part of `indexed` that comes from all texts but the first."""
    return pairs(LINE + LINE.join(text for text in texts if text))


def indexed_with(first: str, rest: str) -> str:
    """Return `indexed` of all texts, from the ``first`` and the part of the rest."""
    return f"{pairs(first, LINE)} {rest}"


def phrases(words: str) -> list[str]:
    """Return the phrases for the typed ``words``; all must match.

    Each run of letters and digits is one phrase of pairs; a single character
    becomes a prefix.
    """
    found = []
    for run in runs(words):
        if len(run) == 1:
            found.append(f'"{run}"*')
        else:
            found.append('"' + " ".join(map("".join, pairwise(run))) + '"')
    return found
