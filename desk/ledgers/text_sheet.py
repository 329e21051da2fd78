"""A ledger as text: its encoding and delimiter by content, and no line that vanishes in a cell."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import mark

MEGABYTE: Final = 1 << 20
SAMPLE: Final = 1 << 16  # bytes that show the encoding
FIRST_LINES: Final = 20  # that show the delimiter
MOST_BAD: Final = 0.01  # share of characters that cannot be read; with more it is no text
WORTH: Final = 5  # usual characters that one byte which is no text outweighs
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
ENCODINGS: Final = ("utf-8", "gb18030", "big5hkscs")
DELIMITERS: Final = (",", "\t", ";", "|", "，", "；", "^", "~", "\u3000")
LEAST_BAD: Final = 10  # characters of a short file that may be none
END_OF_FILE: Final = "\x1a"  # as DOS wrote it
BAD: Final = "\ufffd"
EURO: Final = 0x80  # in the encoding of Chinese Windows, which else is GB18030
FEWEST: Final = 2  # delimiters of a line inside a cell that may be a row
_DIGITS: Final = re.compile(r"\d+")
_SEP: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)


class QuoteNotClosed(Refusal):
    """A cell that begins with a quotation mark and has no end, or one far below."""

    text: ClassVar[str] = mark(
        "A quotation mark opens here and is not closed, so that lines below would have become one "
        "cell. Each line was taken for itself; compare this row with the file."
    )


class BadBytes(Refusal):
    """Bytes that are no text in the file's encoding."""

    text: ClassVar[str] = mark(
        "Some bytes here are no text; “\ufffd” stands for them. Compare the row with the original."
    )


class CellDoubt(NamedTuple):
    """What may be wrong with a cell before anybody reads it.

    Attributes:
        place: Column index; None when the whole row is meant.
        reason: One sentence.
    """

    place: int | None
    reason: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """How a text file is read.

    Attributes:
        path: The file.
        encoding: By content.
        delimiter: By content, or as its first line says.
        lines: How many it has.
    """

    path: Path
    encoding: str
    delimiter: str
    lines: int
    doubts: dict[int, list[CellDoubt]] = field(default_factory=dict)

    def rows(self) -> Iterator[list[str]]:
        """Yield its rows from line 1 on; what may be wrong with them goes to ``doubts``.

        Raises:
            csv.Error: A cell of one line is longer than any.
        """
        with _opened(self.path, self.encoding) as file:
            number = 0
            for rows, doubt in _parsed(file, self.delimiter):
                for place, row in enumerate(rows):
                    number += 1
                    yield self._cleared(row, number, doubt if place == 0 else None)

    def _cleared(self, row: list[str], number: int, doubt: CellDoubt | None) -> list[str]:
        """Return a row without what is none of its text; the first of several lines is told."""
        bad = [n for n, cell in enumerate(row) if BAD in cell or "\0" in cell]
        if doubt is not None or bad:
            told = [] if doubt is None else [doubt]
            self.doubts[number] = [*told, *(CellDoubt(place, BadBytes()) for place in bad)]
        if row == [END_OF_FILE] or (number == 1 and _SEP.fullmatch(self.delimiter.join(row))):
            return []
        return [row[n].replace("\0", BAD) if n in bad else row[n] for n in range(len(row))]


def _bad(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    is_euro = error.encoding == "gb18030" and error.object[error.start] == EURO
    return "€" if is_euro else BAD, error.start + 1


codecs.register_error("ledger", _bad)


def text_file(path: Path) -> TextFile | None:
    """Return how the file at ``path`` is read as text; None when it is none."""
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    encoding = encoding_of(start)
    lines, all_of_them, bad = 0, 0, 0
    first: list[str] = []
    with _opened(path, encoding) as file:
        for line in file:
            lines += 1
            all_of_them += len(line)
            bad += line.count(BAD) + line.count("\0")
            if line.strip() and len(first) < FIRST_LINES:
                first.append(line)
    if bad > max(LEAST_BAD, all_of_them * MOST_BAD):
        return None
    return TextFile(path=path, encoding=encoding, delimiter=_delimiter(first), lines=lines)


def _opened(path: Path, encoding: str) -> Any:
    return path.open(encoding=encoding, errors="ledger", newline="")


def encoding_of(start: bytes) -> str:
    """Return the encoding in which the ``start`` of a file has most usual characters."""
    if start.startswith(UTF16):
        return "utf-16"
    zeros = [start[n::2].count(0) for n in (0, 1)]
    if sum(zeros) * 10 > len(start) and max(zeros) > 2 * min(zeros):
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    found = max(ENCODINGS, key=lambda encoding: _worth(start, encoding))
    return "utf-8-sig" if found == "utf-8" else found


def _worth(start: bytes, encoding: str) -> int:
    """Return how much like a ledger a text is in an encoding."""
    text = codecs.getincrementaldecoder(encoding)("ledger").decode(start)
    usual = frozenset(read_toml("ledgers.toml")["text"]["usual"])
    return sum(map(usual.__contains__, text)) - WORTH * text.count(BAD)


def _delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that the first line names, or that most lines have equally often."""
    told = _SEP.fullmatch(lines[0]) if lines else None
    if told is not None:
        return told[1]
    best = (0, 0, DELIMITERS[0])
    for delimiter in DELIMITERS:
        often = Counter(count for line in lines if (count := line.count(delimiter)))
        if often:
            width, agreed = max(often.items(), key=lambda pair: (pair[1], pair[0]))
            best = max(best, (agreed, width, delimiter), key=lambda one: one[:2])
    return best[2]


def _parsed(
    lines: Iterable[str], delimiter: str
) -> Iterator[tuple[list[list[str]], CellDoubt | None]]:
    """Yield rows, one by one or, where a quotation mark has swallowed lines, all of these."""
    taken: list[str] = []
    is_over = False

    def fed() -> Iterator[str]:
        nonlocal is_over
        for line in source:
            taken.append(line)
            yield line
        is_over = True

    source = iter(lines)
    reader = _reader(fed(), delimiter)
    while True:
        taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            if len(taken) == 1:
                raise
            row, reader = [], _reader(fed(), delimiter)
        has_end = not is_over or sum(line.count('"') for line in taken) % 2 == 0
        if len(taken) > 1 and (not row or not has_end or _has_swallowed(row, delimiter)):
            yield [_alone(line, delimiter) for line in taken], CellDoubt(None, QuoteNotClosed())
        else:
            yield [row], None


def _reader(lines: Iterable[str], delimiter: str, quoting: Any = csv.QUOTE_MINIMAL) -> Any:
    return csv.reader(lines, delimiter=delimiter, quoting=quoting, skipinitialspace=True)


def _has_swallowed(row: list[str], delimiter: str) -> bool:
    """Say whether a line inside a cell begins as its row does: C-3 below C-2, with cells behind.

    Told stories have delimiters as well, so that their number shows nothing.
    """
    shape = _shape(row[0])
    inner = (line for cell in row for line in cell.splitlines()[1:])
    return bool(shape) and any(
        line.count(delimiter) >= FEWEST and _shape(line.split(delimiter, 1)[0]) == shape
        for line in inner
    )


def _shape(text: str) -> str:
    return _DIGITS.sub("0", text.strip().strip('"'))


def _alone(line: str, delimiter: str) -> list[str]:
    is_odd = line.count('"') % 2
    quoting = csv.QUOTE_NONE if is_odd else csv.QUOTE_MINIMAL
    return next(_reader([line], delimiter, quoting), [])
