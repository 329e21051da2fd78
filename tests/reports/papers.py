"""Builders of papers, and what can be read back from their files."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import chain
from pathlib import Path

import openpyxl
import pypdf

from desk.reads.case_file import read_case
from desk.reads.period_report import read_report
from desk.rules.reports.periods import period_of
from reports.making import Making
from reports.month import period_report
from reports.table import (
    DASH,
    Beside,
    Charted,
    Column,
    Document,
    Holds,
    Pictured,
    Section,
    Table,
    Tiles,
    shown_cell,
)

MADE_AT = datetime(2026, 11, 20, 10, 0)


def paper(*blocks, sheet="Only", **more):
    """Return a document with one section of ``blocks``; without a ``sheet`` for paper alone."""
    section = Section("only", sheet, "1. Only", blocks, **more)
    foot = ("Office · 2026-10", "Printed by 王敏, 2026-11-20 10:00")
    return Document(
        title="A paper",
        head=[("Office", "示例支行")],
        sections=[section],
        foot=foot,
        author="王敏",
        made_at=MADE_AT,
        language="zh-CN",
    )


def column_of(*texts, **more):
    """Return a table with one column that holds ``texts``."""
    return Table("texts", "", [Column("Text", sheet=40, **more)], [(text,) for text in texts])


def making_of(office):
    """Return the context of a paper made at ``office`` now."""
    return Making(office.settings, office.people, office.actor, office.clock.now())


def report_of(office, kind="month", period="2026-11"):
    """Return the figures of a period and its report."""
    wanted = period_of(kind, period)
    report = read_report(office.store, wanted, office.clock.now())
    return report.figures, period_report(report, making_of(office))


def case_of(office, case_no):
    """Return a case, whole."""
    return read_case(office.store, office.reckoning, case_no)


def bare(text):
    """Return ``text`` without white space: lines break where they must."""
    return "".join(text.split())


@dataclass(frozen=True)
class Written:
    """The files of one document.

    Attributes:
        sheet: The workbook.
        paper: The PDF.
        missing: Characters that no font draws.
    """

    sheet: Path
    paper: Path
    missing: list

    @cached_property
    def book(self):
        """Return the workbook, read back."""
        return openpyxl.load_workbook(self.sheet)

    @cached_property
    def values(self):
        """Return the workbook with what its formulas give, as it stands in the file."""
        return openpyxl.load_workbook(self.sheet, data_only=True)

    @cached_property
    def pdf(self):
        """Return the PDF, read back."""
        return pypdf.PdfReader(self.paper)

    @cached_property
    def pages(self):
        """Return the text of every page."""
        return [page.extract_text() for page in self.pdf.pages]

    @cached_property
    def text(self):
        """Return the text of the PDF without white space."""
        return bare("".join(self.pages))


def tables_of(document):
    """Return the document's tables by id."""
    blocks = chain.from_iterable(section.blocks for section in document.sections)
    found = {}
    for block in blocks:
        both = (block.left, block.right) if isinstance(block, Beside) else (block,)
        for one in both:
            table = one.table if isinstance(one, Pictured | Charted | Tiles) else one
            if isinstance(table, Table):
                found[table.id] = table
    return found


def in_excel(column, value):
    """Return what Excel must hold for a value of the content."""
    if isinstance(value, Decimal):
        scale = 100 if column.holds in (Holds.PERCENT, Holds.CHANGE) else 1
        return float(value / scale)
    return value


def rows_below(sheet, table):
    """Return the rows of ``table`` as they stand in ``sheet``."""
    wanted = [column.heading for column in table.columns if column.sheet]
    for row in sheet.iter_rows(max_col=len(wanted)):
        heads = [cell.value for cell in row]
        if heads == wanted or (any(c.group for c in table.columns) and heads[2] == wanted[2]):
            first = row[0].row + 1
            rows = sheet.iter_rows(first, first + len(table.rows) - 1, max_col=len(wanted))
            yield [[cell.value for cell in row] for row in rows]


def lacking_in_excel(document, book):
    """Yield the ids of tables that do not stand, cell by cell, in ``book``."""
    for table in tables_of(document).values():
        expected = [
            [
                in_excel(c, value) or None
                for c, value in zip(table.columns, row, strict=True)
                if c.sheet
            ]
            for row in table.rows
        ]
        found = [
            [[value or None for value in row] for row in rows]
            for sheet in book
            for rows in rows_below(sheet, table)
        ]
        if [[_day(v) for v in row] for row in expected] not in [
            [[_day(v) for v in row] for row in rows] for rows in found
        ]:
            yield table.id


def _day(value):
    """Return days as Excel gives them back: moments at midnight."""
    return value.strftime("%Y-%m-%d") if hasattr(value, "strftime") else value


def lacking_on_paper(document, text):
    """Yield id and row of every table that the paper's ``text`` does not show."""
    text = text.replace("[U+20BB7]", "𠮷")
    blocks = chain.from_iterable(section.blocks for section in document.sections)
    tiles = {block.table.id for block in blocks if isinstance(block, Tiles)}
    for table in tables_of(document).values():
        is_tiled = table.id in tiles  # with remarks under headings; what says nothing is left out
        places = [n for n, column in enumerate(table.columns) if column.paper]
        for row in table.rows:
            cells = [shown_cell(table.columns[n].holds, row[n]) for n in places]
            shown = all(bare(cell) in text for cell in cells if not (is_tiled and cell == DASH))
            is_whole = table.is_dense or is_tiled or bare("".join(cells)) in text
            if not (shown and is_whole):
                yield table.id, row
