"""Pinyin of names, so that 张山 also finds 章珊."""

from functools import lru_cache
from typing import Final

KEPT: Final = 50_000  # names whose sound is kept in memory; a ledger names the same people often
HEARD: Final = 200  # letters of a name that are compared; no name is so long


def pinyin_of(name: str) -> str:
    """Return ``name`` in pinyin without tones, lower case, letters and digits only; "" for none.

    No more than the first letters of a long text, as an index takes no longer key.
    """
    return "".join(_syllables(name[:HEARD]))[:HEARD]


def begins_so(name: str, letters: str) -> bool:
    """Say whether the first letters of the syllables of ``name`` begin so: zs for 张三."""
    return "".join(syllable[0] for syllable in _syllables(name)).startswith(letters)


@lru_cache(KEPT)
def _syllables(name: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries cost start-up time

    parts = " ".join(lazy_pinyin(name)).casefold().split()  # a foreign name is one part by itself
    letters = ("".join(filter(str.isalnum, part)) for part in parts)
    return tuple(filter(None, letters))
