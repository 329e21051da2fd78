"""Opening a workbook or a CSV file: sheets of plain cells, or one sentence that says what to do."""

import csv
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.system_trouble import reason_of
from desk.base.words import mark
from desk.ledgers.cell_doubts import doubts_in
from desk.ledgers.text_sheet import CellDoubt, encoding_of, text_file
from desk.ledgers.web_table import is_web_table, web_tables

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta

MEGABYTE: Final = 1 << 20
ZIP: Final = b"PK"
OLE: Final = b"\xd0\xcf\x11\xe0"
_FROM_1904: Final = b"\x22\x00\x02\x00\x01\x00"  # the record of an .xls that says so
LOOK: Final = 4096  # bytes that tell what a file is


class CannotOpen(Refusal):
    """The file is not there, or the system does not let us read it."""

    text: ClassVar[str] = mark(
        "{name} cannot be opened ({reason}). Check the name; close it if Excel has it open."
    )


class EmptyFile(Refusal):
    """There is nothing in the file."""

    text: ClassVar[str] = mark("{name} is empty. Choose the file that holds the ledger.")


class Encrypted(Refusal):
    """The workbook wants a password."""

    text: ClassVar[str] = mark(
        "{name} is protected by a password. Open it in Excel, take the password away "
        "(File, Info, Protect Workbook), save it, then import it again."
    )


class DamagedWorkbook(Refusal):
    """It is no workbook, or a damaged one."""

    text: ClassVar[str] = mark(
        "{name} cannot be read as a ledger. Open it in Excel or WPS, "
        "save it as .xlsx, then import the new file."
    )


class UnknownFormat(Refusal):
    """It is neither a workbook nor text in a known encoding."""

    text: ClassVar[str] = mark(
        "{name} is neither a workbook nor a CSV file in UTF-8 or GB18030. "
        "Open it in Excel or WPS, save it as .xlsx, then import the new file."
    )


class WorkbookGiven(Refusal):
    """A workbook where a CSV file is wanted."""

    text: ClassVar[str] = mark(
        "{name} is a workbook. Open it in Excel or WPS, save it as .csv, and take that file."
    )


class WebPage(Refusal):
    """A web page without a table, or XML of another kind."""

    text: ClassVar[str] = mark(
        "{name} is a web page, not a workbook. Open it in Excel or WPS, "
        "save it as .xlsx, then import the new file."
    )


class OtherKind(Refusal):
    """A table of a kind that Excel reads and the desk does not."""

    text: ClassVar[str] = mark(
        "{name} is a file of the kind {kind}, which is not read as a ledger. Open it in Excel or "
        "WPS, save it as .xlsx, then import the new file."
    )


class NoSheets(Refusal):
    """The workbook has no sheet with anything in it."""

    text: ClassVar[str] = mark(
        "There is no sheet with rows in {name}. If Excel shows some, save it as .xlsx "
        "(not Strict Open XML), then import the new file."
    )


class TooLarge(Refusal):
    """The file would unpack to more than the desk takes: too large, or made to do harm."""

    text: ClassVar[str] = mark(
        "{name} is too large when unpacked (more than {limit} MB, or packed suspiciously tight). "
        "Split the ledger, by year for example, and import the parts."
    )


class TooManyRows(Refusal):
    """The sheet has more rows than the desk takes at once."""

    text: ClassVar[str] = mark(
        "The sheet “{sheet}” of {name} reaches to row {rows}; at most {limit} are taken at once. "
        "Delete stray cells below the ledger, or split it by year."
    )


class TooManyColumns(Refusal):
    """The sheet is wider than any ledger."""

    text: ClassVar[str] = mark(
        "The sheet “{sheet}” of {name} is {columns} columns wide; a ledger has at most {limit}. "
        "Delete the stray cells to the right of it, save, then import it again."
    )


