"""Rendering the pages of a PDF. PDFium is not thread-safe, so calls are serialised."""

from threading import RLock
from typing import Any, Final

from PySide6.QtGui import QImage

POINTS: Final = 72  # to the inch
HALF: Final = 0.5  # of a pixel: pdfium rounds what is cut away upwards
_turn = RLock()


class Pdf:
    """An open PDF; may be asked on any thread.

    Attributes:
        sizes: Width and height of each page, in points.
    """

    def __init__(self, content: bytes) -> None:
        """Open the PDF ``content``."""
        import pypdfium2  # noqa: PLC0415 - costs start-up time, and few look at previews

        with _turn:
            self._document: Any = pypdfium2.PdfDocument(content)
            self.sizes: list[tuple[float, float]] = [
                self._document.get_page_size(number) for number in range(len(self._document))
            ]
        self._loaded: tuple[int, Any] = (-1, None)

    def __del__(self) -> None:
        """Close it, under the same lock."""
        with _turn:
            self._loaded = (-1, None)
            self._document.close()

    def picture(self, number: int, scale: float, top: int = 0, rows: int = 0) -> QImage:
        """Return page ``number``, from 0, or the part of it from pixel row ``top`` on.

        Args:
            number: Of the page.
            scale: Pixels in a point.
            top: Rows above the part.
            rows: Rows in the part; 0 for all that are left.
        """
        tall = self.rows(number, scale)
        below = max(tall - top - rows, 0) if rows else 0
        cut = (0, _cut(below, scale), 0, _cut(top, scale))
        with _turn:
            bitmap = self._page(number).render(scale=scale, crop=cut, prefer_bgrx=True)
            return QImage(
                bytes(bitmap.buffer),
                bitmap.width,
                bitmap.height,
                bitmap.stride,
                QImage.Format.Format_RGB32,
            ).copy()

    def rows(self, number: int, scale: float) -> int:
        """Return how many rows of pixels page ``number`` has at ``scale``."""
        return -int(-self.sizes[number][1] * scale // 1)

    def _page(self, number: int) -> Any:
        if self._loaded[0] != number:
            self._loaded = (number, self._document[number])
        return self._loaded[1]


def _cut(pixels: int, scale: float) -> float:
    return max(pixels - HALF, 0) / scale
