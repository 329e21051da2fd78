"""Figures as tiles: the name, the value in large print, and what it is measured against."""

from typing import Any, Final, NamedTuple

from reportlab.platypus import Table, XPreformatted

from reports.press import measures as m
from reports.press.face import Face
from reports.press.lines import broken
from reports.table import DASH, Row, Tiles, shown_cell

ACROSS: Final = 3  # tiles beside each other
GAP: Final = 3 * m.MM
INSIDE: Final = 2.5 * m.MM  # between a tile's edge and its text


def flow(face: Face, block: Tiles, width: float) -> tuple[Any, float]:
    """Return the tiles, ``ACROSS`` in a line, all of one height, and the height of them all."""
    wide = (width - GAP * (ACROSS - 1)) / ACROSS
    drawn = [_tile(face, block, row, wide) for row in block.table.rows]
    high = max(sum(one.height for one in tile) for tile in drawn) + 2 * INSIDE
    rows, heights = [], []
    for first in range(0, len(drawn), ACROSS):
        several = drawn[first : first + ACROSS]
        several += [[]] * (ACROSS - len(several))
        cells = [cell for tile in several for cell in ([one.flow for one in tile], "")]
        rows += [cells[:-1], [""] * len(cells[:-1])]
        heights += [high, GAP]
    style: list[Any] = [(f"{side}PADDING", (0, 0), (-1, -1), INSIDE) for side in _SIDES]
    style.append(("VALIGN", (0, 0), (-1, -1), "TOP"))
    for place in range(len(drawn)):
        at = (2 * (place % ACROSS), 2 * (place // ACROSS))
        style += [("BOX", at, at, m.FORM, m.LINE), ("BACKGROUND", at, at, m.GROUND)]
    widths = [wide, *[GAP, wide] * (ACROSS - 1)]
    table = Table(rows[:-1], colWidths=widths, rowHeights=heights[:-1], style=style)
    return table, sum(heights[:-1])


_SIDES: Final = ("LEFT", "RIGHT", "TOP", "BOTTOM")


class _Line(NamedTuple):
    """Text of a tile and its height."""

    flow: Any
    height: float


def _tile(face: Face, block: Tiles, row: Row, wide: float) -> list[_Line]:
    """Return the texts of one tile; a remark that says nothing is left out."""
    name, value, *remarks = map(shown_cell, (one.holds for one in block.table.columns), row)
    headings = [one.heading for one in block.table.columns[2:-1]]
    told = zip(headings, remarks[:-1], strict=True)
    below = "　".join(f"{heading} {text}" for heading, text in told if text != DASH)
    texts = (
        (name, m.TILE_NAME),
        (value, m.TILE_VALUE),
        (below, m.TILE_REMARK),
        (remarks[-1], m.TILE_REMARK),
    )
    return [_line(face, text or " ", style, wide - 2 * INSIDE) for text, style in texts]


def _line(face: Face, text: str, style: Any, width: float) -> _Line:
    lines = broken(face.printed(text), width, style.fontSize, face.widths)
    return _Line(
        XPreformatted("\n".join(map(face.markup, lines)), style), style.leading * len(lines)
    )
