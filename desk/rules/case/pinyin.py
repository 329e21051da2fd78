"""Pinyin of names, so that 张山 also finds 章珊."""

from functools import lru_cache
from typing import Final

KEPT: Final = 50_000  # names whose sound is kept in memory; a ledger names the same people often


@lru_cache(KEPT)
def pinyin_of(name: str) -> str:
    """Return ``name`` in pinyin without tones, lower case, letters and digits only; "" for none."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries cost start-up time

    letters = "".join(lazy_pinyin(name)).casefold()
    return "".join(filter(str.isalnum, letters))
