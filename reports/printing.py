"""Printing papers to files in a folder, with rights and register."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from desk.actions.register_export import RegisterExport
from desk.base.text import filename
from desk.base.words import mark, say
from desk.office import Office
from desk.reads.coverage import read_coverage
from desk.reads.period_report import read_report, seen_by
from desk.rules.people.rights import Right
from desk.rules.people.sight import Purpose
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.reports.periods import Period
from reports.annex import annexed
from reports.case_shown import case_shown
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
    report = seen_by(read_report(office.store, period, making.at), office.acting)
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


def print_dossier(
    office: Office, case_no: str, folder: Path, *, reason: str | None = None
) -> Printed:
    """Write the dossier of a case into ``folder``: masked, or in full for a ``reason``.

    Raises:
        NotPermitted: The signed-in person may not print, or not see unmasked data.
        NoCase: There is no such case.
        NoReason: The reason is too short.
        Refusal: She may not see the case so (`need_sight`).
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    is_full, making = reason is not None, making_of(office)
    case = case_shown(office, case_no, Purpose.PAPER, reason, with_attachments=is_full)
    path = open_folder(folder) / dossier_name(case, making, is_full=is_full)
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
    office: Office, numbers: Sequence[str], folder: Path, *, reason: str | None = None
) -> Iterator[Printed]:
    """Write the dossiers of many cases into ``folder``, one by one.

    Abandoning the iteration stops the printing; written files are complete. In full, more than
    one at once is an export: it needs that right, and stands in the register before the first.
    Then all of them are written or, when one may not be seen in clear, none.

    Raises:
        Refusal: As `print_dossier`.
    """
    if reason is not None and len(numbers) > 1:
        wish = RegisterExport(
            what="dossiers", count=len(numbers), is_full=True, purpose=reason, cases=numbers
        )
        office.do(wish)
    for case_no in numbers:
        yield print_dossier(office, case_no, folder, reason=reason)


def report_name(period: Period, making: Making) -> str:
    """Return e.g. "0101_2026-10_Complaint-report", without its ending."""
    what = say(mark("Complaint report"))
    return filename(making.settings.text("office_code"), period.id, what)
