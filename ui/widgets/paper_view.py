"""A PDF in the window, page below page; a page is drawn when it is first seen."""

from collections import deque

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.base.pdf import Pdf
from ui.widgets.boxes import column

KEPT = 12  # pages that stay drawn; a dossier may have hundreds
GAP = 12
EDGE = 34  # left and right of the pages, with the scroll bar
PAPER = QColor("white")


class PageView(QWidget):
    """One page, as wide as there is room."""

    def __init__(self, view: "PaperView", pdf: Pdf, number: int) -> None:
        """Reserve the space of page ``number`` of ``pdf``; nothing is drawn yet."""
        super().__init__()
        self._view = view
        self._pdf, self._number = pdf, number
        self._image: QImage | None = None
        self._points = pdf.sizes[number]

    def fit(self, width: int) -> None:
        """Resize to ``width`` pixels, and drop a picture of another size."""
        wide, tall = self._points
        self.setFixedSize(QSize(width, round(width * tall / wide)))
        self.forget()

    def forget(self) -> None:
        """Forget the drawn page; it is drawn again when it is seen."""
        self._image = None

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the page."""
        if self._image is None:
            self._image = self._drawn()
            self._view.keep(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), PAPER)
        painter.drawImage(self.rect(), self._image)
        painter.end()

    def _drawn(self) -> QImage:
        scale = self.width() * self.devicePixelRatioF() / self._points[0]
        return self._pdf.picture(self._number, scale)


class PaperView(QScrollArea):
    """Shows a PDF."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("paper-view")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._pages: list[PageView] = []
        self._drawn: deque[PageView] = deque()
        self._body = QWidget()
        self.setWidget(self._body)

    @property
    def count(self) -> int:
        """Return how many pages there are."""
        return len(self._pages)

    def show_pdf(self, content: bytes) -> None:
        """Show the PDF ``content`` instead of what was there, at the same place."""
        place = self.verticalScrollBar().value()
        pdf = Pdf(content)
        self._drawn.clear()
        self._pages = [PageView(self, pdf, number) for number in range(len(pdf.sizes))]
        self._body = body = QWidget()
        body.setObjectName("scrolled")
        rows = column(inside=body, margins=(0, GAP, 0, GAP), spacing=GAP)
        for page in self._pages:
            rows.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(1)
        self._fit()
        self.setWidget(body)
        self.verticalScrollBar().setValue(place)

    def empty(self) -> None:
        """Show nothing."""
        self._pages.clear()
        self._drawn.clear()
        self._body = QWidget()
        self.setWidget(self._body)

    def keep(self, page: PageView) -> None:
        """Record that ``page`` was drawn; drop the page drawn longest ago."""
        self._drawn.append(page)
        if len(self._drawn) > KEPT:
            self._drawn.popleft().forget()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the pages as wide as there is room."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Place the pages anew: Qt does not notice when they grow before they are seen."""
        super().showEvent(event)
        rows = self._body.layout()
        if rows is not None:
            rows.invalidate()
            rows.activate()

    def _fit(self) -> None:
        for page in self._pages:
            page.fit(max(self.width() - EDGE, 100))
