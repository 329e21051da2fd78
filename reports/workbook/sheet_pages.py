"""Sheets laid out like a page: titles, notes, tables with their charts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from reports.table import (
    Beside,
    Block,
    Charted,
    Document,
    Holds,
    Note,
    Pictured,
    Section,
    Signatures,
    StoryBlock,
    Table,
    Tiles,
    Value,
)
from reports.workbook import sheet_charts
from reports.workbook.sheet_cells import CAPTION, LINK, QUIET, TITLE, boxed, heading, text_cell

NOTE_CHARACTERS: Final = 90  # that fit a line of a note
NOTE_COLUMNS: Final = 8
SUMMED: Final = frozenset({Holds.COUNT, Holds.MONEY})
LINE: Final = 15.5  # points
HEAD_ROWS: Final = 2


class SheetPage:
    """One sheet, filled from top to bottom.

    Attributes:
        formulas: Values of the formulas, by cell.
        linked: Cell and target of each link.
    """

    def __init__(self, sheet: Any, document: Document, targets: Mapping[str, str]) -> None:
        """Keep the empty sheet.

        Args:
            sheet: openpyxl's.
            document: The whole document.
            targets: Where anchors are, e.g. "'Index of cases'!A7".
        """
        self._sheet = sheet
        self._document = document
        self._targets = targets
        self.formulas: dict[str, str] = {}
        self.linked: list[tuple[str, str]] = []
        self._row = 0
        self._ways: dict[type, Callable[[Any], None]] = {
            Table: self._table,
            Pictured: self._pictured,
            Charted: self._charted,
            Tiles: lambda tiles: self._table(tiles.table),
            Beside: self._beside,
            Note: self._note,
            StoryBlock: self._told,
            Signatures: self._signatures,
        }

    def fill(self, sections: Sequence[Section]) -> None:
        """Write ``sections``, one below the other."""
        self._widths([table for section in sections for table in tables_of(section.blocks)])
        self._put([text_cell(self._sheet, self._document.title, TITLE)])
        self._put([text_cell(self._sheet, " · ".join(self._document.foot), QUIET)])
        for section in sections:
            self._put([])
            self._put([text_cell(self._sheet, section.title, CAPTION)])
            for block in section.blocks:
                self._ways[type(block)](block)

    def _widths(self, tables: Iterable[Table]) -> None:
        """Set each column to the width of its widest table column."""
        rows = ([column.sheet for column in table.columns] for table in tables)
        for number, widths in enumerate(zip_longest(*rows, fillvalue=0.0), start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = max(widths)

    def _put(self, cells: Sequence[Any]) -> None:
        self._row += 1
        self._sheet.append(list(cells))

    def _merge(self, first: int, last: int, rows: int = 1) -> None:
        """Merge columns ``first`` to ``last`` of the next rows."""
        row = self._row + 1
        area = CellRange(min_col=first, max_col=last, min_row=row, max_row=row + rows - 1)
        self._sheet.merged_cells.add(area)

    def _table(self, table: Table) -> None:
        self._put([])
        if table.title:
            self._put([text_cell(self._sheet, table.title, CAPTION)])
        self._headings(table)
        sums = len(table.rows) - table.totals
        first = self._row + 1
        for number, row in enumerate(table.rows):
            is_sum = number >= sums
            cells = [
                boxed(self._sheet, column, value, is_sum=is_sum)
                for column, value in zip(table.columns, row, strict=True)
            ]
            if is_sum and table.totals == 1 and sums:
                self._live(table, cells, first)
            elif number < len(table.links) and table.links[number]:
                self._link(table, cells, table.links[number])
            self._put(cells)

    def _live(self, table: Table, cells: Sequence[Any], first: int) -> None:
        """Turn sums into formulas, and keep their values."""
        row = self._row + 1
        for place, column in enumerate(table.columns):
            value = table.rows[-1][place]
            if column.holds in SUMMED and _is_sum(table, place, value):
                letter = get_column_letter(place + 1)
                cells[place].value = f"=SUM({letter}{first}:{letter}{row - 1})"
                self.formulas[f"{letter}{row}"] = str(value)

    def _link(self, table: Table, cells: Sequence[Any], anchor: str) -> None:
        """Link the first count of a row to the index of its cases."""
        place = next(n for n, column in enumerate(table.columns) if column.holds is Holds.COUNT)
        target = self._targets.get(anchor)
        if target is not None and table.rows:
            self.linked.append((f"{get_column_letter(place + 1)}{self._row + 1}", target))
            cells[place].font = LINK

    def _headings(self, table: Table) -> None:
        groups = [column.group for column in table.columns]
        if any(groups):
            self._merge_groups(groups)
            self._put([heading(self._sheet, c.group or c.heading) for c in table.columns])
        self._put([heading(self._sheet, column.heading) for column in table.columns])

    def _merge_groups(self, groups: Sequence[str]) -> None:
        first = 0
        while first < len(groups):
            last = first
            while groups[first] and last + 1 < len(groups) and groups[last + 1] == groups[first]:
                last += 1
            self._merge(first + 1, last + 1, rows=1 if groups[first] else 2)
            first = last + 1

    def _pictured(self, picture: Pictured) -> None:
        before = self._row
        self._table(picture.table)
        heading_row = self._row - len(picture.table.rows)
        chart = sheet_charts.columns_of(self._sheet, picture, heading_row)
        corner = get_column_letter(len(picture.table.columns) + 2)
        self._sheet.add_chart(chart, f"{corner}{before + 2}")
        while self._row < before + sheet_charts.ROWS:
            self._put([])

    def _charted(self, chart: Charted) -> None:
        before = self._row
        self._table(chart.table)
        heading_row = self._row - len(chart.table.rows)
        corner = get_column_letter(len(chart.table.columns) + 2)
        self._sheet.add_chart(
            sheet_charts.charted(self._sheet, chart, heading_row), f"{corner}{before + 2}"
        )
        while self._row < before + sheet_charts.ROWS:
            self._put([])

    def _beside(self, block: Beside) -> None:
        self._table(block.left)
        self._table(block.right)

    def _note(self, note: Note) -> None:
        self._put([])
        lines = -(-len(note.text) // NOTE_CHARACTERS)
        self._sheet.row_dimensions[self._row + 1].height = LINE * max(lines, 1)
        self._merge(1, NOTE_COLUMNS)
        self._put([text_cell(self._sheet, note.text, QUIET if note.is_quiet else None, wraps=True)])

    def _told(self, told: StoryBlock) -> None:
        self._put([])
        self._put([text_cell(self._sheet, told.label, CAPTION)])
        self._note(Note(told.text))

    def _signatures(self, block: Signatures) -> None:
        self._put([])
        self._put([])
        row: list[Any] = []
        for role in (*block.roles, block.date_label):
            row += [text_cell(self._sheet, role), None]
        self._put(row)


def _is_sum(table: Table, place: int, value: Value) -> bool:
    """Say whether ``value`` is the sum of the rows above, all of which are numbers."""
    above = [row[place] for row in table.rows[:-1]]
    numbers = [v for v in above if isinstance(v, int | Decimal)]
    return len(numbers) == len(above) and sum(numbers) == value


def tables_of(blocks: Iterable[Block]) -> Iterable[Table]:
    """Yield the tables in ``blocks``, in their order."""
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Pictured | Charted | Tiles):
            yield block.table
        elif isinstance(block, Beside):
            yield from (block.left, block.right)
