"""A table model for short lists: rows of texts, each with a key."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from desk.base.text import plain
from desk.base.words import say
from ui.base import theme

Index = QModelIndex | QPersistentModelIndex
HERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line.

    Attributes:
        key: Its identity, passed on when it is chosen.
        cells: As many texts as there are columns.
        is_quiet: Shown muted: over, gone, not to be acted on.
        is_loud: Shown like a problem, which its words must say too.
    """

    key: str
    cells: Sequence[str]
    is_quiet: bool = False
    is_loud: bool = False


class SheetModel(QAbstractTableModel):
    """Shows ``SheetRow`` values; at most a few hundred."""

    def __init__(self, titles: Sequence[str]) -> None:
        """Start empty; ``titles`` are ``mark``ed."""
        super().__init__()
        self._titles = titles
        self.rows: list[SheetRow] = []

    def show(self, rows: Sequence[SheetRow]) -> None:
        """Show ``rows`` instead of those before."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = HERE) -> int:  # noqa: N802 - Qt's name
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = HERE) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell, and its colour."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(plain(row.cells[index.column()]).split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(row.cells[index.column()], rich=True)
        if role == Qt.ItemDataRole.ForegroundRole and (row.is_quiet or row.is_loud):
            colours = theme.current()
            return QColor(colours.problem if row.is_loud else colours.muted)
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the heading of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(self._titles[section])
        return None
