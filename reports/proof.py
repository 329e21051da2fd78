"""Proving a report's paper against itself before it is closed (domain.md 9.5, 9.6)."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from desk.reads.period_report import PeriodReport
from reports.definitions import name_of_figure
from reports.detail_tables import warnings_of
from reports.disclosure import disclosed_holds
from reports.making import Making
from reports.month import told_sections
from reports.month_tables import TARGETS
from reports.table import (
    Beside,
    Block,
    Charted,
    Note,
    Pictured,
    Section,
    StoryBlock,
    Table,
    Tiles,
    shown_cell,
)

NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def unproven_paper(report: PeriodReport, making: Making) -> tuple[str, ...]:
    """Return the names, of ``SUMS``, of what the paper says otherwise than its tables.

    "texts": a sentence of ours has a number that no table of its section has; what people
    typed is theirs. "disclosure": the public text does not add up to the report.
    """
    sections = told_sections(report, making)
    holds = {
        "texts": not any(unfounded(section, report, making) for section in sections),
        "disclosure": disclosed_holds(report),
    }
    return tuple(name for name, is_so in holds.items() if not is_so)


def unfounded(section: Section, report: PeriodReport, making: Making) -> list[str]:
    """Return the sentences of ``section`` with a number that stands in none of its tables.

    Remarks under a table are none of them. The days of the period itself may be told, the day
    it was made, the first day of data, and what stands in the name of a figure ("24 h").
    """
    period, typed = report.period, set(report.comments.values())
    days = (period.title, period.first, period.last, making.at.date(), report.figures.since)
    warned = warnings_of(report.figures, report.details)
    names = [*map(name_of_figure, TARGETS), *(one.title for one in warned)]
    known = {*_numbers([*map(str, days), *names]), *_numbers(_cells(section.blocks))}
    texts = [text for text in _texts(section.blocks) if text not in typed]
    return [text for text in texts if not _numbers([text]) <= known]


def _numbers(texts: Iterable[str]) -> set[Decimal]:
    found = (number for text in texts for number in NUMBER.findall(text))
    return {Decimal(number.replace(",", "")) for number in found}


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, StoryBlock) or (isinstance(block, Note) and not block.is_quiet):
            yield block.text


def _cells(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what stands in tables: titles, headings, cells."""
    for block in blocks:
        if isinstance(block, Beside):
            yield from _cells((block.left, block.right))
        table = block.table if isinstance(block, Pictured | Charted | Tiles) else block
        if isinstance(table, Table):
            yield table.title
            yield from (column.heading for column in table.columns)
            for row in table.rows:
                yield from map(shown_cell, (c.holds for c in table.columns), row)
