"""A QR code beside words: on a blank form it holds the number, so that nobody types it."""

from typing import Any, Final

from reportlab.platypus import Table

from reports.press import measures as m
from reports.press.qr import qr_drawing

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
