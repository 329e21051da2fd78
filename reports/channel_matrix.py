"""The channel matrix of domain.md 9.6: units by channel of the business, with its sums."""

from collections.abc import Mapping
from typing import Any, Final

from desk.base.words import mark, say
from desk.reads.figure_values import BACK, ELECTRONIC, ChannelRow, Figures
from reports.definitions import name_of_figure
from reports.month_tables import coded
from reports.table import Column, Holds, Row, Table

_PLACES: Final = (
    ("A1-01", mark("Counter"), mark("Front office")),
    ("A1-02", mark("Machines"), mark("Front office")),
    ("A1-03-1", mark("Online bank"), mark("Front office: electronic")),
    ("A1-03-2", mark("Phone"), mark("Front office: electronic")),
    ("A1-03-3", mark("App"), mark("Front office: electronic")),
    ("A1-03-4", mark("Public platform"), mark("Front office: electronic")),
    ("A1-03-5", mark("Text message"), mark("Front office: electronic")),
    ("A1-03-9", mark("Other"), mark("Front office: electronic")),
    ("electronic", mark("Subtotal"), mark("Front office: electronic")),
    ("A1-04", mark("Third party"), mark("Front office")),
    ("A1-99", mark("Other"), mark("Front office")),
    ("front", mark("Subtotal"), mark("Front office")),
    (BACK, mark("Middle and back office"), ""),
)


def matrix_table(figures: Figures) -> Table:
    """Return units by channel of the business, with the subtotals of domain.md 9.6."""
    has_unstated = bool(figures.matrix_total.unstated)
    ranked = sorted(figures.matrix_rows.items(), key=lambda pair: (-pair[1].total, pair[0]))
    rows: list[Row] = [
        (coded("unit", unit), *_matrix_row(row, has_unstated)) for unit, row in ranked
    ]
    rows.append((say(mark("Total")), *_matrix_row(figures.matrix_total, has_unstated)))
    columns = [
        Column(name_of_figure("unit"), sheet=26, paper=40),
        Column(say(mark("Total")), Holds.COUNT, 10, 15),
        *(Column(say(words), Holds.COUNT, 10, 16, group=say(group)) for _, words, group in _PLACES),
    ]
    if has_unstated:
        columns.append(Column(say(mark("not stated")), Holds.COUNT, 10, 16))
    return Table("matrix", name_of_figure("matrix"), columns, rows, totals=1)


def _matrix_row(row: ChannelRow, has_unstated: bool) -> list[int]:  # noqa: FBT001 - private
    sums = row.sums()
    cells = [sums[place] if place in sums else row.counts.get(place, 0) for place, *_ in _PLACES]
    return [row.total, *cells, *([row.unstated] if has_unstated else [])]


def matrix_sums_hold(table: Table) -> bool:
    """Say whether the printed matrix adds up, line by line and downwards (domain.md 9.6)."""
    places = {place: number for number, (place, *_) in enumerate(_PLACES, start=2)}
    return all(_line_adds_up(row, places) for row in table.rows) and _column_sums_hold(table)


def _line_adds_up(row: Row, places: Mapping[str, int]) -> bool:
    counts: Any = row  # every cell but the first is a count
    cells = {place: counts[number] for place, number in places.items()}
    electronic = sum(cells[code] for code in ELECTRONIC)
    front = cells["A1-01"] + cells["A1-02"] + electronic + cells["A1-04"] + cells["A1-99"]
    rest = sum(counts[len(places) + 2 :])
    return bool(
        electronic == cells["electronic"]
        and front == cells["front"]
        and front + cells[BACK] + rest == counts[1]
    )


def _column_sums_hold(table: Table) -> bool:
    rows: Any = table.rows
    *body, last = rows
    return all(sum(row[n] for row in body) == last[n] for n in range(1, len(table.columns)))
