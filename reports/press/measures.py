"""Sizes, colours and paragraph styles of our papers: black on white, thin lines."""

from dataclasses import dataclass
from typing import Any, Final

from reportlab.lib import enums
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle

from reports.fonts import BASE

MM: Final = 72 / 25.4
TALL: Final = A4
WIDE: Final = landscape(A4)

# Roles of design.md 9; paper is white, so that a ground is only a breath of grey.
INK: Final = HexColor("#14171d")
MUTED: Final = HexColor("#5f6b7f")
LINE: Final = HexColor("#b9c0cc")
GROUND: Final = HexColor("#f2f4f7")
ACCENT: Final = HexColor("#2456c4")
FAINT: Final = HexColor("#e3e6ec")

HAIR: Final = 0.4
RULE: Final = 0.9
FORM: Final = 0.5
SMALLEST: Final = 9.0  # font size: nothing but dense tables is smaller than 小五
CELL: Final = SMALLEST  # font size in tables
CELL_LEADING: Final = 11.8
FORM_SIZE: Final = 9.5  # the same in forms, where pens must find room
FORM_LEADING: Final = 13.0
FORM_HEADROOM: Final = 4.6
DENSE: Final = 8.0  # the same in tables with many columns
DENSE_LEADING: Final = 10.4
PAD: Final = 3.2  # left and right in a cell
HEADROOM: Final = 2.4  # above and below in a cell
BODY: Final = 10.0
BODY_LEADING: Final = 16.5


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSize:
    """A page's size and margins, in points."""

    size: tuple[float, float]
    left: float
    right: float
    top: float
    bottom: float

    @property
    def width(self) -> float:
        """Return the width between the margins."""
        return self.size[0] - self.left - self.right

    @property
    def height(self) -> float:
        """Return the height between the margins."""
        return self.size[1] - self.top - self.bottom


FOOT_ROOM: Final = 25 * MM  # the foot's QR code stands in it where every printer prints
TALL_PAGE: Final = PageSize(size=TALL, left=22 * MM, right=18 * MM, top=18 * MM, bottom=FOOT_ROOM)
WIDE_PAGE: Final = PageSize(size=WIDE, left=14 * MM, right=14 * MM, top=16 * MM, bottom=FOOT_ROOM)


def _style(name: str, size: float, leading: float, **more: Any) -> Any:
    """Return a style of running text; no line of a paragraph stands alone on a page."""
    return ParagraphStyle(
        name,
        fontName=BASE,
        fontSize=size,
        leading=leading,
        textColor=INK,
        allowWidows=0,
        allowOrphans=0,
        **more,
    )


TITLE: Final = _style("title", 19, 27, alignment=enums.TA_CENTER, spaceAfter=5)
COVER_TITLE: Final = _style("cover", 27, 40, alignment=enums.TA_CENTER)
COVER_OFFICE: Final = _style("office", 15, 24, alignment=enums.TA_CENTER)
SECTION: Final = _style("section", 13, 19, spaceBefore=13, spaceAfter=5)
CAPTION: Final = _style("caption", 9.5, 14, spaceBefore=8, spaceAfter=3)
NOTE: Final = _style("note", BODY, BODY_LEADING, spaceAfter=4)
QUIET: Final = _style("quiet", CELL, CELL_LEADING + 1, spaceBefore=3, spaceAfter=3)
QUIET.textColor = MUTED
TOLD: Final = _style("told", BODY, BODY_LEADING, spaceAfter=7)
LETTERS: Final = {
    "left": _style("letter", 12, 22, spaceAfter=2),
    "right": _style("letter right", 12, 22, alignment=enums.TA_RIGHT, spaceAfter=2),
    "center": _style("letter centre", 12, 22, alignment=enums.TA_CENTER, spaceAfter=2),
}
TILE_NAME: Final = _style("tile name", SMALLEST, 13)
TILE_NAME.textColor = MUTED
TILE_VALUE: Final = _style("tile value", 19, 27)
TILE_REMARK: Final = _style("tile remark", SMALLEST, 13)
LABEL: Final = _style("label", 9, 14, spaceBefore=5, spaceAfter=1)
LABEL.textColor = MUTED


def cell_style(side: str, size: float, leading: float) -> Any:
    """Return the style of a paragraph in a cell, aligned to ``side`` ("LEFT" …)."""
    return _style(f"cell {side} {size}", size, leading, alignment=_SIDES[side])


_SIDES: Final = {"LEFT": enums.TA_LEFT, "CENTER": enums.TA_CENTER, "RIGHT": enums.TA_RIGHT}
