"""Reading a table of codes: a CSV file in UTF-8 or GB18030, headings in either language."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.ledgers.cell_values import plain_text
from desk.ledgers.moments import moment_of
from desk.ledgers.sheets import MEGABYTE, limit, open_text
from desk.rules.case.code_tables import CodeRow
from desk.rules.case.codes import fold

HEADINGS: Final = {  # by part of a row; the first of each is what the desk writes
    "code": ("code", "代码", "编码"),
    "zh": ("zh", "中文", "中文名称", "名称"),
    "en": ("en", "英文", "英文名称"),
    "parent": ("parent", "上级", "上级代码", "上级编码"),
    "valid_from": ("valid_from", "启用日期", "生效日期", "起用日期"),
    "valid_until": ("valid_until", "停用日期", "失效日期"),
}
NEEDED: Final = ("code", "zh")
_DAYS: Final = ("valid_from", "valid_until")
_PART: Final = {fold(text): part for part, texts in HEADINGS.items() for text in texts}


class NoHeadings(Refusal):
    """A file whose first line does not name its columns."""

    text: ClassVar[str] = mark(
        "The first line of {name} must name the columns: {wanted}. These are missing: {missing}."
    )


class StrangeColumn(Refusal):
    """A column that no table of codes has, or has twice."""

    text: ClassVar[str] = mark(
        "{name}: “{column}” is no column of a table of codes, or stands there twice."
    )


class CodesTooLarge(Refusal):
    """A file larger than any table of codes."""

    text: ClassVar[str] = mark(
        "{name} is larger than {most} MB; no table of codes is. Choose the right file."
    )


class NoRows(Refusal):
    """A file with headings alone."""

    text: ClassVar[str] = mark("There is no row below the headings of {name}.")


def read_code_file(path: Path) -> list[CodeRow]:
    """Return the rows of the table of codes at ``path``; days as they are stored.

    A day that is not understood is left as it is written; the rules refuse it with its line.

    Raises:
        Refusal: It cannot be opened, is no text, or its first line does not name the columns.
    """
    sheet = open_text(path)
    if path.stat().st_size > limit("codes_mb") * MEGABYTE:
        raise CodesTooLarge(name=path.name, most=limit("codes_mb"))
    lines = sheet.rows()
    headings = [plain_text(cell).strip() for cell in next(lines, ())]
    parts = [_PART.get(fold(heading), "") for heading in headings]
    missing = [name for name in NEEDED if name not in parts]
    if missing:
        raise NoHeadings(name=path.name, wanted=list(HEADINGS), missing=missing)
    for place, part in enumerate(parts):
        if (headings[place] and not part) or (part and part in parts[:place]):
            raise StrangeColumn(name=path.name, column=headings[place])
    rows = [_row(number, parts, cells) for number, cells in enumerate(lines, start=2) if any(cells)]
    if not rows:
        raise NoRows(name=path.name)
    return rows


def _row(number: int, parts: Sequence[str], cells: Sequence[Any]) -> CodeRow:
    told = {
        part: plain_text(cell).strip() for part, cell in zip(parts, cells, strict=False) if part
    }
    for name in _DAYS:
        moment = moment_of(told.get(name, ""))
        if moment is not None:
            told[name] = moment.date().isoformat()
    return CodeRow(**{"code": "", "zh": "", **told}, line=number)
