"""Ruled forms: label cells, answers, room to write by hand."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from reportlab.platypus import Table

from reports.press import measures as m
from reports.press.cells import Cells, joined, sliced
from reports.table import Box, RuledForm

LABEL: Final = 25 * m.MM
LABEL_LINES: Final = 2  # an answer with more lines stands at the top of its cell


def flows(cells: Cells, form: RuledForm, width: float) -> list[Any]:
    """Return the rows of ``form``, one table each, so that columns may differ."""
    return [_row(cells, row, width) for row in form.rows]


def _row(cells: Cells, boxes: Sequence[Box], width: float) -> Any:
    shares = sum(box.share for box in boxes)
    room = width - LABEL * len(boxes)
    widths: list[float] = []
    for box in boxes:
        widths += [LABEL, box.share / shares * room]
    texts = [text for box in boxes for text in (box.label, box.text)]
    lines = [cells.lines(text, wide) for text, wide in zip(texts, widths, strict=True)]
    pieces = list(sliced(lines))
    data = [
        [cells.cell(some, "LEFT" if n % 2 else "CENTER") for n, some in enumerate(piece)]
        for piece in pieces
    ]
    least = max(box.lines for box in boxes)
    style: list[tuple[Any, ...]] = [*cells.style, *_ruled(len(pieces))]
    for place, (some, box) in enumerate(zip(lines[1::2], boxes, strict=True)):
        style += _box(2 * place, is_tall=max(len(some), box.lines) > LABEL_LINES)
    heights = cells.heights(pieces, least)
    return Table(data, colWidths=widths, rowHeights=heights, style=style)


def _ruled(rows: int) -> list[tuple[Any, ...]]:
    return [
        ("BOX", (0, 0), (-1, -1), m.FORM, m.INK),
        ("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), m.FORM, m.INK),
        ("LINEABOVE", (0, "splitfirst"), (-1, "splitfirst"), m.FORM, m.INK),
        *joined(0, rows - 1),
    ]


def _box(place: int, *, is_tall: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the style of a label's cell and of the answer's after it."""
    for cell in (place, place + 1):
        yield ("LINEAFTER", (cell, 0), (cell, -1), m.FORM, m.INK)
    yield ("ALIGN", (place, 0), (place, -1), "CENTER")
    yield ("BACKGROUND", (place, 0), (place, -1), m.GROUND)
    if is_tall:
        yield ("VALIGN", (place + 1, 0), (place + 1, -1), "TOP")
