"""What a table says about its numbers and days outside its cells: units, a year, an order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from desk.ledgers.amounts import unit_in, unit_of_table
from desk.ledgers.moments import DayStyle, order_in
from desk.ledgers.profiles import MappedSheet

SAMPLE: Final = 2000  # rows that are looked at for how days are written
FEWEST: Final = 3  # column numbers in a row that are more than chance
_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})(?=\s*[年度]|$|[-.]\d)")
_UNIT_CELL: Final = re.compile(r"[(（]?\s*(?:单位[:：]?)?\s*[百千万亿]*元\s*[)）]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The order of day and month that one cell of a column can only have.

    Attributes:
        order: "dmy" or "mdy".
        text: The cell.
        line: Its line.
    """

    order: str
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStyle:
    """How the cells of one table are meant.

    Attributes:
        first: Line of the first row below headings, units and column numbers.
        unit: Yuan that a line above the table says its amounts count in; 0 when none.
        units: The same by column, from a row of units below the headings.
        year: The one year that title or sheet name tells, 0 when none or several.
        has_serials: A bare number in a column of days is Excel's number of a day.
        orders: By column, where a cell shows it.
    """

    first: int
    unit: int = 0
    units: dict[int, int] = field(default_factory=dict)
    year: int = 0
    has_serials: bool = False
    orders: dict[int, Shown] = field(default_factory=dict)

    def unit_at(self, place: int, heading: str) -> int:
        """Return how many yuan a bare number in a column means."""
        return unit_in(heading) or self.units.get(place, 0) or self.unit or 1

    def days_at(self, place: int) -> DayStyle:
        """Return how days are written in a column."""
        shown = self.orders.get(place)
        return DayStyle(shown.order if shown else "", self.year, self.has_serials)


def style_of(found: MappedSheet, days: Iterable[int]) -> TableStyle:
    """Return what the table ``found`` says outside its cells; ``days`` are its columns of days."""
    head = found.sheet.head(found.header_line + SAMPLE)
    above = [str(cell) for row in head[: found.header_line - 1] for cell in row if cell != ""]
    first, units = found.header_line, dict[int, int]()
    while first < len(head) and _belongs_to_head(head[first]):
        units |= {n: unit for n, cell in enumerate(head[first]) if (unit := unit_in(str(cell)))}
        first += 1
    years = {int(year) for text in (found.sheet.name, *above) for year in _YEAR.findall(text)}
    return TableStyle(
        first=first + 1,
        unit=next(filter(None, map(unit_of_table, above)), 0),
        units=units,
        year=years.pop() if len(years) == 1 else 0,
        has_serials=found.sheet.has_serials,
        orders={
            place: shown for place in days if (shown := _order(head, place, first)) is not None
        },
    )


def _belongs_to_head(row: Sequence[Any]) -> bool:
    """Say whether a row below the headings is part of them: of units, or of column numbers."""
    cells = [cell for cell in row if cell not in ("", None)]
    if not cells:
        return False
    if all(isinstance(cell, str) and _UNIT_CELL.fullmatch(cell.strip()) for cell in cells):
        return True
    numbers = [str(int(cell)) if isinstance(cell, float) else str(cell).strip() for cell in cells]
    return len(cells) >= FEWEST and numbers == [str(n + 1) for n in range(len(cells))]


def _order(head: Sequence[Sequence[Any]], place: int, first: int) -> Shown | None:
    """Return the order that a column's days show; None when none does, or two contradict."""
    shown: dict[str, Shown] = {}
    for line, row in enumerate(head[first:], start=first + 1):
        cell = row[place] if place < len(row) else ""
        if isinstance(cell, str) and (order := order_in(cell)):
            shown.setdefault(order, Shown(order=order, text=cell, line=line))
    return next(iter(shown.values())) if len(shown) == 1 else None
