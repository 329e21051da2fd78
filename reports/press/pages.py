"""Page decoration: foot, watermark, and values known only at the end."""

from collections.abc import Callable
from functools import partial
from typing import IO, Any, Final

from reportlab.graphics import renderPDF
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.flowables import CallerMacro, Flowable

from desk.base.words import mark, say
from reports.press import measures as m
from reports.press.face import Face
from reports.press.lines import broken
from reports.press.qr import qr_drawing
from reports.table import Document

FOOT: Final = m.SMALLEST
TOTAL: Final = "total"
WHOLE: Final = ""  # the section whose page is the last one: how many pages there are
HOLE: Final = "\0"  # where the number of pages will stand
DIGITS: Final = "00"  # that it will have, most likely
FOOT_LEADING: Final = 12.0
FOOT_GAP: Final = 4 * m.MM  # between the text and the line over the foot
TILES: Final = 5
MARK: Final = 15.0
CODE: Final = "code"
QR: Final = 11.5 * m.MM  # side of the QR code
KEYWORDS: Final = "desk-code "  # before the code, in the file; see desk.reads.prints
ROOM: Final = 200  # points to each side, for a number that is drawn at the end


Slots = dict[str, tuple[int, tuple[float, ...]]]


class _Place(Flowable):  # type: ignore[misc]
    """An empty flowable that records its position."""

    def __init__(
        self, tell: Callable[[Any, float, float], None], width: float, height: float
    ) -> None:
        super().__init__()
        self.width, self.height, self._tell = width, height, tell

    def draw(self) -> None:
        """Draw nothing."""
        self._tell(self.canv, self.width, self.height)


def code_corner(page: m.PageSize) -> tuple[float, float]:
    """Return where the lower left corner of the foot's QR code stands on the sheet."""
    return page.left + page.width - QR, page.bottom - FOOT_GAP - QR - 2


