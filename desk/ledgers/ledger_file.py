"""A ledger: a file, the profile that reads it, and its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from desk.ledgers.mapping import Sieve
from desk.ledgers.profiles import choose
from desk.ledgers.sheets import open_sheets
from desk.rules.steps.ledger_rows import LedgerRow


@dataclass(frozen=True, slots=True)
class SheetRead:
    """How one sheet is read.

    Attributes:
        name: Of the sheet; "" for a CSV file.
        header_line: Line of the headings.
        columns: Heading by field id.
        in_remarks: Headings without a field; their cells go into the remarks.
    """

    name: str
    header_line: int
    columns: dict[str, str]
    in_remarks: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A ledger's metadata, known before its rows are read.

    Attributes:
        file: Its name, without the folder.
        profile: Id of the profile that reads it.
        sheets: The sheets that are read.
        left_out: Names of the sheets whose headings match no profile.
        lines: How many there are below the headings, blank ones too.
    """

    file: str
    profile: str
    sheets: tuple[SheetRead, ...]
    left_out: tuple[str, ...]
    lines: int


def read_ledger(
    path: Path, profile: str | None = None, columns: Mapping[str, str] | None = None
) -> tuple[Outline, Iterator[LedgerRow]]:
    """Return the outline of the ledger at ``path``, and an iterator of its rows.

    Args:
        path: The file.
        profile: Id of the profile; None chooses the one that fits best.
        columns: Headings by field id that somebody named; they come before the profile's.

    Raises:
        Refusal: It cannot be opened, or no profile fits.
    """
    sheets = open_sheets(path)
    chosen, found = choose(path.name, sheets, profile, columns)
    sieves = [Sieve(chosen, each) for each in found]
    read = tuple(
        SheetRead(
            sieve.origin.sheet,
            each.header_line,
            dict(sieve.origin.headings),
            [heading for _, heading in sieve.rest],
        )
        for sieve, each in zip(sieves, found, strict=True)
    )
    fitting = {each.sheet.name for each in found}
    lines = sum(each.sheet.lines - each.header_line for each in found)
    left_out = tuple(sheet.name for sheet in sheets if sheet.name not in fitting)
    return (
        Outline(file=path.name, profile=chosen.id, sheets=read, left_out=left_out, lines=lines),
        chain.from_iterable(sieve.rows() for sieve in sieves),
    )
