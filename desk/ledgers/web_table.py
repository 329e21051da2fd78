"""Tables in HTML or in Excel's XML of 2003, under whatever name: what bank systems export."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from lxml import etree, html

SHEETS_2003: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_SS: Final = f"{{{SHEETS_2003}}}"
_TABLE: Final = re.compile(rb"<table\b[^>]*>.{0,2000}?<tr\b|<html\b", re.IGNORECASE | re.DOTALL)
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_GBK: Final = ("gb2312", "gbk", "x-gbk", "cp936")
_BLANKS: Final = re.compile(r"[ \t\r\n\u00a0]+")
BREAK: Final = "\u2028"  # for a <br>, as line ends of the page itself are blanks
MOST_SPAN: Final = 500  # columns or rows that one cell may reach over


@dataclass(frozen=True, slots=True)
class WebTable:
    """A table: the name that it has, or "", and its rows from the first on."""

    name: str
    rows: list[list[Any]]


def is_web_table(start: bytes) -> bool:
    """Say whether a file that begins so holds tables in HTML or in XML of 2003."""
    text = start.replace(b"\0", b"")
    return SHEETS_2003.encode() in text or _TABLE.search(text) is not None


def web_tables(path: Path, encoding: str) -> list[WebTable]:
    """Return the tables of the file at ``path`` that have rows.

    Args:
        path: The file.
        encoding: For a page that names none.

    Raises:
        ValueError: It cannot be read as such.
    """
    body = path.read_bytes()
    try:
        if SHEETS_2003.encode() in body[:4096].replace(b"\0", b""):
            return [*_of_2003(body)]
        return [*_of_page(body, encoding)]
    except (etree.LxmlError, UnicodeError, LookupError) as error:
        raise ValueError(str(error)) from error


def _of_2003(body: bytes) -> Iterator[WebTable]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    book = etree.fromstring(body.lstrip(), parser)
    for sheet in book.iter(f"{_SS}Worksheet"):
        rows: list[list[Any]] = []
        for row in sheet.iter(f"{_SS}Row"):
            line = int(row.get(f"{_SS}Index", len(rows) + 1))
            rows += [[] for _ in range(min(max(line - len(rows), 1), MOST_SPAN))]
            rows[-1] = _cells_of_2003(row)
        if rows:
            yield WebTable(str(sheet.get(f"{_SS}Name", "")), rows)


def _cells_of_2003(row: Any) -> list[Any]:
    cells: list[Any] = []
    for cell in row.iter(f"{_SS}Cell"):
        place = int(cell.get(f"{_SS}Index", len(cells) + 1))
        cells += [""] * min(place - len(cells) - 1, MOST_SPAN)
        data = cell.find(f"{_SS}Data")
        text = "" if data is None else "".join(data.itertext())
        kind = "" if data is None else data.get(f"{_SS}Type", "")
        cells.append(_value_of_2003(kind, text))
        cells += [""] * min(int(cell.get(f"{_SS}MergeAcross", 0)), MOST_SPAN)
    return cells


def _value_of_2003(kind: str, text: str) -> Any:
    try:
        match kind:
            case "Number":
                return float(text)
            case "DateTime":
                return datetime.fromisoformat(text).replace(tzinfo=None)
            case "Boolean":
                return text == "1"
    except ValueError:
        return text
    return text


def _of_page(body: bytes, encoding: str) -> Iterator[WebTable]:
    told = _CHARSET.search(body[:4096])
    if told is not None and not encoding.startswith("utf-16"):
        name = told[1].decode().lower()
        encoding = "gb18030" if name in _GBK else name
    text = body.decode(encoding, errors="replace").lstrip("\ufeff")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    page = html.document_fromstring(text, parser=html.HTMLParser(no_network=True))
    for line in page.iter("br"):
        line.tail = BREAK + (line.tail or "")
    for table in page.iter("table"):
        rows = _rows_of(table)
        if rows:
            yield WebTable("", rows)


def _rows_of(table: Any) -> list[list[Any]]:
    """Return the rows of a table; a cell that reaches over several rows stands in each of them."""
    rows: list[list[Any]] = []
    held: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[str] = []
        for cell in row.iter("td", "th"):
            if next(cell.iterancestors("tr")) is not row:
                continue
            _take_held(cells, held)
            text, down = _text(cell), _span(cell, "rowspan")
            if down > 1:
                held[len(cells)] = (down - 1, text)
            cells += [text, *[""] * (_span(cell, "colspan") - 1)]
        _take_held(cells, held)
        rows.append(cells)
    return rows


def _take_held(cells: list[str], held: dict[int, tuple[int, str]]) -> None:
    """Append the cells from above that reach down to here."""
    while (above := held.pop(len(cells), None)) is not None:
        left, text = above
        if left > 1:
            held[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    told = str(cell.get(name) or "1")
    return min(max(int(told), 1), MOST_SPAN) if told.isdecimal() else 1


def _text(cell: Any) -> str:
    """Return what a cell shows: blanks are one, and its lines are those of its <br>."""
    lines = "".join(cell.itertext()).split(BREAK)
    return "\n".join(text for line in lines if (text := _BLANKS.sub(" ", line).strip()))
