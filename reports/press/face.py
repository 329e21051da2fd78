"""The typeface of our papers: which font draws which character, and undrawable ones."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from threading import Lock
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics, ttfonts

from desk.base.text import clean, para
from reports import fonts

BEYOND: Final = 0xFFFF  # the last character that fits two bytes
# They say how to read, not what: no font draws them, and nothing is lost without them.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_SPACES: Final = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_BREAKS: Final = re.compile("[\u2028\u2029]")


def mend_to_unicode() -> None:
    """Fix reportlab's ToUnicode maps for characters beyond the BMP, so that copying works."""
    made = ttfonts.makeToUnicodeCMap

    def mended(fontname: str, subset: list[int]) -> str:
        text: str = made(fontname, subset)
        for place, code in enumerate(subset):
            if code > BEYOND:
                pair = chr(code).encode("utf-16-be").hex().upper()
                text = text.replace(f"<{place:02X}> <{code:04X}>", f"<{place:02X}> <{pair}>")
        return text

    ttfonts.makeToUnicodeCMap = mended


class Face:
    """The fonts in use; a thread-safe singleton, see `face`.

    Attributes:
        missing: Undrawable characters seen so far.
    """

    def __init__(self) -> None:
        """Load the base font."""
        mend_to_unicode()
        self.missing: set[str] = set()
        self._lock = Lock()
        self._widths: dict[str, float] = {}
        self._extra: dict[str, str] = {}
        self._add(fonts.BASE, fonts.base_font())
        self._base = frozenset(self._widths)

    def _add(self, name: str, content: bytes) -> None:
        font = ttfonts.TTFont(name, BytesIO(content))
        pdfmetrics.registerFont(font)
        widths: dict[int, float] = font.face.charWidths
        self._widths.update(
            {chr(code): widths[code] / 1000 for code in font.face.charToGlyph if code in widths}
        )

    def learn(self, texts: Iterable[str]) -> None:
        """Generate a further font for characters of ``texts`` that no font has yet."""
        met = set().union(*map(_visible, texts)) - self._base - {"\n"}
        with self._lock:
            new = met - self._extra.keys() - self.missing
            if not new:
                return
            name = f"{fonts.BASE}{len(set(self._extra.values())) + 1}"
            content, drawn = fonts.make(name, new)
            if drawn:
                self._add(name, content)
            self._extra.update(dict.fromkeys(drawn, name))
            self.missing |= new - drawn

    def printed(self, text: str) -> str:
        """Return ``text`` as printed, with undrawable characters as ``[U+20BB7]``.

        It must have been passed to `learn` before.
        """
        visible = _visible(text)
        if self._base.issuperset(visible):
            return visible
        return "".join(f"[U+{ord(char):04X}]" if char in self.missing else char for char in visible)

    def is_plain(self, printed: str) -> bool:
        """Say whether the base font draws all of ``printed`` but its line ends."""
        return self._base.issuperset(printed.replace("\n", ""))

    def runs(self, printed: str) -> Iterator[tuple[str, str]]:
        """Yield the pieces of ``printed`` with the font that draws each."""
        for name, piece in groupby(printed, lambda char: self._extra.get(char, fonts.BASE)):
            yield name, "".join(piece)

    def markup(self, printed: str) -> str:
        """Return ``printed`` as paragraph markup: nothing in it acts as markup."""
        return "".join(
            para(piece) if name == fonts.BASE else f'<font name="{name}">{para(piece)}</font>'
            for name, piece in self.runs(printed)
        )

    def width(self, printed: str, size: float) -> float:
        """Return how wide ``printed`` is, in points."""
        widths = self._widths
        return sum([widths.get(char, 1.0) for char in printed]) * size

    @property
    def widths(self) -> dict[str, float]:
        """Return the width of every character in parts of the size; do not change the result."""
        return self._widths


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", clean(text))
    return _SPACES.sub(" ", _BREAKS.sub("\n", text))


@cache
def face() -> Any:
    """Return the process's typeface; the first call loads it."""
    return Face()
