"""Converting content to reportlab's flowables, block by block."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from reportlab.platypus import (
    CondPageBreak,
    NextPageTemplate,
    PageBreak,
    Spacer,
    Table,
    XPreformatted,
)
from reportlab.platypus.flowables import HRFlowable

from reports import table as content
from reports.press import charts, forms, frame_blocks, paper_tables, qr_blocks, tiles
from reports.press import measures as m
from reports.press.cells import Cells
from reports.press.face import Face
from reports.press.lines import broken
from reports.press.pages import DocumentPages
from reports.press.qr import qr_drawing

HEADING: Final = 40.0  # points that a section's heading takes
CAPTION: Final = 26.0  # and a table's title
SQUARE: Final = 42 * m.MM  # side of a QR code of its own
START: Final = 100.0  # of a long block, what must fit below its heading
ALMOST: Final = 0.95  # of a page: more is never asked for
GAP: Final = 6 * m.MM  # between two tables side by side
SIGNED: Final = 0.8  # of a page: a signed section up to here stands on one page
SMALL: Final = 0.6  # of a page: a table up to here stands on one page, two of them side by side

Flows = list[Any]


class Setter:
    """Converts one document."""

    def __init__(self, face: Face, document: content.Document, pages: DocumentPages) -> None:
        """Keep document and typeface."""
        self._face = face
        self._document = document
        self._pages = pages
        self._cells = Cells(face)
        self._dense = Cells(face, m.DENSE, m.DENSE_LEADING)
        self._forms = Cells(face, m.FORM_SIZE, m.FORM_LEADING, m.FORM_HEADROOM)
        self._ways: dict[type, Callable[[Any, float], tuple[Flows, float]]] = {
            content.Table: self._table,
            content.Pictured: self._pictured,
            content.Charted: self._charted,
            content.Tiles: self._tiles,
            content.Beside: self._beside,
            content.Note: self._note,
            content.Letter: self._letter,
            content.StoryBlock: self._told,
            content.RuledForm: self._form,
            content.Scan: self._scan,
            content.Square: self._square,
            content.Signatures: self._signatures,
            content.Index: self._index,
            content.Inlay: self._inlay,
            content.CodeCard: self._code_card,
        }

    def flows(self) -> Iterator[Any]:
        """Yield the whole document."""
        yield from self._opening()
        page = m.TALL_PAGE
        for number, section in enumerate(self._sections()):
            wanted = m.WIDE_PAGE if section.is_wide else m.TALL_PAGE
            starts = section.starts_page or wanted is not page
            if section.is_list or (number and starts):
                yield NextPageTemplate("wide" if section.is_wide else "tall")
                yield PageBreak()
            page = wanted
            yield from (
                self._list(section, page) if section.is_list else self._section(section, page)
            )
        yield self._pages.ends()

    def _sections(self) -> Iterator[content.Section]:
        """Yield the sections that are printed."""
        return (section for section in self._document.sections if section.on_paper)

    def _cover(self) -> Iterator[Any]:
        yield Spacer(1, 20 * m.MM)
        yield self._paragraph(self._document.head[0][1], m.COVER_OFFICE)
        yield Spacer(1, 9 * m.MM)
        yield self._paragraph(self._document.title, m.COVER_TITLE)
        yield Spacer(1, 13 * m.MM)

    def _opening(self) -> Iterator[Any]:
        if self._document.is_letter:
            return self._letterhead()
        return self._cover() if self._document.has_cover else self._head()

    def _letterhead(self) -> Iterator[Any]:
        yield self._paragraph(self._document.head[0][1], m.COVER_OFFICE)
        yield self._paragraph(self._document.title, m.TITLE)
        yield Spacer(1, 2 * m.MM)

    def _head(self) -> Iterator[Any]:
        document = self._document
        yield self._paragraph(document.title, m.TITLE)
        yield HRFlowable("100%", m.RULE, color=m.INK, spaceBefore=2, spaceAfter=5)
        yield frame_blocks.pairs(self._cells, document.head, m.TALL_PAGE.width)
        yield HRFlowable("100%", m.HAIR, color=m.LINE, spaceBefore=4, spaceAfter=4)

    def _section(self, section: content.Section, page: m.PageSize) -> Iterator[Any]:
        before: Flows = [self._pages.begins(section.id, section.title)]
        heading = 0.0
        if section.title:
            before.append(self._paragraph(section.title, m.SECTION, page.width))
            heading = HEADING
        drawn = [self._ways[type(block)](block, page.width) for block in section.blocks]
        whole = heading + sum(need for _, need in drawn)
        is_signed = any(isinstance(block, content.Signatures) for block in section.blocks)
        if is_signed and whole <= page.height * SIGNED:
            yield CondPageBreak(whole)  # nobody signs a page on which nothing else stands
        for flows, need in drawn:
            yield CondPageBreak(min(heading + need, page.height * ALMOST))
            yield from before
            yield from flows
            before, heading = [], 0.0
        yield from before

    def _list(self, section: content.Section, page: m.PageSize) -> Iterator[Any]:
        """Yield a section that is one long table, on pages of its own."""
        yield self._pages.begins(section.id, section.title)
        yield self._paragraph(section.title, m.SECTION, page.width)
        table, *others = section.blocks
        if isinstance(table, content.Table):
            cells = self._print(table)
            first = page.height - HEADING
            pieces = paper_tables.paged(cells, table, page.width, first, page.height)
            for place, piece in enumerate(pieces):
                if place:
                    yield PageBreak()
                yield piece
        for block in others:
            yield from self._ways[type(block)](block, page.width)[0]

    def _print(self, table: content.Table) -> Cells:
        return self._dense if table.is_dense else self._cells

    def _paragraph(self, text: str, style: Any, width: float = m.TALL_PAGE.width) -> Any:
        """Return ``text`` wrapped to ``width``."""
        printed = self._face.printed(text)
        lines = broken(printed, width - 1, style.fontSize, self._face.widths)
        return XPreformatted("\n".join(map(self._face.markup, lines)), style)

    def _captioned(
        self, table: content.Table, drawn: paper_tables.DrawnTable, width: float
    ) -> tuple[Flows, float]:
        title = table.title
        above = self._paragraph(title, m.CAPTION, width) if title else Spacer(1, 3)
        whole = drawn.height <= m.WIDE_PAGE.height * SMALL
        need = CAPTION + (drawn.height if whole else drawn.start)
        return [above, drawn.flow, Spacer(1, 4)], need

    def _table(self, block: content.Table, width: float) -> tuple[Flows, float]:
        return self._captioned(block, paper_tables.flow(self._print(block), block, width), width)

    def _pictured(self, block: content.Pictured, width: float) -> tuple[Flows, float]:
        return self._captioned(block.table, paper_tables.pictured(self._cells, block, width), width)

    def _charted(self, block: content.Charted, width: float) -> tuple[Flows, float]:
        table = block.table
        drawn = paper_tables.flow(self._cells, table, width)
        picture, high = charts.chart(self._face, block, width)
        above = self._paragraph(table.title, m.CAPTION, width)
        need = CAPTION + high + drawn.start
        return [above, picture, Spacer(1, 6), drawn.flow, Spacer(1, 4)], need

    def _tiles(self, block: content.Tiles, width: float) -> tuple[Flows, float]:
        drawn, high = tiles.flow(self._face, block, width)
        return [Spacer(1, 5), drawn, Spacer(1, 5)], high + 10

    def _beside(self, block: content.Beside, width: float) -> tuple[Flows, float]:
        both, half = (block.left, block.right), (width - GAP) / 2
        drawn = [paper_tables.flow(self._print(table), table, half) for table in both]
        high = CAPTION + max(one.height for one in drawn)
        if high > m.TALL_PAGE.height * SMALL:  # a page cannot end in tables side by side
            (left, need), (right, _) = (self._table(table, width) for table in both)
            return [*left, *right], need
        left, right = (self._captioned(*one, half)[0] for one in zip(both, drawn, strict=True))
        style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
        style += [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in _SIDES]
        pair = Table([[left, "", right]], colWidths=[half, GAP, half], style=style)
        return [Spacer(1, 5), pair], high + 5

    def _note(self, block: content.Note, width: float) -> tuple[Flows, float]:
        style = m.QUIET if block.is_quiet else m.NOTE
        return [self._paragraph(block.text, style, width)], 2 * style.leading

    def _letter(self, block: content.Letter, width: float) -> tuple[Flows, float]:
        style = m.LETTERS[block.side]
        return [self._paragraph(block.text, style, width)], 2 * style.leading

    def _told(self, block: content.StoryBlock, width: float) -> tuple[Flows, float]:
        label = self._paragraph(block.label, m.LABEL, width)
        return [label, self._paragraph(block.text, m.TOLD, width)], 4 * m.BODY_LEADING

    def _form(self, block: content.RuledForm, width: float) -> tuple[Flows, float]:
        return [Spacer(1, 4), *forms.flows(self._forms, block, width), Spacer(1, 8)], START

    def _scan(self, block: content.Scan, width: float) -> tuple[Flows, float]:
        words = self._paragraph(block.words, m.NOTE, width - qr_blocks.SIDE - qr_blocks.GAP)
        return [qr_blocks.flow(words, block.code, width)], qr_blocks.SIDE

    def _square(self, block: content.Square, width: float) -> tuple[Flows, float]:
        return [Spacer(width, m.MM * 3), qr_drawing(block.text, SQUARE)], SQUARE + m.MM * 3

    def _signatures(self, block: content.Signatures, width: float) -> tuple[Flows, float]:
        drawn, high = frame_blocks.signatures(self._cells, self._face, block, width)
        return [Spacer(1, 12), drawn, Spacer(1, 8)], high + 20

    def _index(self, block: content.Index, width: float) -> tuple[Flows, float]:
        parts = [section for section in self._sections() if section.title]
        drawn, high = frame_blocks.index(self._forms, block, parts, self._pages, width)
        return [drawn], high

    def _inlay(self, block: content.Inlay, width: float) -> tuple[Flows, float]:
        caption = self._paragraph(block.caption, m.QUIET, width)
        room = m.TALL_PAGE.height * ALMOST
        lines = caption.wrap(width, room)[1] + HEADING
        return [caption, self._pages.place(block.id, width, room - lines)], m.TALL_PAGE.height

    def _code_card(self, block: content.CodeCard, width: float) -> tuple[Flows, float]:
        drawn, high = qr_blocks.drawing(self._face, block, width)
        return [Spacer(1, 10), drawn, Spacer(1, 10)], high + 20


_SIDES: Final = ("LEFT", "RIGHT", "TOP", "BOTTOM")
