"""A paper on its way to the printer; the printer here writes a PDF."""

from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageRanges, QPageSize
from PySide6.QtPrintSupport import QPrinter
from reportlab.pdfgen.canvas import Canvas

from desk.base.progress import Cancelled, nobody_asks
from ui.base.pdf import Pdf
from ui.base.printing import BAND, PrinterFailed, print_pdf, wanted_pages

A4 = (595.28, 841.89)
A4_LYING = (841.89, 595.28)
A5 = (419.53, 595.28)
ALIKE = 0.9  # points; a fifth of a dot of the screen


def paper(*sizes):
    """Return a PDF with a page of each of ``sizes``: its number, and a black corner at the end."""
    content = BytesIO()
    canvas = Canvas(content)
    for number, (wide, tall) in enumerate(sizes, start=1):
        canvas.setPageSize((wide, tall))
        canvas.setFont("Helvetica", 200)
        canvas.drawString(100, 100, str(number))
        canvas.rect(wide - 90, tall - 90, 60, 60, fill=1)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


@pytest.fixture
def printer(qapp, tmp_path):
    assert qapp
    found = QPrinter(QPrinter.PrinterMode.HighResolution)
    found.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    found.setOutputFileName(str(tmp_path / "printed.pdf"))
    found.setResolution(300)
    return found


def printed(printer):
    return pypdf.PdfReader(printer.outputFileName()).pages


def size(page):
    return float(page.mediabox.width), float(page.mediabox.height)


def picture(content, number):
    """Return the page at 36 dots to the inch, as rows of grey."""
    page = pypdfium2.PdfDocument(content)[number].render(scale=0.5, grayscale=True)
    return page.to_pil().tobytes(), page.width, page.height


def differing(one, other):
    """Return the share of dots that are plainly another grey."""
    (dots, *shape), (others, *other_shape) = one, other
    assert all(abs(a - b) <= 1 for a, b in zip(shape, other_shape, strict=True))
    wide, other_wide = shape[0], other_shape[0]
    pairs = [
        (dots[row * wide + n], others[row * other_wide + n])
        for row in range(min(shape[1], other_shape[1]))
        for n in range(min(wide, other_wide))
    ]
    return sum(abs(a - b) > 100 for a, b in pairs) / len(pairs)


def test_every_page_comes_out_as_it_was_with_its_size_and_direction(printer):
    content, told = paper(A4, A4_LYING, A5, A4), []
    assert print_pdf(content, printer, lambda *far: told.append(far)) == 4
    pages = printed(printer)
    for page, wanted in zip(pages, (A4, A4_LYING, A5, A4), strict=True):
        assert size(page) == pytest.approx(wanted, abs=ALIKE)
    out = Path(printer.outputFileName()).read_bytes()
    for number in range(4):
        assert differing(picture(content, number), picture(out, number)) < 0.004
    assert differing(picture(content, 0), picture(out, 3)) > 0.01
    assert told == [(place, 4) for place in range(4)]


def test_a_page_is_drawn_in_bands_that_fit_together(qapp):
    assert qapp
    pdf, scale = Pdf(paper(A5)), 200 / 72
    whole = pdf.picture(0, scale)
    assert whole.height() == pdf.rows(0, scale) > 3 * BAND
    for top in range(0, whole.height(), BAND):
        band = pdf.picture(0, scale, top, BAND)
        same = whole.copy(0, top, whole.width(), band.height())
        pairs = zip(bytes(band.constBits()), bytes(same.constBits()), strict=True)
        assert sum(abs(a - b) > 64 for a, b in pairs) < 100  # of five million: rounded edges


@pytest.mark.parametrize(
    ("ranges", "order", "pages"),
    [
        ("", QPrinter.PageOrder.FirstPageFirst, [0, 1, 2, 3, 4]),
        ("2-3,5", QPrinter.PageOrder.FirstPageFirst, [1, 2, 4]),
        ("2-3,5", QPrinter.PageOrder.LastPageFirst, [4, 2, 1]),
    ],
)
def test_the_chosen_pages_come_out_in_the_chosen_order(printer, ranges, order, pages):
    if ranges:
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setPageRanges(QPageRanges.fromString(ranges))
    printer.setPageOrder(order)
    assert wanted_pages(printer, 5) == pages


def test_only_the_chosen_pages_are_printed(printer):
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    assert print_pdf(paper(A4, A4_LYING, A5, A4), printer, nobody_asks) == 2
    assert [round(size(page)[0]) for page in printed(printer)] == [842, 420]


class OnlyA5(QPrinter):
    """A printer with one kind of paper."""

    def setPageLayout(self, layout):  # noqa: N802 - Qt's name
        own = QPageLayout(QPageSize(QPageSize.PageSizeId.A5), layout.orientation(), QMarginsF())
        return super().setPageLayout(own)


def test_what_the_printer_has_no_paper_for_is_made_to_fit(qapp, tmp_path):
    assert qapp
    printer = OnlyA5(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "small.pdf"))
    printer.setResolution(300)
    print_pdf(paper(A4), printer, nobody_asks)
    (page,) = printed(printer)
    assert size(page) == pytest.approx(A5, abs=ALIKE)
    dots, wide, tall = picture((tmp_path / "small.pdf").read_bytes(), 0)
    corner = [dots[row * wide + n] for row in range(tall // 5) for n in range(wide * 4 // 5, wide)]
    assert min(corner) < 50


def test_a_printer_finer_than_needed_gets_every_dot_repeated(printer, tmp_path):
    printer.setResolution(1200)
    content = paper(A5)
    print_pdf(content, printer, nobody_asks)
    out = (tmp_path / "printed.pdf").read_bytes()
    assert differing(picture(content, 0), picture(out, 0)) < 0.004
    images = [image.image.size for page in printed(printer) for image in page.images]
    assert max(wide for wide, _ in images) == -(-A5[0] * 600 // 72)


def test_whoever_stops_stops_between_two_pages(printer):
    def tell(done, _of):
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_pdf(paper(A4, A4, A4), printer, tell)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_says_no_is_named(printer):
    printer.setOutputFileName("/nowhere/at/all.pdf")
    with pytest.raises(PrinterFailed, match="switched on"):
        print_pdf(paper(A4), printer, nobody_asks)
