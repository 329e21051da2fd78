"""QR codes as drawings."""

from typing import Any, Final

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing

from reports.press import measures as m

SIDE: Final = 42 * m.MM


def square(text: str, side: float = SIDE) -> Any:
    """Return a drawing of the QR code of ``text``, ``side`` points wide and high."""
    widget = QrCodeWidget(text, barLevel="M", barBorder=2)
    left, low, end, _ = widget.getBounds()
    scale = side / (end - left)
    drawing = Drawing(side, side, transform=[scale, 0, 0, scale, -left * scale, -low * scale])
    drawing.add(widget)
    return drawing
