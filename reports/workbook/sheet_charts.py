"""Native charts beside the tables they draw."""

from typing import Any, Final

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from desk.base.text import clean
from reports.table import Charted, Holds, Pictured
from reports.workbook.sheet_cells import ACCENT

WIDTH: Final = 16.0  # cm
HEIGHT: Final = 7.6
ROWS: Final = 16  # of a sheet, that a chart covers
GRID: Final = "E3E6EC"
LINES: Final = ("B4500F", "8A1F1F", "3F7D4E")
SHARES: Final = 200  # number of the axis for per cent


def columns_of(sheet: Any, picture: Pictured, heading_row: int) -> Any:
    """Return a column chart of ``picture``, whose headings stand in ``heading_row``."""
    count = len(picture.table.rows) - picture.table.totals
    last = heading_row + count
    place = picture.values + 1
    chart: Any = BarChart()
    chart.type, chart.style = "col", 10
    chart.title = clean(picture.table.title)
    chart.legend = None
    chart.width, chart.height, chart.gapWidth = WIDTH, HEIGHT, 60
    values = Reference(sheet, min_col=place, min_row=heading_row, max_row=last)
    chart.add_data(values, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=heading_row + 1, max_row=last))
    series = chart.series[0]
    series.graphicalProperties = GraphicalProperties(solidFill=ACCENT)
    series.dLbls = DataLabelList()
    series.dLbls.showVal = True
    for other in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(series.dLbls, other, False)
    _axes(chart, picture)
    return chart


def charted(sheet: Any, chart: Charted, heading_row: int) -> Any:
    """Return columns with lines over them, shares on an axis of their own to the right."""
    table = chart.table
    count = len(table.rows) - table.totals
    columns = columns_of(sheet, Pictured(table, chart.bars), heading_row)
    columns.width = 2 * HEIGHT + 4
    columns.legend = Legend()
    columns.legend.position = "b"
    for number, place in enumerate(chart.lines):
        line: Any = LineChart()
        values = Reference(
            sheet, min_col=place + 1, min_row=heading_row, max_row=heading_row + count
        )
        line.add_data(values, titles_from_data=True)
        line.series[0].smooth = False
        look = GraphicalProperties(ln=LineProperties(solidFill=LINES[number], w=19_050))
        line.series[0].graphicalProperties = look
        if table.columns[place].holds is Holds.PERCENT:
            line.y_axis.axId = SHARES
            line.y_axis.crosses = "max"
            line.y_axis.delete = False
            line.y_axis.number_format = "0%"
            line.y_axis.scaling.min, line.y_axis.scaling.max = 0, 1
            line.y_axis.majorGridlines = None
        columns += line
    return columns


def _axes(chart: Any, picture: Pictured) -> None:
    """Make both axes visible (openpyxl hides them unless told) and quiet."""
    chart.x_axis.delete = False
    chart.y_axis.delete = False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    chart.y_axis.scaling.min = 0
    if picture.top is not None:
        chart.y_axis.scaling.max = picture.top / 100
        chart.y_axis.number_format = "0%"
