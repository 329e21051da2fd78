"""What is owed in all cases, as a table: soonest first, most of it somebody's promise."""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.rules.people.rights import People
from desk.rules.steps.duties import Owed

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
CaseNoRole: Final = Qt.ItemDataRole.UserRole + 1
OwedRole: Final = Qt.ItemDataRole.UserRole + 2


class OwedColumn(IntEnum):
    """The columns, in order."""

    DUE = 0
    DUTY = 1
    WORDS = 2
    CASE_NO = 3
    WHO = 4


HEADINGS: Final = {
    OwedColumn.DUE: mark("By when"),
    OwedColumn.DUTY: mark("What"),
    OwedColumn.WORDS: mark("Words"),
    OwedColumn.CASE_NO: mark("Case number"),
    OwedColumn.WHO: mark("Who"),
}


class OwedModel(QAbstractTableModel):
    """Rows of (case number, what is owed)."""

    def __init__(self, people: People, parent: QObject | None = None) -> None:
        """Start empty; ``people`` tell names."""
        super().__init__(parent)
        self._people = people
        self._rows: Sequence[tuple[str, Owed]] = ()
        self._now: datetime | None = None

    def show(self, rows: Sequence[tuple[str, Owed]], now: datetime) -> None:
        """Show ``rows`` as they stand at ``now``."""
        self.beginResetModel()
        self._rows, self._now = rows, now
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(OwedColumn)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's heading."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return say(HEADINGS[OwedColumn(section)])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, and for whoever asks the case and the duty."""
        case_no, owed = self._rows[index.row()]
        if role == CaseNoRole:
            return case_no
        if role == OwedRole:
            return owed
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return plain(self._text(OwedColumn(index.column()), case_no, owed))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._text(OwedColumn(index.column()), case_no, owed), rich=True)
        return None

    def _text(self, column: OwedColumn, case_no: str, owed: Owed) -> str:
        match column:
            case OwedColumn.DUE:
                is_late = self._now is not None and owed.is_late(self._now)
                late = say(mark("overdue")) if is_late else ""
                return "  ".join(part for part in (f"{owed.due_at:%Y-%m-%d %H:%M}", late) if part)
            case OwedColumn.DUTY:
                return shown(owed.duty)
            case OwedColumn.WORDS:
                return " ".join(owed.words.split())
            case OwedColumn.CASE_NO:
                return case_no
            case OwedColumn.WHO:
                return self._people.name(owed.who)
