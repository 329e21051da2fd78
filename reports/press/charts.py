"""Charts on paper, as vectors: columns with lines over them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

from reports.press import measures as m
from reports.press.face import Face
from reports.press.lines import broken
from reports.table import Charted, Holds, Row, Value

HEIGHT: Final = 150.0
TOP, LEFT, RIGHT = 20.0, 26.0, 30.0
SIZE: Final = m.SMALLEST
LEADING: Final = 10.5
MOST_LINES: Final = 3  # of a name under its column
STEPS: Final = 4  # on the scale
THICK: Final = 0.6  # of its place, that a column fills
COLOURS: Final = (HexColor("#b4500f"), HexColor("#8a1f1f"), HexColor("#3f7d4e"))
DASHES: Final = (None, [4, 2], [1, 2])


class _Chart:
    """One chart on its way to paper."""

    def __init__(self, face: Face, chart: Charted, width: float) -> None:
        table = chart.table
        self._face, self._chart = face, chart
        self._rows: Sequence[Row] = table.rows[: len(table.rows) - table.totals]
        self._columns = table.columns
        self._wide = width - LEFT - RIGHT
        self._place = self._wide / max(1, len(self._rows))
        self._names = [self._name(row[0]) for row in self._rows]
        below = max((len(lines) for lines in self._names), default=1) * LEADING + 4
        self._ground, self.height = below, HEIGHT + below
        self._high = HEIGHT - TOP - 4
        self._top = _scale(self._numbers())
        self._drawing = Drawing(width, self.height)

    def _name(self, value: Value) -> list[str]:
        printed = self._face.printed(str(value))
        lines = broken(printed, max(self._place - 2, SIZE), SIZE, self._face.widths)
        return lines[:MOST_LINES]

    def _numbers(self) -> list[float]:
        places = [self._chart.bars, *(n for n in self._chart.lines if not self._is_share(n))]
        return [_number(row[place]) for row in self._rows for place in places]

    def _is_share(self, place: int) -> bool:
        return self._columns[place].holds is Holds.PERCENT

    def drawn(self) -> Any:
        """Return the drawing."""
        self._grid()
        self._bars()
        for number, place in enumerate(self._chart.lines):
            self._line(place, COLOURS[number], DASHES[number])
        self._legend()
        return self._drawing

    def _grid(self) -> None:
        has_shares = any(self._is_share(place) for place in self._chart.lines)
        for step in range(STEPS + 1):
            y = self._ground + self._high * step / STEPS
            rule = m.INK if not step else m.FAINT
            line = Line(LEFT, y, LEFT + self._wide, y, strokeColor=rule, strokeWidth=m.HAIR)
            self._drawing.add(line)
            self._write(f"{self._top * step / STEPS:g}", LEFT - 4, y - 2.5, side=1)
            if has_shares:
                self._write(f"{100 * step / STEPS:g}%", LEFT + self._wide + 4, y - 2.5, side=0)

    def _bars(self) -> None:
        for number, row in enumerate(self._rows):
            value = _number(row[self._chart.bars])
            x = LEFT + self._place * (number + (1 - THICK) / 2)
            high = self._high * value / self._top
            wide = self._place * THICK
            self._drawing.add(
                Rect(x, self._ground, wide, high, fillColor=m.ACCENT, strokeColor=None)
            )
            middle = x + wide / 2
            if value:
                self._write(f"{value:g}", middle, self._ground + high + 2, side=0.5)
            for place, text in enumerate(self._names[number]):
                self._write(text, middle, self._ground - LEADING * (place + 1), side=0.5)

    def _line(self, place: int, colour: Any, dash: Any) -> None:
        top = 100.0 if self._is_share(place) else self._top
        points: list[float] = []
        for number, row in enumerate(self._rows):
            if not isinstance(row[place], str) and row[place] is not None:
                x = LEFT + self._place * (number + 0.5)
                points += [x, self._ground + self._high * _number(row[place]) / top]
        if len(points) > 2:  # noqa: PLR2004 - a line needs two points
            line = PolyLine(points, strokeColor=colour, strokeWidth=1.1, strokeDashArray=dash)
            self._drawing.add(line)
        if dash is None:
            for n in range(0, len(points), 2):
                dot = Circle(points[n], points[n + 1], 1.6, fillColor=colour, strokeColor=None)
                self._drawing.add(dot)

    def _legend(self) -> None:
        x, y = LEFT, self.height - 9
        self._drawing.add(Rect(x, y, 8, 6, fillColor=m.ACCENT, strokeColor=None))
        x = self._write(self._columns[self._chart.bars].heading, x + 11, y, side=0) + 14
        for number, place in enumerate(self._chart.lines):
            dash, colour = DASHES[number], COLOURS[number]
            rule = Line(x, y + 3, x + 14, y + 3, strokeColor=colour, strokeDashArray=dash)
            self._drawing.add(rule)
            x = self._write(self._columns[place].heading, x + 17, y, side=0) + 14

    def _write(self, text: str, x: float, y: float, side: float) -> float:
        """Write ``text`` to the right of (0), around (0.5) or left of (1) ``x``; return its end."""
        printed = self._face.printed(text)
        x -= self._face.width(printed, SIZE) * side
        group = Group()
        for name, piece in self._face.runs(printed):
            group.add(String(x, y, piece, fontName=name, fontSize=SIZE, fillColor=m.INK))
            x += self._face.width(piece, SIZE)
        self._drawing.add(group)
        return x


def chart(face: Face, block: Charted, width: float) -> tuple[Any, float]:
    """Return the chart of ``block``, ``width`` points wide, and its height."""
    made = _Chart(face, block, width)
    return made.drawn(), made.height


def _scale(numbers: Sequence[float]) -> float:
    """Return the end of a scale for ``numbers``: 4, 8, 20, 40 …, in whole steps."""
    most = max(numbers, default=0)
    return next(end for end in _ends() if end >= most)


def _ends() -> Iterator[float]:
    size = 1
    while True:
        yield from (size * STEPS, size * 2 * STEPS, size * 5 * STEPS)
        size *= 10


def _number(value: Value) -> float:
    return float(value) if value is not None and not isinstance(value, str) else 0.0  # type: ignore[arg-type]  # a number column