@dataclass(frozen=True)
class LedgerSheet:
    """A sheet with rows in it.

    Attributes:
        name: As Excel shows it; for a CSV file "".
        rows: Returns all rows from line 1 on, each a sequence of cells; empty cells are "".
        lines: Approximate number of rows.
        has_serials: A bare number in a column of days is one that counts days from 1900.
        left: Column index of the first cell of every row.
        doubts: What may be wrong with cells, by line; of a text only while rows are read.
    """

    name: str
    rows: Callable[[], Iterator[Sequence[Any]]]
    lines: int
    has_serials: bool = False
    left: int = 0
    doubts: Mapping[int, list[CellDoubt]] = field(default_factory=dict)

    def head(self, count: int) -> list[Sequence[Any]]:
        """Return its first ``count`` rows."""
        return list(islice(self.rows(), count))


def limit(name: str) -> int:
    """Return a limit of ``resources/ledgers.toml``."""
    found: int = read_toml("ledgers.toml")["limits"][name]
    return found


def open_sheets(path: Path) -> list[LedgerSheet]:
    """Return the sheets of the file at ``path`` that have rows; hidden ones only if all are.

    Excel and WPS workbooks (.xlsx, .xlsm, .xlsb, .xls), .ods, CSV, and tables in HTML or in
    Excel's XML of 2003 are recognised by content, not by name.

    Raises:
        Refusal: It cannot be opened; the sentence says what to do.
    """
    start = _start(path)
    if start.startswith((ZIP, OLE)):
        return _workbook(path, is_zip=start.startswith(ZIP))
    for kind, pattern in read_toml("ledgers.toml")["other_kinds"].items():
        if re.match(pattern, start.decode("latin-1")):
            raise OtherKind(name=path.name, kind=kind)
    if is_web_table(start):
        return _web_sheets(path, start)
    return [_text_sheet(path, start)]


def _web_sheets(path: Path, start: bytes) -> list[LedgerSheet]:
    if path.stat().st_size > limit("web_mb") * MEGABYTE:
        raise TooLarge(name=path.name, limit=limit("web_mb"))
    try:
        tables = web_tables(path, encoding_of(start))
    except ValueError as error:
        raise WebPage(name=path.name) from error
    if not tables:
        raise WebPage(name=path.name)
    return [
        LedgerSheet(
            table.name or (str(n) if len(tables) > 1 else ""),
            partial(iter, table.rows),
            len(table.rows),
        )
        for n, table in enumerate(tables, start=1)
    ]


def open_text(path: Path) -> LedgerSheet:
    """Return the rows of the CSV file at ``path``; a workbook is refused.

    Raises:
        Refusal: It cannot be opened, or is no text.
    """
    start = _start(path)
    if start.startswith((ZIP, OLE)):
        raise WorkbookGiven(name=path.name)
    return _text_sheet(path, start)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(LOOK)
    except OSError as error:
        raise CannotOpen(name=path.name, reason=reason_of(error)) from error
    if not start.strip():
        raise EmptyFile(name=path.name)
    return start


