"""A document becomes a workbook: a sheet for each part, ready to be filtered and printed."""

from itertools import groupby
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from desk.base.text import xlsx_text
from desk.base.words import mark, say
from reports.table import Document, Section
from reports.workbook.lists import Rows, save
from reports.workbook.sheet_cells import heading
from reports.workbook.sheet_pages import HEAD_ROWS, SheetPage, tables_of

A4: Final = 9
FOOT: Final = 110  # characters of each part of a foot; Excel allows 255 for all three
MARGIN: Final = 0.5  # inches
PAGE_WIDTH: Final = 200  # characters of a row that are still readable on one page
FROZEN: Final = 2  # columns of a list that stay when it is scrolled


def build(document: Document, path: Path) -> None:
    """Write ``document`` to ``path``.

    Raises:
        OSError: The file cannot be written.
    """
    book = Workbook(write_only=True)
    book.properties.title = xlsx_text(document.title)
    book.properties.creator = xlsx_text(document.author)
    book.properties.created = book.properties.modified = document.made_at
    book.properties.language = document.language
    lists: list[Rows] = []
    formulas: dict[str, dict[str, str]] = {}
    targets = _targets(document)
    shown = (section for section in document.sections if section.sheet)
    parts = groupby(shown, lambda section: section.sheet)
    for number, (title, several) in enumerate(parts, start=1):
        sheet = book.create_sheet(title)
        sections = list(several)
        _print_setup(sheet, document)
        if sections[0].is_list:
            lists.append(_list(sheet, number, sections[0]))
        else:
            sheet.freeze_panes = f"A{HEAD_ROWS + 1}"
            sheet.print_title_rows = f"1:{HEAD_ROWS}"
            page = SheetPage(sheet, document, targets)
            page.fill(sections)
            formulas[part_of(number)] = page.formulas
            for place, target in page.linked:
                sheet._hyperlinks.append(Hyperlink(ref=place, location=target))  # noqa: SLF001 - openpyxl's write-only sheets offer no other door
    book.calculation.fullCalcOnLoad = True
    save(book, lists, path, formulas)


def part_of(number: int) -> str:
    """Return the name of the sheet with this number in the workbook's file."""
    return f"xl/worksheets/sheet{number}.xml"


def _targets(document: Document) -> dict[str, str]:
    """Return the cell of each anchor in the document's lists, which begin in the first row."""
    found = {}
    for section in document.sections:
        for table in tables_of(section.blocks) if section.is_list and section.sheet else ():
            for row, name in enumerate(table.anchors, start=2):
                if name:
                    found[name] = f"{quote_sheetname(section.sheet)}!A{row}"
    return found


def _print_setup(sheet: Any, document: Document) -> None:
    """Set A4, one page wide, with title and author in the footer."""
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape", A4
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, MARGIN)
    left, right = document.foot
    right = f"{right} · {document.code}" if document.code else right
    foot = sheet.oddFooter
    foot.left.text, foot.right.text = _foot(left), _foot(right)
    foot.center.text = say(mark("Page {page} of {pages}"), page="&P", pages="&N")


def _foot(text: str) -> str:
    """Escape ``text`` for a footer, where ``&`` starts a code, in one line."""
    shown = xlsx_text(text).replace("\n", " ")[:FOOT]
    return shown.replace("&", "&&")


def _list(sheet: Any, number: int, section: Section) -> Rows:
    """Write a long table from the first row on, with frozen headings and filters."""
    (table,) = tables_of(section.blocks)
    places = [place for place, column in enumerate(table.columns) if column.sheet]
    columns = [table.columns[place] for place in places]
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.sheet
    last = get_column_letter(len(columns))
    sheet.freeze_panes = f"{get_column_letter(min(FROZEN, len(columns) - 1) + 1)}2"
    sheet.print_title_rows = "1:1"
    pages = -(-sum(column.sheet for column in columns) // PAGE_WIDTH)
    if pages > 1:
        sheet.page_setup.fitToWidth = int(pages)
        sheet.print_title_cols = f"A:{get_column_letter(FROZEN)}"
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    sheet.append([heading(sheet, column.heading) for column in columns])
    return Rows(part_of(number), sheet, table, places)