class DocumentPages:
    """The pages of one document.

    Numbers known only at the end (number of pages, first page of
    a section) are drawn as PDF forms: referenced at once, defined last.
    """

    def __init__(self, face: Face, document: Document) -> None:
        """Keep the texts of the pages."""
        self._face = face
        self._document = document
        self._starts: dict[str, int] = {}
        self._right = QR + 2 * m.MM if document.code else 0.0  # room for the QR code
        self._asked: list[str] = []
        self.slots: Slots = {}

    def template(self, file: IO[bytes]) -> Any:
        """Return the document that reportlab builds into the open ``file``."""
        document, printed = self._document, self._face.printed
        return BaseDocTemplate(
            file,
            pagesize=m.TALL,
            pageTemplates=[
                self._template("tall", m.TALL_PAGE),
                self._template("wide", m.WIDE_PAGE),
            ],
            title=printed(document.title),
            author=printed(document.author),
            creator=say(mark("Complaint desk")),
            lang=document.language,
            keywords=[f"{KEYWORDS}{document.code}"] if document.code else None,
        )

    def _template(self, name: str, page: m.PageSize) -> Any:
        frame = Frame(
            page.left,
            page.bottom,
            page.width,
            page.height,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        drawn = partial(self._draw, page)
        return PageTemplate(id=name, frames=[frame], pagesize=page.size, onPage=drawn)

    def _draw(self, page: m.PageSize, canvas: Any, _doc: Any) -> None:
        canvas.saveState()
        if self._document.watermark:
            self._watermark(page, canvas)
        canvas.setFillColor(m.MUTED)
        canvas.setStrokeColor(m.LINE)
        canvas.setLineWidth(m.HAIR)
        y = page.bottom - FOOT_GAP
        canvas.line(page.left, y, page.left + page.width, y)
        self._foot(page, canvas, y - 9)
        canvas.restoreState()

    def _foot(self, page: m.PageSize, canvas: Any, y: float) -> None:
        what, printed = self._document.foot
        number = _page_of(canvas.getPageNumber())
        wide = self._face.width(number.replace(HOLE, DIGITS), FOOT)
        right = page.left + page.width - self._right
        room = page.width - self._right
        self._write(canvas, (page.left, y), self._fitted(what, room - 2 * wide), FOOT)
        self._write(canvas, (page.left, y - FOOT_LEADING), self._fitted(printed, room / 2), FOOT)
        self._code(page, canvas, y, right)
        end = self._write(canvas, (right - wide, y), number.partition(HOLE)[0], FOOT)
        canvas.translate(end, y)
        canvas.doForm(TOTAL)

    def _code(self, page: m.PageSize, canvas: Any, y: float, right: float) -> None:
        """Draw the code beside its QR code; the drawing is stored once in the file."""
        if not self._document.code:
            return
        words = say(mark("Check code {code}"), code=self._document.code)
        printed = self._face.printed(words)
        wide = self._face.width(printed, FOOT)
        self._write(canvas, (right - wide, y - FOOT_LEADING), printed, FOOT)
        canvas.saveState()
        canvas.translate(*code_corner(page))
        canvas.doForm(CODE)
        canvas.restoreState()

    def _draw_code(self, canvas: Any) -> None:
        canvas.beginForm(CODE, 0, 0, QR, QR)
        renderPDF.draw(qr_drawing(self._document.code, QR), canvas, 0, 0)
        canvas.endForm()

    def _fitted(self, text: str, room: float) -> str:
        """Return ``text`` in one line, cut with "…"."""
        printed = self._face.printed(text).replace("\n", " ")
        first, *others = broken(printed, room - FOOT, FOOT, self._face.widths)
        return first + "…" if others else first

    def _write(self, canvas: Any, place: tuple[float, float], printed: str, size: float) -> float:
        """Draw ``printed`` at ``place``; return where it ends."""
        x, y = place
        for name, piece in self._face.runs(printed):
            canvas.setFont(name, size)
            canvas.drawString(x, y, piece)
            x += self._face.width(piece, size)
        return x

    def _watermark(self, page: m.PageSize, canvas: Any) -> None:
        text = self._face.printed(self._document.watermark)
        wide, high = page.size
        canvas.setFillColor(m.FAINT)
        for tile in range(TILES):
            canvas.saveState()
            canvas.translate(wide / 2, high * (tile + 0.5) / TILES)
            canvas.rotate(28)
            self._write(canvas, (-self._face.width(text, MARK) / 2, 0), text, MARK)
            canvas.restoreState()

    def begins(self, section: str, title: str) -> Any:
        """Return a flowable without height that records the first page of ``section``."""
        return CallerMacro(drawCallable=partial(self._begin, section, title))

    def _begin(self, section: str, title: str, flowable: Any) -> None:
        canvas = flowable.canv
        self._starts[section] = canvas.getPageNumber()
        canvas.bookmarkPage(section)
        if title:
            canvas.addOutlineEntry(self._face.printed(title), section, 0)

    def page_of(self, section: str) -> Any:
        """Return a flowable that draws the first page of ``section``; `WHOLE`: the number of pages.

        It is right-aligned to its position.
        """
        self._asked.append(section)
        return CallerMacro(drawCallable=lambda flowable: flowable.canv.doForm(f"page.{section}"))

    def place(self, name: str, width: float, height: float) -> Any:
        """Return an empty flowable of this size for an inlay; records its position."""
        return _Place(partial(self._note_place, name), width, height)

    def _note_place(self, name: str, canvas: Any, width: float, height: float) -> None:
        x, y = canvas.absolutePosition(0, 0)
        self.slots[name] = (canvas.getPageNumber(), (x, y, x + width, y + height))

    def ends(self) -> Any:
        """Return the last flowable, which defines all the forms."""
        return CallerMacro(drawCallable=self._finish)

    def _finish(self, flowable: Any) -> None:
        canvas = flowable.canv
        pages = canvas.getPageNumber()
        self._form(canvas, TOTAL, f"{pages}{_page_of(pages).partition(HOLE)[2]}", FOOT)
        if self._document.code:
            self._draw_code(canvas)
        starts = {**self._starts, WHOLE: pages}
        for name in dict.fromkeys(self._asked):
            text = str(starts[name])
            self._form(canvas, f"page.{name}", text, m.CELL, -self._face.width(text, m.CELL))

    def _form(self, canvas: Any, name: str, text: str, size: float, x: float = 0) -> None:
        canvas.beginForm(name, -ROOM, -size, ROOM, 2 * size)
        canvas.setFillColor(m.MUTED if name == TOTAL else m.INK)
        self._write(canvas, (x, 0), text, size)
        canvas.endForm()


def _page_of(page: int) -> str:
    return say(mark("Page {page} of {pages}"), page=page, pages=HOLE)