def _workbook(path: Path, *, is_zip: bool) -> list[LedgerSheet]:
    if is_zip:
        _check_parts(path)
    try:
        return _sheets(path, _opened(path), has_serials=_counts_from_1900(path, is_zip=is_zip))
    except PasswordError as error:
        raise Encrypted(name=path.name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise DamagedWorkbook(name=path.name) from error


def _opened(path: Path) -> CalamineWorkbook:
    """Open a workbook by its file name, else by its content.

    Only the first way gives a specific error; only the second opens
    an .xlsx that was renamed to .xls or .csv.
    """
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise
    except CalamineError:
        with path.open("rb") as file:
            return CalamineWorkbook.from_filelike(file)


def _check_parts(path: Path) -> None:
    """Refuse a zip bomb (reliability.md 5.3).

    Its directory may state wrong sizes; the reader process is limited as well.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedWorkbook(name=path.name) from error
    most, ratio = limit("unpacked_mb"), limit("ratio")
    is_tight = any(
        part.file_size > max(MEGABYTE, ratio * max(part.compress_size, 1)) for part in parts
    )
    is_large = sum(part.file_size for part in parts) > most * MEGABYTE
    if is_large or is_tight or len(parts) > limit("parts"):
        raise TooLarge(name=path.name, limit=most)


def _counts_from_1900(path: Path, *, is_zip: bool) -> bool:
    """Say whether a workbook's days are known to be counted from 1900, and not from 1904."""
    if not is_zip:
        with path.open("rb") as file:
            return _FROM_1904 not in file.read(MEGABYTE)
    try:
        with zipfile.ZipFile(path) as archive:
            body = archive.read("xl/workbook.xml")
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return re.search(rb"date1904\s*=\s*[\"'](?:1|true|on)", body, re.IGNORECASE) is None


def _sheets(path: Path, workbook: Any, *, has_serials: bool) -> list[LedgerSheet]:
    shown = [
        place
        for place, meta in enumerate(workbook.sheets_metadata)
        if meta.typ == SheetTypeEnum.WorkSheet
    ]
    visible = [p for p in shown if workbook.sheets_metadata[p].visible == Visible.Visible]
    sheets = [workbook.get_sheet_by_index(place) for place in visible or shown]
    doubts = doubts_in(path)
    found = [
        _checked(path, sheet, has_serials, doubts.get(sheet.name, {}))
        for sheet in sheets
        if sheet.height
    ]
    if not found:
        raise NoSheets(name=path.name)
    return found


def _checked(
    path: Path,
    sheet: Any,
    has_serials: bool,  # noqa: FBT001 - of the whole workbook
    doubts: Mapping[int, list[CellDoubt]],
) -> LedgerSheet:
    last = sheet.total_height
    most = min(limit("rows"), limit("cells") // max(sheet.width, 1))
    if sheet.width > limit("columns"):
        raise TooManyColumns(
            name=path.name, sheet=sheet.name, columns=sheet.width, limit=limit("columns")
        )
    if last > most:
        raise TooManyRows(name=path.name, sheet=sheet.name, rows=last, limit=most)
    left = sheet.start[1] if sheet.start else 0
    return LedgerSheet(sheet.name, _unmerged(sheet, left), last, has_serials, left, doubts)


def _unmerged(sheet: Any, left: int) -> Callable[[], Iterator[Sequence[Any]]]:
    """Return the rows of a sheet; a cell that reaches over several rows stands in each of them."""
    tall = [
        (top, place - left, bottom)
        for (top, place), (bottom, _) in sheet.merged_cell_ranges or ()
        if bottom > top
    ]
    lines = sum(bottom - top for top, _, bottom in tall)
    if not tall or lines > limit("merged_rows"):
        return sheet.iter_rows  # type: ignore[no-any-return]
    below: dict[int, list[int]] = {}
    for top, place, bottom in tall:
        for line in range(top + 1, bottom + 1):
            below.setdefault(line, []).append(place)

    def rows() -> Iterator[Sequence[Any]]:
        above: Sequence[Any] = ()
        for line, cells in enumerate(sheet.iter_rows()):
            for place in below.get(line, ()):
                if place < len(cells) and cells[place] == "" and place < len(above):
                    cells[place] = above[place]
            above = cells
            yield cells

    return rows


def _text_sheet(path: Path, start: bytes) -> LedgerSheet:
    if path.stat().st_size > limit("text_mb") * MEGABYTE:
        raise TooLarge(name=path.name, limit=limit("text_mb"))
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise WebPage(name=path.name)
    text = text_file(path)
    if text is None:
        raise UnknownFormat(name=path.name)

    def rows() -> Iterator[Sequence[Any]]:
        try:
            for number, row in enumerate(text.rows(), start=1):
                if number > limit("rows"):
                    raise TooManyRows(name=path.name, sheet="", rows=number, limit=limit("rows"))
                yield row
        except csv.Error as error:
            raise DamagedWorkbook(name=path.name) from error

    return LedgerSheet("", rows, text.lines, doubts=text.doubts)
