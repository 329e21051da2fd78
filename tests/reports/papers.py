"""Builders of papers, and what can be read back from their files."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import openpyxl
import pypdf

from desk.reads.case_file import read_case
from desk.reads.period_report import read_report
from desk.rules.periods import period_of
from reports.making import Making
from reports.month import period_report
from reports.table import Column, Document, Section, Table

MADE_AT = datetime(2026, 11, 20, 10, 0)


def paper(*blocks, sheet="Only", **more):
    """Return a document with one section of ``blocks``; without a ``sheet`` for paper alone."""
    section = Section("only", sheet, "1. Only", blocks, **more)
    foot = ("Office · 2026-10", "Printed by 王敏, 2026-11-20 10:00")
    return Document("A paper", [("Office", "示例支行")], [section], foot, "王敏", MADE_AT, "zh-CN")


def column_of(*texts, **more):
    """Return a table with one column that holds ``texts``."""
    return Table("texts", "", [Column("Text", sheet=40, **more)], [(text,) for text in texts])


def making_of(office):
    """Return who makes a paper at ``office`` now."""
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
