"""Wrapping Chinese and Latin text.

Between Chinese characters a line may end anywhere, but no line begins with a
closing mark or ends with an opening one; words and numbers stay whole unless
they are longer than a line. Reportlab's own wrapping cuts numbers or ignores Chinese rules.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

_OPENING: Final = "（《〈“‘【〔「『〖［｛(\\[{￥$"
_CLOSING: Final = "，。、；：？！）》〉”’】〕」』〗］｝…—～·％℃,.;:?!)\\]}%"
_PIECE: Final = re.compile(
    f"[{_OPENING}]*(?:[!-~\u00a1-\u024f]+|[^ ])?[{_CLOSING}]*(?:(?<=[!-~]) +| *)"
)
WHOLE: Final = 1.0  # nothing is wider than the size


def broken(text: str, width: float, size: float, widths: Mapping[str, float]) -> list[str]:
    """Return the lines of ``text``, each at most ``width`` points wide; at least one.

    Args:
        text: As printed; its line ends are kept.
        width: Points; a line holds at least one character.
        size: Of the font, in points.
        widths: By character, in parts of the size; unknown ones are as wide as the size.
    """
    room = width / size
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if len(paragraph) <= room:
            lines.append(paragraph)
        else:
            lines += _filled(paragraph, room, widths)
    return lines


def _filled(paragraph: str, room: float, widths: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of one paragraph, filled one after the other."""
    start = place = 0
    used = 0.0
    for piece in _PIECE.findall(paragraph):
        wide = _width(piece, widths)
        bare = _width(piece.rstrip(" "), widths) if piece[-1:] == " " else wide
        if used + bare > room and place > start:
            yield paragraph[start:place].rstrip(" ")
            start, used = place, 0.0
        if bare <= room:
            place += len(piece)
            used += wide
            continue
        for char in piece:  # longer than a line: cut where it must be
            used += widths.get(char, WHOLE)
            if used > room and place > start:
                yield paragraph[start:place]
                start, used = place, widths.get(char, WHOLE)
            place += 1
    yield paragraph[start:place].rstrip(" ")


def _width(text: str, widths: Mapping[str, float]) -> float:
    return sum([widths.get(char, WHOLE) for char in text])
