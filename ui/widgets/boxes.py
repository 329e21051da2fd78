"""Rows and columns: parts side by side or one below the other, said in one expression."""

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeVar

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]  # left, top, right, bottom, in pixels
NONE: Final[Margins] = (0, 0, 0, 0)
PAGE: Final[Margins] = (16, 8, 16, 12)
CARD: Final[Margins] = (16, 12, 16, 14)
DIALOG: Final[Margins] = (20, 18, 20, 16)


class Grown(NamedTuple):
    """A part that takes the room that is left, by its share; without a part, a gap."""

    part: QWidget | QLayout | None
    share: int = 1


STRETCH: Final = Grown(None)
Part = QWidget | QLayout | Grown | int  # a number is a gap of so many pixels


def add(layout: QBoxLayout, *parts: Part) -> None:
    """Add ``parts`` after what is in ``layout``."""
    for part in parts:
        if isinstance(part, int):
            layout.addSpacing(part)
            continue
        what, share = part if isinstance(part, Grown) else (part, 0)
        if isinstance(what, QWidget):
            layout.addWidget(what, share)
        elif isinstance(what, QLayout):
            layout.addLayout(what, share)
        else:
            layout.addStretch(share)


def leave_out(part: QWidget, *, unless: bool) -> None:
    """Hide ``part`` unless it is for the person.

    It is never shown by this: what has no place yet would be a window of its own for a moment,
    and take the focus from who types.
    """
    if not unless:
        part.hide()


def row(
    *parts: Part,
    inside: QWidget | None = None,
    margins: Margins | None = None,
    spacing: int | None = None,
) -> QHBoxLayout:
    """Return ``parts`` side by side.

    Args:
        parts: From left to right.
        inside: The widget that they fill; None for a layout that is put into another.
        margins: Around them, as `Margins`; None for those of the style.
        spacing: Between them, in pixels; None for that of the layout around.
    """
    made = QHBoxLayout() if inside is None else QHBoxLayout(inside)
    return _laid(made, parts, margins, spacing)


def column(
    *parts: Part,
    inside: QWidget | None = None,
    margins: Margins | None = None,
    spacing: int | None = None,
) -> QVBoxLayout:
    """Return ``parts`` one below the other; the rest as `row` has it."""
    made = QVBoxLayout() if inside is None else QVBoxLayout(inside)
    return _laid(made, parts, margins, spacing)


def grid(
    lines: Iterable[Iterable[QWidget]],
    *,
    across: int,
    down: int | None = None,
    grows: int | None = None,
) -> QGridLayout:
    """Return ``lines`` of widgets one below the other, those at one place as wide as the widest.

    Args:
        lines: From top to bottom.
        across: Pixels between columns.
        down: Pixels between lines; None for those of the layout around.
        grows: The column that takes the room that is left.
    """
    made = QGridLayout()
    made.setHorizontalSpacing(across)
    if down is not None:
        made.setVerticalSpacing(down)
    if grows is not None:
        made.setColumnStretch(grows, 1)
    for y, line in enumerate(lines):
        for x, part in enumerate(line):
            made.addWidget(part, y, x)
    return made


_Layout = TypeVar("_Layout", bound=QBoxLayout)


def _laid(
    layout: _Layout, parts: Iterable[Part], margins: Margins | None, spacing: int | None
) -> _Layout:
    if margins is not None:
        layout.setContentsMargins(*margins)
    if spacing is not None:
        layout.setSpacing(spacing)
    add(layout, *parts)
    return layout
