"""Exporting the office's ledger as a workbook; registered before it is written."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from desk.actions.register_export import RegisterExport
from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.files import whole_file
from desk.base.shapes import JsonObject
from desk.base.words import mark, say
from desk.office import Office
from desk.reads.period_ledger import LedgerLine, for_reader, ledger_lines
from desk.rules.people.rights import Right
from desk.rules.people.sight import Purpose, sight
from desk.rules.reports.periods import period_of
from reports.excel import write_workbook
from reports.ledger_table import hidden, office_ledger
from reports.making import Making, masking
from reports.places import making_of
from reports.table import Document, Section

SUFFIX: Final = ".xlsx"


class NotAWorkbook(Refusal):
    """A ledger was wanted under a name that no Excel workbook has."""

    text: ClassVar[str] = mark("The ledger is written as an Excel workbook: end {name} in .xlsx.")


def export_ledger(
    office: Office, numbers: Sequence[str], path: Path, *, is_full: bool = False, purpose: str = ""
) -> JsonObject:
    """Write the ledger of the cases ``numbers`` to ``path``; return a report.

    Args:
        office: The open office; on the writer thread only.
        numbers: Case numbers; those closed to the signed-in person are left out.
        path: Of the workbook.
        is_full: Personal data unmasked.
        purpose: Purpose; required when unmasked.

    Raises:
        NotPermitted: The signed-in person may not.
        NoReason: Unmasked without a purpose.
        Refusal: Unmasked, and one of the cases may not be seen so (`need_sight`).
        NotAWorkbook: ``path`` has another extension.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    office.need(Right.READ)
    office.need(Right.EXPORT)
    if path.suffix.lower() != SUFFIX:
        raise NotAWorkbook(name=path.name)
    making, why = making_of(office), purpose or ("" if is_full else say(mark("ledger, masked")))
    lines = _lines(office, numbers, making, is_full=is_full)
    with whole_file(path) as draft:
        write_workbook(_document(lines, making, is_full=is_full), draft)
        office.do(
            RegisterExport(
                what="ledger",
                count=len(lines),
                is_full=is_full,
                purpose=why,
                file=path.name,
                cases=[line.facts["case_no"] for line in lines] if is_full else (),
            )
        )
    return {"xlsx": str(path), "cases": len(lines)}


def _lines(
    office: Office, numbers: Sequence[str], making: Making, *, is_full: bool
) -> list[LedgerLine]:
    year = period_of("year", str(making.at.year))  # decides nothing: the cases are named
    found = ledger_lines(office.store, year, making.at, is_full=True, numbers=numbers)
    reader = office.acting
    lines = [
        for_reader(line, reader)
        for line in found
        if sight(reader, line.facts, Purpose.EXPORT, stamp(making.at))
    ]
    lines.sort(key=lambda line: (line.facts["received_at"], line.facts["case_no"]))
    return lines if is_full else list(map(hidden, lines))


def _document(lines: Sequence[LedgerLine], making: Making, *, is_full: bool) -> Document:
    title = say(mark("Complaint ledger"))
    section = Section("ledger", title, title, [office_ledger(lines, making)], is_list=True)
    return Document(
        title=title,
        head=[],
        sections=[section],
        foot=(f"{making.office} · {masking(is_full=is_full)}", making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
    )
