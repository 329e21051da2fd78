"""Blocks that frame a paper: label and text pairs, the index, signatures with the seal."""

import re
from collections.abc import Sequence
from typing import Any, Final

from reportlab.graphics.shapes import Circle, Drawing, String
from reportlab.platypus import Table

from reports.press import measures as m
from reports.press.cells import Cells
from reports.press.face import Face
from reports.press.pages import WHOLE, DocumentPages
from reports.table import Index, Section, Signatures

INDEX_ROW: Final = 22.0
NUMBER, PAGE = 16 * m.MM, 24 * m.MM  # columns of the index
LABEL, ANSWER = 0.15, 0.35  # of the width, twice a line
SEAL: Final = 34 * m.MM
GAP: Final = 6 * m.MM
SIGNED: Final = 9.5
DATED: Final = 18.0  # points
FEWEST: Final = 2  # columns
_NUMBER: Final = re.compile(r"^[\d〇-鿿]{1,3}[.、．]\s*")  # of a part; the index counts by itself


def pairs(cells: Cells, entries: Sequence[tuple[str, str]], width: float) -> Any:
    """Return label and text pairs, two a line, without rules."""
    widths = [LABEL * width, ANSWER * width] * 2
    texts = [text for entry in entries for text in entry]
    texts += [""] * (-len(texts) % len(widths))
    rows = [texts[place : place + 4] for place in range(0, len(texts), 4)]
    data = [
        [
            cells.cell(cells.lines(text, wide), "LEFT")
            for text, wide in zip(row, widths, strict=True)
        ]
        for row in rows
    ]
    muted = [("TEXTCOLOR", (n, 0), (n, -1), m.MUTED) for n in (0, 2)]
    top = ("VALIGN", (0, 0), (-1, -1), "TOP")
    return Table(data, colWidths=widths, style=[*cells.style, *muted, top])


def index(
    cells: Cells, block: Index, sections: Sequence[Section], pages: DocumentPages, width: float
) -> tuple[Any, float]:
    """Return the list of parts with the page each begins on, and its height."""
    wide = width - NUMBER - PAGE
    data: list[list[Any]] = [list(block.headings)]
    for number, section in enumerate(sections, start=1):
        title = _NUMBER.sub("", section.title)
        cell = cells.cell(cells.lines(title, wide), "LEFT")
        data.append([str(number), cell, pages.page_of(section.id)])
    data.append(["", block.total, pages.page_of(WHOLE)])
    style = [
        *cells.style,
        ("BOX", (0, 0), (-1, -1), m.FORM, m.INK),
        ("INNERGRID", (0, 0), (-1, -1), m.FORM, m.INK),
        ("BACKGROUND", (0, 0), (-1, 0), m.GROUND),
        ("ALIGN", (0, 0), (0, -1), "CENTER"),
        ("ALIGN", (0, 0), (-1, 0), "CENTER"),
        ("ALIGN", (2, 1), (2, -1), "RIGHT"),
        ("RIGHTPADDING", (2, 1), (2, -1), PAGE / 2 - 4),
        ("BOTTOMPADDING", (2, 1), (2, -1), INDEX_ROW / 2 - 3),
        ("VALIGN", (2, 1), (2, -1), "BOTTOM"),
    ]
    heights = [INDEX_ROW] * len(data)
    table = Table(data, colWidths=[NUMBER, wide, PAGE], rowHeights=heights, style=style)
    return table, sum(heights)


def signatures(cells: Cells, face: Face, block: Signatures, width: float) -> tuple[Any, float]:
    """Return the block of signatures, date and seal, and its height."""
    count = len(block.roles)
    columns = max(count, FEWEST)  # one alone does not sign across the whole page
    wide = (width - GAP * (columns - 1)) / columns
    roles = [cells.cell(cells.lines(role, width), "LEFT") for role in block.roles]
    before = [""] * (2 * count - 2)  # between two signatures stands an empty column
    sealed = [([*before, _seal(face, block.seal, wide)], SEAL + 4)] if block.seal else []
    day: Any = cells.cell(cells.lines(block.date_label, width), "CENTER")
    dated = [([day, *["", day] * (count - 1)] if block.each_dates else [*before, day], DATED)]
    below = [*dated, *sealed] if block.each_dates else [*sealed, *dated]
    data = [
        [cell for role in roles for cell in (role, "")][:-1],
        [*before, ""],
        *(row for row, _ in below),
    ]
    heights = [12.0, 13 * m.MM, *(high for _, high in below)]
    style = [
        *cells.style,
        ("FONTSIZE", (0, 0), (-1, -1), SIGNED),
        *(("LINEBELOW", (n, 1), (n, 1), m.FORM, m.INK) for n in range(0, 2 * count, 2)),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
    widths = [wide, *[GAP, wide] * (count - 1)]
    return Table(data, colWidths=widths, rowHeights=heights, style=style, hAlign="LEFT"), sum(
        heights
    )


def _seal(face: Face, words: str, wide: float) -> Any:
    drawing = Drawing(wide - 2 * m.PAD, SEAL)
    x, y, radius = wide / 2, SEAL / 2, SEAL / 2 - 2
    drawing.add(
        Circle(
            x,
            y,
            radius,
            strokeColor=m.LINE,
            strokeDashArray=[2, 2],
            fillColor=None,
            strokeWidth=m.FORM,
        )
    )
    left = x - face.width(words, m.CELL) / 2
    for name, piece in face.runs(face.printed(words)):
        drawing.add(String(left, y - 3, piece, fontName=name, fontSize=m.CELL, fillColor=m.MUTED))
        left += face.width(piece, m.CELL)
    return drawing
