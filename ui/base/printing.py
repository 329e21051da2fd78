"""A finished paper goes to the printer, page by page, as it was previewed."""

from typing import ClassVar, Final

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from desk.base.errors import Refusal
from desk.base.progress import Progress
from desk.base.words import mark
from ui.base.pdf import POINTS, Pdf

MOST: Final = 720  # dots to the inch that a page is drawn with; finer printers repeat them
BAND: Final = 512  # rows that are drawn at once: a whole page would take 140 MB
ALIKE: Final = 0.02  # papers that differ by less are the same


class NoPrinter(Refusal):
    """Nothing can be printed on."""

    text: ClassVar[str] = mark(
        "There is no printer on this PC. Add one in the settings of the system, or write the "
        "paper as a PDF and print it elsewhere."
    )


class PrinterFailed(Refusal):
    """The printer, or the queue before it, said no."""

    text: ClassVar[str] = mark(
        "{printer} does not print. See that it is switched on, connected and has paper, "
        "then print again: what is printed then is a new copy with its own number."
    )


def wanted_pages(printer: QPrinter, count: int) -> list[int]:
    """Return the pages that were chosen for ``printer``, from 0, in the order they come out."""
    pages = list(range(count))
    if printer.printRange() == QPrinter.PrintRange.PageRange:
        ranges = printer.pageRanges()
        pages = [page for page in pages if ranges.contains(page + 1)]
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    return pages


def print_pdf(content: bytes, printer: QPrinter, tell: Progress) -> int:
    """Print the PDF ``content``; return how many pages. On any thread.

    Each page has its own size and direction; what the printer cannot take is made to fit.

    Args:
        content: The PDF.
        printer: With what was chosen in the system's dialog.
        tell: Called with (pages printed, pages in all); raising aborts the print job.

    Raises:
        PrinterFailed: The printer reported an error.
    """
    pdf = Pdf(content)
    pages = wanted_pages(printer, len(pdf.sizes))
    painter = QPainter()
    printer.setFullPage(True)
    try:
        for place, page in enumerate(pages):
            tell(place, len(pages))
            _turn(printer, *pdf.sizes[page])
            if not (printer.newPage() if place else painter.begin(printer)):
                raise PrinterFailed(printer=printer.printerName() or printer.docName())
            _draw(painter, printer, pdf, page)
    except Refusal:
        printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()
    if printer.printerState() == QPrinter.PrinterState.Error:
        raise PrinterFailed(printer=printer.printerName())
    return len(pages)


def _turn(printer: QPrinter, wide: float, tall: float) -> None:
    """Set paper size (in points) and orientation."""
    size = QPageSize(
        QSizeF(min(wide, tall), max(wide, tall)),
        QPageSize.Unit.Point,
        "",
        QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    lies = QPageLayout.Orientation.Landscape if wide > tall else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, lies, QMarginsF(), QPageLayout.Unit.Point))


def _draw(painter: QPainter, printer: QPrinter, pdf: Pdf, page: int) -> None:
    """Draw the page, band below band."""
    coarse = -(-printer.resolution() // MOST)
    scale = printer.resolution() / coarse / POINTS
    painter.save()
    fit = _fit(printer, *pdf.sizes[page])
    painter.scale(fit, fit)
    for top in range(0, pdf.rows(page, scale), BAND):
        band = pdf.picture(page, scale, top, BAND)
        painter.drawImage(
            QRect(0, top * coarse, band.width() * coarse, band.height() * coarse), band
        )
    painter.restore()


def _fit(printer: QPrinter, wide: float, tall: float) -> float:
    """Return the scale factor from the page to the printer's paper."""
    paper = printer.pageLayout().fullRect(QPageLayout.Unit.Point)
    fit = min(paper.width() / wide, paper.height() / tall)
    return 1.0 if abs(fit - 1) < ALIKE else float(fit)
