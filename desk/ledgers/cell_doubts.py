"""What a workbook's cells do not tell: formulas without a saved value, and errors."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.ledgers.text_sheet import CellDoubt

_WORTH_READING: Final = re.compile(rb"<(?:\w+:)?f[\s>/]|\st=[\"']e[\"']")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE: Final = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d+)[\"']")
_TYPE: Final = re.compile(rb"\bt=[\"'](\w+)[\"']")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_SHEET: Final = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_LINK: Final = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE: Final = re.compile(r"(?:\w+:)?(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LETTERS: Final = 26


class FormulaNotSaved(Refusal):
    """A formula whose value the program that wrote the file did not save."""

    text: ClassVar[str] = mark(
        "A formula stands here whose value is not saved in the file. Open it in Excel or WPS, save "
        "it, and take it in again."
    )


class ErrorInCell(Refusal):
    """A cell in which Excel shows an error."""

    text: ClassVar[str] = mark(
        "Excel shows the error {value} here. Put the cell right, save, and take it in again."
    )


def doubts_in(path: Path) -> dict[str, dict[int, list[CellDoubt]]]:
    """Return doubts by sheet name and line of an Open XML workbook; columns count from A.

    What cannot be read here has none: the reader of the cells refuses the file by itself.
    """
    found = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name, part in _parts(archive).items():
                body = archive.read(part)
                if _WORTH_READING.search(body):
                    found[name] = _doubts(body)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, NotImplementedError):
        return found
    return found


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet, by its name."""
    links = {
        told.get("Id", ""): told.get("Target", "").replace("\\", "/")
        for told in _attributes(_LINK, archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for told in _attributes(_SHEET, archive.read("xl/workbook.xml")):
        target = links.get(told.get("id", ""), "")
        found[told.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return found


def _attributes(element: re.Pattern[str], body: bytes) -> Iterator[dict[str, str]]:
    """Yield the attributes of each such element; a pattern resolves no entity and loads nothing."""
    for told in element.findall(body.decode("utf-8", errors="replace")):
        yield {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(told)}


def _doubts(body: bytes) -> dict[int, list[CellDoubt]]:
    found: dict[int, list[CellDoubt]] = {}
    for told, inside in _CELL.findall(body):
        kind, at = _TYPE.search(told), _PLACE.search(told)
        reason: Refusal | None = None
        value = _VALUE.search(inside)
        if kind is not None and kind[1] == b"e":
            reason = ErrorInCell(value=value[1].decode(errors="replace") if value else "#")
        elif _FORMULA.search(inside) and value is None and (kind is None or kind[1] != b"str"):
            reason = FormulaNotSaved()
        if reason is not None and at is not None:
            found.setdefault(int(at[2]), []).append(CellDoubt(_index(at[1]), reason))
    return found


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number - 1
