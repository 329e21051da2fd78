"""Printing papers to files in a folder, with rights and register."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from desk.base.text import filename
from desk.base.words import mark, say
from desk.office import Office
from desk.reads.case_file import read_case
from desk.reads.coverage import read_coverage
from desk.reads.period_report import read_report, seen_by
from desk.rules.people.rights import Right
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.reports.periods import Period
from reports.annex import annexed
from reports.coverage_matrix import coverage_sections
from reports.disclosure import disclosure
from reports.dossier import dossier, dossier_name
from reports.dossier_audit import audit_extract
from reports.excel import write_workbook
from reports.making import Making
from reports.month import period_report
from reports.places import Printed, making_of, open_folder
from reports.stamping import Stamp, write_stamped
from reports.table import Document

__all__ = ["Printed", "print_disclosure", "print_dossier", "print_dossiers", "print_report"]


def print_report(
    office: Office, period: Period, folder: Path, *, is_paper_only: bool = False
) -> Printed:
    """Write the report of ``period`` into ``folder``, as Excel and as PDF: both, or neither.

    Args:
        office: The open office; on the writer thread only.
        period: Which.
        folder: Where to.
        is_paper_only: Only the PDF, for the printer.

    Raises:
        NotPermitted: The signed-in person may not.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    office.need(Right.REPORT)
    making = making_of(office)
    report = seen_by(read_report(office.store, period, making.at), office.actor)
    document = _consolidated(office, period, period_report(report, making))
    name = report_name(period, making)
    sheet, paper = (open_folder(folder) / f"{name}.{suffix}" for suffix in ("xlsx", "pdf"))
    stamp = Stamp(what="report", about=period.id)
    others = [] if is_paper_only else [("xlsx", sheet, write_workbook)]
    return write_stamped(office, document, stamp, paper, others)


def _consolidated(office: Office, period: Period, document: Document) -> Document:
    """Add the coverage sections to head office's ``document``; a branch's is unchanged."""
    if office.settings.text("office_role") != HEAD_OFFICE:
        return document
    offices = read_coverage(office.store, period, document.made_at)
    more = coverage_sections(offices, document.made_at)
    return replace(document, sections=[*document.sections, *more])


def print_disclosure(office: Office, period: Period, folder: Path) -> Printed:
    """Write the public text of ``period`` into ``folder``: no case, no person in it.

    Raises:
        NotPermitted: The signed-in person may not.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    office.need(Right.REPORT)
    making = making_of(office)
    document = disclosure(read_report(office.store, period, making.at), making)
    what = say(mark("Disclosure"))
    name = filename(making.settings.text("office_code"), period.id, what)
    path = open_folder(folder) / f"{name}.pdf"
    stamp = Stamp(what="disclosure", about=period.id)
    return write_stamped(office, document, stamp, path)


def print_dossier(office: Office, case_no: str, folder: Path, *, is_full: bool = False) -> Printed:
    """Write the dossier of a case into ``folder``.

    Raises:
        NotPermitted: The signed-in person may not print, or not see unmasked data.
        NoCase: There is no such case.
        KeptAway: She is recused in it.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    for right in (Right.READ, Right.PRINT, *((Right.REVEAL,) if is_full else ())):
        office.need(right)
    making = making_of(office)
    case = read_case(office.store, office.reckoning, case_no, office.actor)
    path = open_folder(folder) / dossier_name(case, making)
    stamp = Stamp(what="dossier", about=case.case_no, is_full=is_full)
    with annexed(office, case, path, is_full=is_full) as annex:
        document = dossier(
            case,
            making,
            is_full=is_full,
            reckoning=office.reckoning,
            annex=annex,
            seen=audit_extract(office, case.case_no),
        )
        return write_stamped(office, document, stamp, path, lay_in=annex.lay_in)


def print_dossiers(
    office: Office, numbers: Sequence[str], folder: Path, *, is_full: bool = False
) -> Iterator[Printed]:
    """Write the dossiers of many cases into ``folder``, one by one.

    Abandoning the iteration stops the printing; written files are complete.

    Raises:
        Refusal: As `print_dossier`.
    """
    for case_no in numbers:
        yield print_dossier(office, case_no, folder, is_full=is_full)


def report_name(period: Period, making: Making) -> str:
    """Return e.g. "0101_2026-10_Complaint-report", without its ending."""
    what = say(mark("Complaint report"))
    return filename(making.settings.text("office_code"), period.id, what)
