"""Cells of a workbook: typed values, and text that never becomes a formula."""

from decimal import Decimal
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from desk.base.text import xlsx_text
from reports.table import CENTRED, NUMBERS, Column, Holds, Value

INK: Final = "14171D"
MUTED: Final = "5F6B7F"
ACCENT: Final = "2456C4"
THIN: Final = Side(style="thin", color="B9C0CC")
BOXED: Final = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
GROUND: Final = PatternFill("solid", fgColor="F2F4F7")
TITLE: Final = Font(size=15, bold=True, color=INK)
CAPTION: Final = Font(size=11, bold=True, color=INK)
QUIET: Final = Font(size=9, color=MUTED)
LINK: Final = Font(color=ACCENT, underline="single")
BOLD: Final = Font(bold=True, color=INK)
FORMATS: Final = {
    Holds.ID: "@",
    Holds.COUNT: "#,##0",
    Holds.MONEY: "#,##0.00",
    Holds.PERCENT: "0.0%",
    Holds.CHANGE: "+0.0%;-0.0%;0.0%",
    Holds.DAYS: "General",
    Holds.DAY: "yyyy-mm-dd",
    Holds.MOMENT: "yyyy-mm-dd hh:mm",
}
SHARES: Final = frozenset({Holds.PERCENT, Holds.CHANGE})
LIVE: Final = ("=", "+", "-", "@", "\t", "＝", "#")  # what Excel may take for more than text
HUNDRED: Final = Decimal(100)


def number_in_excel(holds: Holds, value: Value) -> Any:
    """Return ``value`` as stored in Excel: percentages as fractions."""
    if holds in SHARES and isinstance(value, Decimal):
        return value / HUNDRED
    return value


def put_text(cell: Any, text: str) -> None:
    """Set the text of ``cell``, never a formula."""
    cell.value = xlsx_text(text)
    cell.data_type = "s"
    if text.startswith(LIVE):
        cell.quotePrefix = True


def text_cell(sheet: Any, text: str, font: Any = None, *, wraps: bool = False) -> Any:
    """Return a cell that holds ``text``."""
    cell = WriteOnlyCell(sheet)
    put_text(cell, text)
    if font is not None:
        cell.font = font
    if wraps:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def heading(sheet: Any, text: str) -> Any:
    """Return the cell of a column's heading."""
    cell = text_cell(sheet, text, BOLD)
    cell.fill, cell.border = GROUND, BOXED
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def boxed(sheet: Any, column: Column, value: Value, *, is_sum: bool) -> Any:
    """Return a cell of a table on a page: ruled, aligned, its number formatted."""
    cell = WriteOnlyCell(sheet)
    cell.number_format = FORMATS.get(column.holds, "General")
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = number_in_excel(column.holds, value)
    cell.border = BOXED
    if is_sum:
        cell.font, cell.fill = BOLD, GROUND
    if column.holds in NUMBERS | CENTRED:
        side = "right" if column.holds in NUMBERS else "center"
        cell.alignment = Alignment(horizontal=side)
    return cell
