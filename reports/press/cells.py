"""Table cells: wrapping text, and choosing fonts."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final, TypeAlias

from reportlab.platypus import XPreformatted

from reports.press import measures as m
from reports.press.face import Face
from reports.press.lines import broken

Lines: TypeAlias = list[str]

MOST_LINES: Final = 12  # of a row in one piece, so that a page can end between two pieces
SIDES: Final = ("LEFT", "CENTER", "RIGHT")
SLACK: Final = 0.2  # points, for sums of rounded widths


class Cells:
    """Makes the text cells of one document; wrapped lines are cached.

    Attributes:
        size: Of the print, in points.
        leading: Line distance, in points.
        style: What all tables in this print share.
    """

    def __init__(
        self,
        face: Face,
        size: float = m.CELL,
        leading: float = m.CELL_LEADING,
        headroom: float = m.HEADROOM,
    ) -> None:
        """Keep the typeface and the size of the print; ``headroom`` is left above and below."""
        self._face = face
        self.size, self.leading, self._headroom = size, leading, headroom
        self._broken: dict[tuple[str, float], Lines] = {}
        self._styles = {side: m.cell_style(side, size, leading) for side in SIDES}
        self.style = (
            ("FONT", (0, 0), (-1, -1), self._styles["LEFT"].fontName, size, leading),
            ("TEXTCOLOR", (0, 0), (-1, -1), m.INK),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), m.PAD),
            ("RIGHTPADDING", (0, 0), (-1, -1), m.PAD),
            ("TOPPADDING", (0, 0), (-1, -1), headroom),
            ("BOTTOMPADDING", (0, 0), (-1, -1), headroom),
        )

    def lines(self, text: str, width: float) -> Lines:
        """Return the lines of ``text`` in a cell ``width`` points wide; at least one."""
        key = (text, width)
        found = self._broken.get(key)
        if found is None:
            room = width - 2 * m.PAD - SLACK
            found = broken(self._face.printed(text), room, self.size, self._face.widths)
            self._broken[key] = found
        return found

    def cell(self, lines: Lines, side: str) -> Any:
        """Return the cell content for ``lines``: text, or a paragraph for rare characters."""
        text = "\n".join(lines)
        if self._face.is_plain(text):
            return text  # a table draws it as it is and knows no markup
        markup = "\n".join(self._face.markup(line) for line in lines)
        return XPreformatted(markup, self._styles[side])

    def heights(self, pieces: Sequence[Sequence[Lines]], least: int = 1) -> list[float]:
        """Return the heights of a row's pieces: room above the first and below the last."""
        lines = [tallest(piece) for piece in pieces]
        lines[-1] = max(lines[-1], least - sum(lines[:-1]))
        heights = [count * self.leading for count in lines]
        heights[0] += self._headroom
        heights[-1] += self._headroom
        return heights


def tallest(row: Sequence[Lines]) -> int:
    """Return how many lines the tallest cell of ``row`` has; at least one."""
    return max(1, *map(len, row))


def sliced(row: Sequence[Lines]) -> Iterator[list[Lines]]:
    """Yield ``row`` in pieces of at most ``MOST_LINES`` lines; most rows are one piece."""
    if tallest(row) <= MOST_LINES:
        yield list(row)
        return
    pieces = [[some[n : n + MOST_LINES] for n in range(0, len(some), MOST_LINES)] for some in row]
    for piece in zip_longest(*pieces, fillvalue=[]):
        yield [*piece]


def joined(first: int, last: int) -> list[tuple[Any, ...]]:
    """Return the style that makes the pieces ``first`` to ``last`` look like one row."""
    if first == last:
        return []
    return [
        ("BOTTOMPADDING", (0, first), (-1, last - 1), 0),
        ("TOPPADDING", (0, first + 1), (-1, last), 0),
        ("VALIGN", (0, first), (-1, last), "TOP"),
    ]
