"""Forms as Word files: generated, or from the office's own template."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from desk.base.errors import Refusal
from desk.base.text import clean
from desk.rules.forms.form_templates import ENDING, VARIABLE, BadTemplate, ended
from reports.table import Document, Letter, Note, RuledForm, Signatures, Table, shown_cell

FONT: Final = "SimSun"
SIDES: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
LABEL: Final = Mm(26)
WIDTH: Final = Mm(166)


def write_word(document: Document, path: Path) -> None:
    """Write ``document``, a form, to ``path`` as a Word file that people may edit.

    Raises:
        OSError: The file cannot be written.
    """
    _Writer(document).save(path)


class _Writer:
    """Writes one form."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._word: Any = docx.Document()
        self._ways: dict[type, Callable[[Any], None]] = {
            Letter: self._letter,
            Note: lambda block: self._paragraph(block.text, size=10.5),
            RuledForm: self._form,
            Table: self._table,
            Signatures: self._signatures,
        }

    def save(self, path: Path) -> None:
        """Write the whole form to ``path``."""
        self._page()
        self._paragraph(self._document.head[0][1], size=14, side="center")
        self._paragraph(self._document.title, size=20, side="center", is_bold=True)
        for section in self._document.sections:
            for block in section.blocks:
                self._ways[type(block)](block)
        _save(self._word, path)

    def _page(self) -> None:
        page, properties = self._word.sections[0], self._word.core_properties
        page.orientation = WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(22)
        page.top_margin = page.bottom_margin = Mm(20)
        properties.title = clean(self._document.title)
        properties.author = clean(self._document.author)
        properties.language = self._document.language
        properties.created = properties.modified = self._document.made_at
        normal = self._word.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(12)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        foot = page.footer.paragraphs[0]
        foot.text = clean(self._document.foot[0])
        foot.runs[0].font.size = Pt(8)

    def _paragraph(
        self, text: str, *, size: float = 12, side: str = "left", is_bold: bool = False
    ) -> None:
        for line in clean(text).split("\n"):
            paragraph = self._word.add_paragraph()
            paragraph.alignment = SIDES[side]
            paragraph.paragraph_format.space_after = Pt(4)
            run = paragraph.add_run(line)
            run.font.size, run.bold = Pt(size), is_bold

    def _letter(self, block: Letter) -> None:
        self._paragraph(block.text, side=block.side)

    def _form(self, form: RuledForm) -> None:
        for boxes in form.rows:
            table = self._ruled(2 * len(boxes))
            room = (WIDTH - LABEL * len(boxes)) // len(boxes)
            for place, box in enumerate(boxes):
                label, answer = table.rows[0].cells[2 * place : 2 * place + 2]
                self._cell(label, box.label, LABEL)
                self._cell(answer, box.text + "\n" * (box.lines - 1), room)

    def _table(self, block: Table) -> None:
        table = self._ruled(len(block.columns))
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            self._cell(cell, column.heading, None)
        for row in block.rows:
            cells = table.add_row().cells
            for cell, column, value in zip(cells, block.columns, row, strict=True):
                self._cell(cell, shown_cell(column.holds, value), None)

    def _ruled(self, columns: int) -> Any:
        table = self._word.add_table(rows=1, cols=columns)
        table.style = "Table Grid"
        table.autofit = False
        return table

    def _cell(self, cell: Any, text: str, width: Any) -> None:
        cell.text = clean(text)
        if width is not None:
            cell.width = width
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(10.5)

    def _signatures(self, block: Signatures) -> None:
        self._paragraph("")
        table = self._word.add_table(rows=1 + block.each_dates, cols=len(block.roles))
        for cell, role in zip(table.rows[0].cells, block.roles, strict=True):
            self._cell(cell, f"{role}\n\n________________", None)
        for cell in table.rows[1].cells if block.each_dates else ():
            self._cell(cell, block.date_label, None)
        last = [block.seal] if block.each_dates else [block.seal, block.date_label]
        words = [text for text in last if text]
        if words:
            self._cell(table.add_row().cells[-1], "\n".join(words), None)


def _save(word: Any, path: Path) -> None:
    """Write ``word`` to ``path``; closes the zip file even when the disk is full."""
    whole = BytesIO()
    word.save(whole)
    path.write_bytes(whole.getvalue())


def filled_word(name: str, template: bytes, text_of: Callable[[str], str]) -> bytes:
    """Return a Word template with its variables filled in, wherever in it they stand.

    Args:
        name: Of the file, for the refusal.
        template: The .docx; variables as ``{case_no}`` in paragraphs, cells, boxes, heads and feet.
        text_of: Returns the value of a variable.

    Raises:
        BadTemplate: The template is no Word file.
        Refusal: It names a variable that does not exist.
    """
    whole = BytesIO()
    try:
        word: Any = docx.Document(BytesIO(template))
        for root in _roots(word):
            for paragraph in root.iter(qn("w:p")):
                _fill(paragraph, text_of)
        word.save(whole)
    except Refusal:
        raise
    except Exception as error:  # whatever the library makes of a file that is none
        raise BadTemplate(name=name, reason=str(error) or type(error).__name__) from error
    return whole.getvalue()


def _roots(word: Any) -> Iterator[Any]:
    """Yield the body, and all headers and footers, including those of first and even pages."""
    yield word.element.body
    for relation in word.part.rels.values():
        if relation.reltype in (RELATION.HEADER, RELATION.FOOTER):
            yield relation.target_part.element


def _fill(paragraph: Any, text_of: Callable[[str], str]) -> None:
    """Fill in one paragraph; Word may have split a variable into several runs.

    Only texts change: pictures, tabs and boxes are kept.
    """
    texts = [text for text in paragraph.iter(qn("w:t")) if _is_of(text, paragraph)]
    whole = "".join(text.text or "" for text in texts)
    for found in reversed(list(ENDING.finditer(whole))):
        start, said = found.start(), ended(clean(text_of(found[1])), found["stop"])
        place = 0
        for text in texts:
            here = text.text or ""
            first, last = max(start - place, 0), min(found.end() - place, len(here))
            if first < last:
                text.text = here[:first] + said + here[last:]
                said = ""
            place += len(here)
    if VARIABLE.search(whole):
        for text in texts:
            _break_lines(text)


def _is_of(text: Any, paragraph: Any) -> bool:
    """Say whether a text belongs to this paragraph itself, not to a text box anchored in it."""
    return next(text.iterancestors(qn("w:p"))) is paragraph


def _break_lines(text: Any) -> None:
    """Turn line ends into Word's breaks, and preserve leading and trailing blanks."""
    first, *others = (text.text or "").split("\n")
    for line in reversed(others):
        further = text.makeelement(qn("w:t"))
        further.text = line
        further.set(qn("xml:space"), "preserve")
        text.addnext(further)
        text.addnext(text.makeelement(qn("w:br")))
    text.text = first
    text.set(qn("xml:space"), "preserve")
