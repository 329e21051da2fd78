"""A code to be typed or scanned: groups of letters, large, beside their QR code."""

from typing import Any, Final

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing, Group, Rect, String

from reports.press import measures as m
from reports.press.face import Face
from reports.table import Scanned

QR: Final = 42 * m.MM
PAD: Final = 6 * m.MM
SIZE: Final = 17.0
LEADING: Final = 27.0
IN_LINE: Final = 3  # groups of letters
APART: Final = "   "


def scanned(face: Face, block: Scanned, width: float) -> tuple[Any, float]:
    """Return the framed code, and its height."""
    groups = block.text.split("-")
    lines = [APART.join(groups[n : n + IN_LINE]) for n in range(0, len(groups), IN_LINE)]
    high = QR + 2 * PAD
    drawing = Drawing(width, high)
    drawing.add(Rect(0, 0, width, high, strokeColor=m.INK, strokeWidth=m.FORM, fillColor=None))
    drawing.add(_qr(block.text))
    top = high / 2 + LEADING * len(lines) / 2 - SIZE
    for place, line in enumerate(lines):
        for name, piece in face.runs(face.printed(line)):
            y = top - place * LEADING
            drawing.add(String(QR + 3 * PAD, y, piece, fontName=name, fontSize=SIZE))
    return drawing, high


def _qr(text: str) -> Any:
    widget = QrCodeWidget(text, barLevel="Q", barBorder=0)
    left, low, end, _ = widget.getBounds()
    scale = QR / (end - left)
    moved = (scale, 0, 0, scale, PAD - left * scale, PAD - low * scale)
    return Group(widget, transform=moved)
