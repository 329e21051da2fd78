"""Converting the packaged Chinese fonts to TrueType, which reportlab can embed.

Noto Sans SC and Noto Serif SC come with cubic (CFF) outlines; a glyph takes
about 0.7 ms to become a quadratic one. Only `reports.fonts` needs this module,
and only for glyphs that are not cached yet.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from typing import Any, Final

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path, serif_path

UNITS: Final = 1000  # to the em, in both fonts
ASCENT, DESCENT = 880, -120
TOLERANCE: Final = 1.0  # units that a curve may differ: 0.1 % of the size
STAND_INS: Final = {"\ufffd": "□"}  # drawn alike, copied back as itself


class OpenFont:
    """One of the packaged fonts."""

    def __init__(self, path: Any) -> None:
        """Open it; glyphs are read on demand."""
        self._font = TTFont(path, lazy=True)
        self._names: Mapping[int, str] = self._font.getBestCmap()
        self._glyphs = self._font.getGlyphSet()

    def knows(self, character: str) -> bool:
        """Say whether it can draw ``character``."""
        return ord(STAND_INS.get(character, character)) in self._names

    def glyph(self, character: str) -> tuple[Any, int]:
        """Return the quadratic outline of ``character`` and its advance width."""
        drawn = self._glyphs[self._names[ord(STAND_INS.get(character, character))]]
        pen = TTGlyphPen(None)
        drawn.draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        return pen.glyph(), round(drawn.width)


@cache
def sources() -> tuple[OpenFont, ...]:
    """Return the packaged fonts, the preferred one first."""
    return OpenFont(sans_path()), OpenFont(serif_path())


def font_of(name: str, characters: Iterable[str]) -> tuple[bytes, frozenset[str]]:
    """Return a TrueType font called ``name`` and the ``characters`` that it can draw."""
    glyphs: dict[str, Any] = {".notdef": TTGlyphPen(None).glyph()}
    widths, names = {".notdef": UNITS}, {}
    for character in sorted(set(characters)):
        source = next((found for found in sources() if found.knows(character)), None)
        if source is not None:
            glyph = names[ord(character)] = f"u{ord(character):05X}"
            glyphs[glyph], widths[glyph] = source.glyph(character)
    found = frozenset(map(chr, names))
    return (_file(name, names, glyphs, widths) if found else b""), found


def _file(
    name: str, names: Mapping[int, str], glyphs: Mapping[str, Any], widths: Mapping[str, int]
) -> bytes:
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(names)
    builder.setupGlyf(glyphs)
    table = builder.font["glyf"]
    lefts = {glyph: getattr(table[glyph], "xMin", 0) for glyph in glyphs}
    builder.setupHorizontalMetrics({glyph: (widths[glyph], lefts[glyph]) for glyph in glyphs})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWeightClass=400)
    builder.setupPost(keepGlyphNames=False)
    out = BytesIO()
    builder.save(out)
    return out.getvalue()
