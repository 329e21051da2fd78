"""Tables on paper: repeated headings, rows of any height, sum rows, bars."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, Final, NamedTuple

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.platypus import LongTable

from reports.press import measures as m
from reports.press.cells import MOST_LINES, Cells, Lines, joined, sliced, tallest
from reports.table import CENTRED, NUMBERS, Column, Pictured, Row, Table, Value, shown_cell

BARS: Final = 0.4  # of the width, for the bars of a pictured table
BAR_HEIGHT: Final = 5.0
FEW: Final = 5  # a share of fewer is not drawn
FEWEST: Final = 3  # rows on the last page of a long table
WRITTEN: Final = 22.0  # points that a row needs to be written in by hand


class DrawnTable(NamedTuple):
    """A table as reportlab draws it.

    Attributes:
        flow: What is drawn.
        height: Total height without page breaks.
        start: Height of the headings and the first rows.
    """

    flow: Any
    height: float
    start: float


def flow(cells: Cells, table: Table, width: float) -> DrawnTable:
    """Return ``table`` as reportlab draws it."""
    return _Layout(cells, table, width).flow()


def pictured(cells: Cells, picture: Pictured, width: float) -> DrawnTable:
    """Return a table with a bar beside each of its numbers."""
    layout = _Layout(cells, picture.table, width * (1 - BARS))
    layout.add_bars(width * BARS, bars(picture, width * BARS - 2 * m.PAD))
    return layout.flow()


def paged(cells: Cells, table: Table, width: float, first: float, others: float) -> list[Any]:
    """Split a long ``table`` into one piece per page, faster than reportlab does.

    Args:
        cells: Makes the cells.
        table: At least one row.
        width: Points.
        first: Height left on the first page.
        others: Height of the other pages.
    """
    return _Layout(cells, table, width).paged(first, others)


class _Layout:
    """One table on its way to paper."""

    def __init__(self, cells: Cells, table: Table, width: float) -> None:
        """Choose the columns that go to paper, and their widths."""
        self._cells, self._table = cells, table
        self._places = [n for n, column in enumerate(table.columns) if column.paper]
        self._columns = [table.columns[n] for n in self._places]
        whole = sum(column.paper for column in self._columns)
        self._widths = [column.paper / whole * width for column in self._columns]
        self._sides = [side_of(column) for column in self._columns]
        self._bar_width = 0.0
        self._bar: Callable[[Row], Any] | None = None
        self._data: list[list[Any]] = []
        self._heights: list[float] = []
        self._style: list[tuple[Any, ...]] = []
        self._ends: list[int] = []  # the last piece of each row

    def add_bars(self, width: float, bar: Callable[[Row], Any]) -> None:
        """Add a column of bars, ``width`` points wide."""
        self._bar_width, self._bar = width, bar

    def flow(self) -> DrawnTable:
        """Return the whole table; reportlab ends a page in it where it must."""
        heads = self._heads()
        self._body()
        style = [*self._ruled(heads, self._ends, len(self._data)), *self._style]
        drawn = self._drawn_table(self._data, self._heights, heads, style)
        return DrawnTable(drawn, sum(self._heights), sum(self._heights[: heads + FEWEST]))

    def paged(self, first: float, others: float) -> list[Any]:
        """Return the table in pieces that fill their pages."""
        heads = self._heads()
        self._body()
        top = sum(self._heights[:heads])
        pieces = []
        for begin, end in self._pages(heads, first - top, others - top):
            data = [*self._data[:heads], *self._data[begin:end]]
            heights = [*self._heights[:heads], *self._heights[begin:end]]
            shift = begin - heads
            ends = [place - shift for place in self._ends if begin <= place < end]
            style = [*self._ruled(heads, ends, len(data)), *_moved(self._style, heads, begin, end)]
            pieces.append(self._drawn_table(data, heights, heads, style))
        return pieces

    def _pages(self, heads: int, first: float, others: float) -> Iterator[tuple[int, int]]:
        """Yield the row range of each page; the last page has at least a few rows."""
        begin, room, starts = heads, first, []
        for place in range(heads, len(self._data)):
            room -= self._heights[place]
            if room < 0 and place > begin:
                starts.append(begin)
                begin, room = place, others - self._heights[place]
        starts.append(begin)
        last = len(self._data)
        if len(starts) > 1 and last - starts[-1] < FEWEST < starts[-1] - starts[-2]:
            starts[-1] = last - FEWEST
        yield from zip(starts, [*starts[1:], last], strict=True)

    def _drawn_table(self, data: Any, heights: Any, heads: int, style: Any) -> Any:
        return LongTable(
            data,
            colWidths=[*self._widths, self._bar_width] if self._bar else self._widths,
            rowHeights=heights,
            repeatRows=heads,
            style=[*self._cells.style, *style],
        )

    def _heads(self) -> int:
        """Add the headings; return how many rows are repeated on every page.

        Headings of more lines than a piece are not repeated, as they
        would leave no room for rows.
        """
        titles = self._titles([column.heading for column in self._columns])
        groups = [column.group for column in self._columns]
        if tallest([*titles, *self._titles(groups)]) > MOST_LINES:
            self._row(self._titles([f"{c.group}\n{c.heading}".strip() for c in self._columns]))
            return 0
        row = [self._cells.cell(title, "CENTER") for title in titles]
        if any(groups):
            over, lines = self._over(row)
            self._put(over, self._cells.heights([lines])[0])
            row = [cell if group else "" for cell, group in zip(row, groups, strict=True)]
        self._put(row, self._cells.heights([titles])[0])
        return len(self._data)

    def _titles(self, texts: list[str]) -> list[Lines]:
        return [self._cells.lines(*one) for one in zip(texts, self._widths, strict=True)]

    def _over(self, titles: list[Any]) -> tuple[list[Any], list[Lines]]:
        """Return the row over the headings, with the groups' lines; headings without one too."""
        row: list[Any] = []
        named: list[Lines] = []
        for group, several in groupby(self._columns, lambda column: column.group):
            first, count = len(row), len(list(several))
            last = first + count - 1
            if group:
                named.append(self._cells.lines(group, sum(self._widths[first : last + 1])))
                row += [self._cells.cell(named[-1], "CENTER"), *[""] * (count - 1)]
                self._style.append(("SPAN", (first, 0), (last, 0)))
            else:
                row += titles[first : last + 1]
                self._style += [("SPAN", (n, 0), (n, 1)) for n in range(first, last + 1)]
        return row, named

    def _body(self) -> None:
        plan = list(zip(self._places, self._columns, self._widths, strict=True))
        sums = len(self._table.rows) - self._table.totals
        lines = self._cells.lines
        for number, row in enumerate(self._table.rows):
            texts = [
                lines(shown_cell(column.holds, row[place]), width) for place, column, width in plan
            ]
            self._row(texts)
            if number >= sums:
                self._style += self._sum(len(self._data) - 1)
            elif self._bar:
                self._data[-1][-1] = self._bar(row)

    def _row(self, texts: list[Lines]) -> None:
        first = len(self._data)
        pieces = list(sliced(texts))
        for piece, height in zip(pieces, self._cells.heights(pieces), strict=True):
            self._put(self._drawn(piece), height)
        last = len(self._data) - 1
        self._ends.append(last)
        self._style += joined(first, last)

    def _sum(self, place: int) -> Iterator[tuple[Any, ...]]:
        last = len(self._columns) - 1
        yield ("BACKGROUND", (0, place), (last, place), m.GROUND)
        yield ("LINEABOVE", (0, place), (last, place), m.HAIR, m.INK)

    def _drawn(self, piece: list[Lines]) -> list[Any]:
        cell = self._cells.cell
        return [cell(lines, side) for lines, side in zip(piece, self._sides, strict=True)]

    def _put(self, row: list[Any], height: float) -> None:
        self._data.append([*row, ""] if self._bar else row)
        self._heights.append(max(height, WRITTEN) if self._table.is_form else height)

    def _ruled(self, heads: int, ends: list[int], count: int) -> Iterator[tuple[Any, ...]]:
        """Yield the rules of a table of ``count`` rows, whose logical rows have these ends."""
        last = len(self._columns) - 1
        if self._table.is_form:
            yield from _form_rules(heads)
            return
        yield ("BOX", (0, 0), (last, -1), m.HAIR, m.LINE)
        if len(ends) + heads == count:
            yield ("INNERGRID", (0, 0), (last, -1), m.HAIR, m.LINE)
        else:
            yield ("LINEAFTER", (0, heads), (last, -1), m.HAIR, m.LINE)
            yield from (("LINEBELOW", (0, end), (last, end), m.HAIR, m.LINE) for end in ends)
        yield ("LINEBELOW", (0, "splitlast"), (last, "splitlast"), m.HAIR, m.LINE)
        yield ("LINEABOVE", (0, 0), (last, 0), m.RULE, m.INK)
        if heads:
            yield ("INNERGRID", (0, 0), (last, heads - 1), m.HAIR, m.LINE)
            yield ("BACKGROUND", (0, 0), (last, heads - 1), m.GROUND)
            yield ("LINEBELOW", (0, heads - 1), (last, heads - 1), m.HAIR, m.INK)
            yield ("ALIGN", (0, 0), (last, heads - 1), "CENTER")
        for place, side in enumerate(self._sides):
            yield ("ALIGN", (place, heads), (place, -1), side)


