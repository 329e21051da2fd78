"""QR codes as drawings, for the foot of a page, a blank form, a recovery sheet."""

from typing import Any

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing, Group


def qr_group(text: str, side: float, x: float = 0, y: float = 0, *, level: str = "M") -> Any:
    """Return the QR code of ``text``, ``side`` points wide, its lower left corner at (x, y).

    Args:
        text: What the scanner reads.
        side: Width and height.
        x: From the left.
        y: From below.
        level: Error correction level: L, M, Q or H (ISO/IEC 18004).
    """
    widget = QrCodeWidget(text, barLevel=level, barBorder=0)
    left, low, end, _ = widget.getBounds()
    scale = side / (end - left)
    return Group(widget, transform=(scale, 0, 0, scale, x - left * scale, y - low * scale))


def qr_drawing(text: str, side: float) -> Drawing:
    """Return the QR code of ``text`` as a drawing of its own."""
    made = Drawing(side, side)
    made.add(qr_group(text, side))
    return made
