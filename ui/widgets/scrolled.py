"""Scrolling panes that are filled anew."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

from ui.widgets.boxes import STRETCH, Part, column

EDGE = 16  # pixels between a card and what it holds


def scrolled(*, is_card: bool = True) -> QScrollArea:
    """Return an empty pane that scrolls up and down, on a card unless cards go into it."""
    area = QScrollArea()
    area.setObjectName("card" if is_card else "plain")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def cards(*parts: Part) -> QScrollArea:
    """Return ``parts``, cards mostly, one below the other in a pane that scrolls."""
    area = scrolled(is_card=False)
    fill(area, column(*parts, spacing=12), margin=0)
    return area


def fill(area: QScrollArea, content: QLayout, *, margin: int = EDGE) -> None:
    """Show ``content`` in ``area`` instead of what was there, at the same place."""
    place = area.verticalScrollBar().value()
    body = Body()
    body.setObjectName("scrolled")
    column(content, STRETCH, inside=body, margins=(margin, margin, margin, margin))
    area.setWidget(body)
    area.verticalScrollBar().setValue(place)


class Body(QWidget):
    """As high as its text needs at its width, to avoid empty space below.

    Qt asks a label that breaks its lines how high it would be when it is very narrow.
    """

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height at the present width."""
        layout, wanted = self.layout(), super().minimumSizeHint()
        if layout is None or not layout.hasHeightForWidth() or self.width() < wanted.width():
            return wanted
        return QSize(wanted.width(), layout.totalHeightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Say that another width may need another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def clear(layout: QLayout) -> None:
    """Take everything out of ``layout``."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
