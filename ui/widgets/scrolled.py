"""Scrolling panes that are filled anew."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget


def scrolled() -> QScrollArea:
    """Return an empty pane that scrolls up and down, on a card."""
    area = QScrollArea()
    area.setObjectName("card")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def fill(area: QScrollArea, content: QLayout, *, margin: int = 16) -> None:
    """Show ``content`` in ``area`` instead of what was there, at the same place."""
    place = area.verticalScrollBar().value()
    body = QWidget()
    body.setObjectName("scrolled")
    rows = QVBoxLayout(body)
    rows.setContentsMargins(margin, margin, margin, margin)
    rows.addLayout(content)
    rows.addStretch(1)
    area.setWidget(body)
    area.verticalScrollBar().setValue(place)


def clear(layout: QLayout) -> None:
    """Take everything out of ``layout``."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
