"""A QR code beside words: on a blank form it holds the number, so that nobody types it."""

from typing import Any, Final

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Table

from reports.press import measures as m

SIDE: Final = 20 * m.MM
GAP: Final = 4 * m.MM


def flow(words: Any, code: str, width: float) -> Any:
    """Return ``words`` with the QR code of ``code`` at the right."""
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("ALIGN", (1, 0), (1, 0), "RIGHT"),
    ]
    style += [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT")]
    return Table([[words, drawing(code)]], colWidths=[width - SIDE - GAP, SIDE + GAP], style=style)


def drawing(code: str) -> Drawing:
    """Return the QR code of ``code``, ``SIDE`` high and wide."""
    widget = QrCodeWidget(code, barLevel="M", barBorder=0)
    left, low, end, _ = widget.getBounds()
    scale = SIDE / (end - left)
    made = Drawing(SIDE, SIDE, transform=[scale, 0, 0, scale, -left * scale, -low * scale])
    made.add(widget)
    return made
