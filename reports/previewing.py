"""Previews of papers: without a code, marked as such; no file is left.

Previews are not in the register of prints, so personal data stays masked
unless a reason is put on record.
"""

from dataclasses import replace

from desk.attachments.viewing import passing_folder
from desk.base.words import mark, say
from desk.office import Office
from desk.reads.period_report import read_report, seen_by
from desk.rules.people.rights import Right
from desk.rules.people.sight import Purpose
from desk.rules.reports.periods import Period
from reports.annex import annexed
from reports.case_shown import case_shown
from reports.dossier import dossier
from reports.dossier_audit import audit_extract
from reports.letters.issuing import FormWish, seen_form
from reports.month import period_report
from reports.paper import pdf_of, write_pdf
from reports.places import making_of
from reports.table import Document


def preview_report(office: Office, period: Period) -> bytes:
    """Return the report of ``period`` as a PDF.

    Raises:
        NotPermitted: The signed-in person may not.
    """
    office.need(Right.REPORT)
    making = making_of(office)
    report = seen_by(read_report(office.store, period, making.at), office.acting)
    return _pdf(period_report(report, making))


def preview_dossier(office: Office, case_no: str, *, reason: str | None = None) -> bytes:
    """Return the dossier of a case as a PDF.

    It is masked, or in full with the attachments' pages for a ``reason``, which stays in the
    audit log.

    Raises:
        NotPermitted: The signed-in person may not.
        NoCase: There is no such case.
        NoReason: The reason is too short.
        Refusal: She may not see the case so (`need_sight`).
    """
    is_full = reason is not None
    case = case_shown(office, case_no, Purpose.PREVIEW, reason, with_attachments=is_full)
    making, seen = making_of(office), audit_extract(office, case_no)
    with passing_folder(office.folder) as folder:
        path = folder / "preview.pdf"
        with annexed(office, case, path, is_full=is_full) as annex:
            document = dossier(
                case, making, is_full=is_full, reckoning=office.reckoning, annex=annex, seen=seen
            )
            write_pdf(_previewed(document), path, annex.lay_in)
        return path.read_bytes()


def preview_form(office: Office, wish: FormWish) -> bytes:
    """Return a form of a case, masked, as a PDF.

    Raises:
        NotPermitted: The signed-in person may not.
        Refusal: There is no such case or form.
    """
    return _pdf(seen_form(office, wish))


def _pdf(document: Document) -> bytes:
    return pdf_of(_previewed(document))


def _previewed(document: Document) -> Document:
    return replace(document, watermark=say(mark("Preview")))
