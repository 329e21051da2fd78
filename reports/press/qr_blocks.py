"""A code to be typed or scanned: groups of letters, large, beside their QR code."""

from typing import Any, Final

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.platypus import Table

from reports.press import measures as m
from reports.press.face import Face
from reports.press.qr import qr_drawing, qr_group
from reports.table import CodeCard

SIDE: Final = 20 * m.MM
GAP: Final = 4 * m.MM


def flow(words: Any, code: str, width: float) -> Any:
    """Return ``words`` with the QR code of ``code`` at the right."""
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("ALIGN", (1, 0), (1, 0), "RIGHT"),
    ]
    style += [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT")]
    return Table(
        [[words, qr_drawing(code, SIDE)]], colWidths=[width - SIDE - GAP, SIDE + GAP], style=style
    )


QR: Final = 42 * m.MM
PAD: Final = 6 * m.MM
SIZE: Final = 17.0
LEADING: Final = 27.0
IN_LINE: Final = 3  # groups of letters
APART: Final = "   "


def drawing(face: Face, block: CodeCard, width: float) -> tuple[Any, float]:
    """Return the framed code, and its height."""
    groups = block.text.split("-")
    lines = [APART.join(groups[n : n + IN_LINE]) for n in range(0, len(groups), IN_LINE)]
    high = QR + 2 * PAD
    made = Drawing(width, high)
    made.add(Rect(0, 0, width, high, strokeColor=m.INK, strokeWidth=m.FORM, fillColor=None))
    made.add(qr_group(block.text, QR, PAD, PAD, level="Q"))
    top = high / 2 + LEADING * len(lines) / 2 - SIZE
    for place, line in enumerate(lines):
        for name, piece in face.runs(face.printed(line)):
            y = top - place * LEADING
            made.add(String(QR + 3 * PAD, y, piece, fontName=name, fontSize=SIZE))
    return made, high
