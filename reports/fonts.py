"""The fonts of our papers: a base font with common characters, others on demand."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import platformdirs
from pylopdf_fonts_zh_cn import sans_path, serif_path

from desk.base.system import removed, replaced

BASE: Final = "DeskSans"
MADE: Final = b"1"  # how the font is made; another number makes it anew
SYMBOLS: Final = "○◐◑●×✓≈⇄→←↑↓≤≥≠±÷√∶□■△▲▽▼◇◆☆★①②③④⑤⑥⑦⑧⑨⑩℃‰㎡№￥€\ufffd"


def base_characters() -> str:
    """Return the characters of the base font: Latin, punctuation, GB 2312, our symbols."""
    return "".join(sorted({*_latin(), *_gb2312(), *SYMBOLS}))


def _latin() -> Iterator[str]:
    for first, last in ((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x203B)):
        yield from map(chr, range(first, last + 1))


def _gb2312() -> Iterator[str]:
    """Yield the characters of GB 2312, according to Python's codec."""
    for row in range(0xA1, 0xF8):
        for place in range(0xA1, 0xFF):
            with suppress(UnicodeDecodeError):
                yield bytes((row, place)).decode("gb2312")


def cache_folder() -> Path:
    """Return the cache folder of generated fonts; rebuilding takes six seconds."""
    return platformdirs.user_cache_path("complaint-desk")


def base_font(folder: Path | None = None) -> bytes:
    """Return the base font (TrueType), generated once per user.

    Args:
        folder: Cache folder; `cache_folder` when None.
    """
    characters = base_characters()
    mark = hashlib.sha256(MADE + characters.encode())
    for path in (sans_path(), serif_path()):
        mark.update(path.read_bytes())
    kept = (folder or cache_folder()) / f"{BASE}-{mark.hexdigest()[:16]}.ttf"
    return cached(kept, lambda: make(BASE, characters)[0])


def cached(path: Path, made: Callable[[], bytes]) -> bytes:
    """Return the content of ``path``, or the result of ``made``, which is then stored there.

    If the folder is not writable, nothing is stored.
    """
    with suppress(OSError):
        return path.read_bytes()
    content = made()
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        replaced(draft, path)
    with suppress(OSError):
        removed(draft, missing_ok=True)
    return content


def make(name: str, characters: Iterable[str]) -> tuple[bytes, frozenset[str]]:
    """Return a font for ``characters`` (b"" if none can be drawn) and those it can draw."""
    from reports.outlines import font_of  # noqa: PLC0415 - needed only when a glyph is missing

    return font_of(name, characters)
