"""A short list as a table: one line is picked, Enter or a double click opens it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.models.sheet_model import SheetModel, SheetRow

ROW_HEIGHT = 30


class Sheet(QTableView):
    """Shows lines of text.

    Signals:
        picked: Another line is the current one; carries its key, or "".
        opened: A line was opened; carries its key.
    """

    picked = Signal(str)
    opened = Signal(str)

    def __init__(self, titles: Mapping[str, int], name: str, parent: QWidget | None = None) -> None:
        """Build it.

        Args:
            titles: Width by ``mark``ed title; the one of width 0 takes what is left.
            name: Object name.
            parent: Qt parent.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.sheet = SheetModel(list(titles))
        self.setModel(self.sheet)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(titles.values()):
            if width:
                self.setColumnWidth(column, width)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.activated.connect(self._on_opened)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    @property
    def key(self) -> str:
        """Return the key of the current line, or ""."""
        index = self.currentIndex()
        return self.sheet.rows[index.row()].key if index.isValid() else ""

    def show_rows(self, rows: Sequence[SheetRow]) -> None:
        """Show ``rows``; the line that was current stays so, when it is still there."""
        kept = self.key
        self.sheet.show(rows)
        keys = [row.key for row in rows]
        if kept in keys:
            self.setCurrentIndex(self.sheet.index(keys.index(kept), 0))
        else:
            self.picked.emit("")

    def pick(self, key: str) -> None:
        """Make the line with ``key`` the current one."""
        keys = [row.key for row in self.sheet.rows]
        self.setCurrentIndex(self.sheet.index(keys.index(key), 0))

    @Slot(QModelIndex)
    def _on_opened(self, _index: QModelIndex) -> None:
        self.opened.emit(self.key)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self.picked.emit(self.key)
