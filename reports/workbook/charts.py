"""Native charts beside the tables they draw."""

from typing import Any, Final

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from reports.table import Pictured
from reports.workbook.cells import ACCENT

WIDTH: Final = 16.0  # cm
HEIGHT: Final = 7.6
ROWS: Final = 16  # of a sheet, that a chart covers
GRID: Final = "E3E6EC"


def columns_of(sheet: Any, picture: Pictured, heading_row: int) -> Any:
    """Return a column chart of ``picture``, whose headings stand in ``heading_row``."""
    count = len(picture.table.rows) - picture.table.totals
    last = heading_row + count
    place = picture.values + 1
    chart: Any = BarChart()
    chart.type, chart.style = "col", 10
    chart.title = picture.table.title
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


def _axes(chart: Any, picture: Pictured) -> None:
    """Make both axes visible (openpyxl hides them unless told) and quiet."""
    chart.x_axis.delete = False
    chart.y_axis.delete = False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    chart.y_axis.scaling.min = 0
    if picture.top is not None:
        chart.y_axis.scaling.max = picture.top / 100
        chart.y_axis.number_format = "0%"
