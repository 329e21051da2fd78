"""A table for short lists: one line is selected, Enter or a double click opens it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTableView

from desk.base.words import mark, say
from ui.models.sheet_model import SheetModel, SheetRow

ROW_HEIGHT, HEAD_HEIGHT = 30, 44


def set_up(table: QTableView, height: int, widths: Mapping[int, int]) -> None:
    """Give ``table``, which has its model, the look of all tables.

    Args:
        table: One line of it can be picked, as a whole.
        height: Of a line, in pixels.
        widths: Of its columns; the one of width 0 takes what is left.
    """
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    lines, heads = table.verticalHeader(), table.horizontalHeader()
    lines.hide()
    lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    lines.setDefaultSectionSize(height)
    heads.setHighlightSections(False)
    heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for place, width in widths.items():
        if width:
            table.setColumnWidth(place, width)
        else:
            heads.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)


class Sheet(QTableView):
    """Shows lines of text.

    Signals:
        picked: Another line is the current one; carries its key, or "".
        opened: A line was opened; carries its key.
    """

    picked = Signal(str)
    opened = Signal(str)

    def __init__(self, titles: Mapping[str, int], name: str, *, most: int = 0) -> None:
        """Build it.

        Args:
            titles: Width by ``mark``ed title; the one of width 0 takes what is left.
            name: Object name.
            most: As high as its lines, at most so many; 0 takes the room there is.
        """
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(say(mark(", ")).join(say(title) for title in titles))
        self._most = most
        self.sheet = SheetModel(list(titles))
        self.setModel(self.sheet)
        set_up(self, ROW_HEIGHT, dict(enumerate(titles.values())))
        self.activated.connect(self._on_opened)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    @property
    def key(self) -> str:
        """Return the key of the current line, or ""."""
        index = self.currentIndex()
        return self.sheet.rows[index.row()].key if index.isValid() else ""

    def show_rows(self, rows: Sequence[SheetRow]) -> None:
        """Show ``rows``, keeping the current line if it still exists."""
        kept = self.key
        self.sheet.show(rows)
        if self._most:
            self.setFixedHeight(HEAD_HEIGHT + ROW_HEIGHT * max(min(len(rows), self._most), 1))
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
