"""Printing: from a wish to whole files in a folder, with the right for it."""

from dataclasses import dataclass
from pathlib import Path

from desk.base.files import CannotWrite, whole_file
from desk.base.text import filename
from desk.base.words import mark, say
from desk.office import Office
from desk.reads.case_file import read_case
from desk.reads.ledger import read_period
from desk.rules.people import Right
from desk.rules.periods import Period
from reports.dossier import dossier, dossier_name
from reports.excel import write_workbook
from reports.making import Making
from reports.month import period_report
from reports.paper import write_pdf


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed.

    Attributes:
        files: Where it stands, by what it is: "xlsx", "pdf".
        missing: Characters that no font draws; the paper shows their codes.
    """

    files: dict[str, Path]
    missing: tuple[str, ...]

    @property
    def note(self) -> str:
        """Return what people must know about it, or ""."""
        codes = [f"U+{ord(char):04X}" for char in self.missing]
        text = mark("No font draws {codes}; the paper shows the codes.")
        return say(text, codes=codes) if codes else ""


def print_report(office: Office, period: Period, folder: Path) -> Printed:
    """Write the report of ``period`` into ``folder``, as Excel and as PDF: both, or neither.

    Raises:
        NotPermitted: The signed-in person may not.
        CannotWrite: The folder or the disk says no.
    """
    office.need(Right.REPORT)
    making = _making(office)
    figures, lines = read_period(office.store, period, making.at)
    document = period_report(figures, lines, making)
    name = report_name(period, making)
    sheet, paper = (_in(folder) / f"{name}.{suffix}" for suffix in ("xlsx", "pdf"))
    with whole_file(sheet) as sheet_draft, whole_file(paper) as paper_draft:
        write_workbook(document, sheet_draft)
        missing = write_pdf(document, paper_draft)
    office.audit("printed", what="report", period=period.id, file=name)
    return Printed({"xlsx": sheet, "pdf": paper}, tuple(missing))


def print_dossier(office: Office, case_no: str, folder: Path, *, is_full: bool = False) -> Printed:
    """Write the dossier of a case into ``folder``.

    Raises:
        NotPermitted: The signed-in person may not print, or not see what is masked.
        NoCase: There is no such case.
        CannotWrite: The folder or the disk says no.
    """
    for right in (Right.READ, Right.PRINT, *((Right.REVEAL,) if is_full else ())):
        office.need(right)
    making = _making(office)
    case = read_case(office.store, office.reckoning, case_no)
    path = _in(folder) / dossier_name(case, making)
    with whole_file(path) as draft:
        missing = write_pdf(dossier(case, making, is_full=is_full), draft)
    office.audit("printed", what="dossier", case_no=case.case_no, full=is_full, file=path.name)
    return Printed({"pdf": path}, tuple(missing))


def report_name(period: Period, making: Making) -> str:
    """Return e.g. "0101_2026-10_Complaint-report", without its ending."""
    what = say(mark("Complaint report"))
    return filename(making.settings.text("office_code"), period.id, what)


def _making(office: Office) -> Making:
    return Making(office.settings, office.people, office.actor, office.clock.now())


def _in(folder: Path) -> Path:
    """Return the folder to write to; it may be new, the one it lies in may not.

    Raises:
        CannotWrite: That one is not there, like a stick that was pulled out.
    """
    around = folder.absolute().parent
    if not around.is_dir():
        raise CannotWrite(
            name=folder.name, reason=say(mark("there is no folder {folder}"), folder=around)
        )
    return folder