def _form_rules(heads: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rules of a table that is filled in by hand, its first column a number or day."""
    yield ("BOX", (0, 0), (-1, -1), m.FORM, m.INK)
    yield ("INNERGRID", (0, 0), (-1, -1), m.FORM, m.INK)
    if heads:
        yield ("BACKGROUND", (0, 0), (-1, heads - 1), m.GROUND)
        yield ("ALIGN", (0, 0), (-1, heads - 1), "CENTER")
    yield ("ALIGN", (0, heads), (0, -1), "CENTER")


def _moved(
    style: list[tuple[Any, ...]], heads: int, begin: int, end: int
) -> Iterator[tuple[Any, ...]]:
    """Yield the commands for the rows ``begin`` to ``end``, which now follow the heads."""
    shift = begin - heads
    for name, (left, top), (right, bottom), *more in style:
        if bottom < heads:
            yield (name, (left, top), (right, bottom), *more)
        elif top < end and bottom >= begin:
            top, bottom = max(top, begin), min(bottom, end - 1)  # noqa: PLW2901
            yield (name, (left, top - shift), (right, bottom - shift), *more)


def side_of(column: Column) -> str:
    """Return the alignment of ``column``."""
    if column.holds in NUMBERS:
        return "RIGHT"
    return "CENTER" if column.holds in CENTRED else "LEFT"


def bars(picture: Pictured, wide: float) -> Callable[[Row], Any]:
    """Return what draws the bar of a row of ``picture``; ``wide`` points are the whole of it.

    The whole is the end of the scale, of counts their sum: bars of all tables of a paper have one
    scale. Of fewer than ``FEW`` in all a bar says nothing; there is none.
    """
    rows, place = picture.table.rows, picture.values
    body = rows[: len(rows) - picture.table.totals]
    whole = picture.top or sum(_number(row[place]) for row in body)
    if whole < FEW:
        return lambda _row: Drawing(wide, BAR_HEIGHT)
    return lambda row: bar(_number(row[place]) / whole, wide)


def _number(value: Value) -> float:
    return float(value) if value is not None and not isinstance(value, str) else 0.0  # type: ignore[arg-type]  # a number column


def bar(share: float, wide: float) -> Any:
    """Return a bar that fills ``share`` of a track of ``wide`` points."""
    drawing = Drawing(wide, BAR_HEIGHT)
    drawing.add(Rect(0, 0, wide, BAR_HEIGHT, fillColor=m.FAINT, strokeColor=None))
    if share > 0:
        long = wide * min(share, 1)
        drawing.add(Rect(0, 0, long, BAR_HEIGHT, fillColor=m.ACCENT, strokeColor=None))
    return drawing
