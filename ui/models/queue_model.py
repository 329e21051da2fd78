"""The queue's table model: all ids in order, and rows of visible windows."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import IntEnum
from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desk.base.errors import Refusal, Trouble
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.reads.queue import Ids, QueueRow, ShownClock
from desk.rules.case.life import State
from desk.rules.people.rights import People
from desk.rules.query import QueueFilter
from desk.rules.time.calendar import WorkCalendar
from desk.rules.time.rulebook import RuleBook
from desk.rules.time.wording import time_left
from ui.base.tasks import Tasks

Index = QModelIndex | QPersistentModelIndex
Part = tuple[Ids, dict[int, QueueRow]]
ROOT: Final = QModelIndex()
WINDOW: Final = 200
KEPT_WINDOWS: Final = 40
CaseIdRole: Final = Qt.ItemDataRole.UserRole + 1
RowRole: Final = Qt.ItemDataRole.UserRole + 2
# Plain numbers: a view asks for seven roles of each cell that it paints.
DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
ANSWERED: Final = frozenset({DISPLAY, TOOL_TIP, ACCESSIBLE, int(CaseIdRole), int(RowRole)})


class QueueColumn(IntEnum):
    """The queue's columns, in order."""

    LEGAL = 0
    HOUSE = 1
    CASE_NO = 2
    NAME = 3
    TITLE = 4
    PRODUCT = 5
    GRADE = 6
    STATE = 7
    HANDLER = 8


# Legal and house clocks stand apart: one light for both would hide the law (design.md 5).
CLOCK_OF: Final[dict[QueueColumn, Callable[[QueueRow], ShownClock | None]]] = {
    QueueColumn.LEGAL: lambda row: row.clocks.legal,
    QueueColumn.HOUSE: lambda row: row.clocks.house,
}
HEADINGS: Final = {
    QueueColumn.LEGAL: mark("Legal deadline"),
    QueueColumn.HOUSE: mark("House deadline"),
    QueueColumn.CASE_NO: mark("Case number"),
    QueueColumn.NAME: mark("Complainant"),
    QueueColumn.TITLE: mark("Matter"),
    QueueColumn.PRODUCT: mark("Business"),
    QueueColumn.GRADE: mark("Grade"),
    QueueColumn.STATE: mark("State"),
    QueueColumn.HANDLER: mark("Handler"),
}


class QueueSource(Protocol):
    """The source of the queue's data; safe on any reader thread."""

    @property
    def now(self) -> datetime:
        """Return the present moment."""
        ...

    def queue_ids(self, want: QueueFilter) -> Iterator[Ids]:
        """Yield the matching ids in order, in chunks."""
        ...

    def queue_rows(self, ids: Sequence[int]) -> dict[int, QueueRow]:
        """Return the rows for ``ids``."""
        ...


class QueueModel(QAbstractTableModel):
    """Shows a million cases by reading visible rows only.

    Signals:
        grown: More ids came in; carries how many there are now.
        complete: All ids are in; carries how many.
        refused: The question is not answered; carries the sentence that says why.
    """

    grown = Signal(int)
    complete = Signal(int)
    refused = Signal(str)

    def __init__(
        self,
        source: QueueSource,
        tasks: Tasks,
        words: "RowWords",
        parent: QObject | None = None,
    ) -> None:
        """Start empty; `show` asks the first question."""
        super().__init__(parent)
        self._source = source
        self._tasks = tasks
        self._words = words
        self._ids: Ids = array("q")
        self._windows: OrderedDict[int, dict[int, QueueRow]] = OrderedDict()
        self._asked: dict[int, int] = {}  # by window, the last question about it
        self._questions = 0
        self._generation = 0
        self._now = source.now

    def show(self, want: QueueFilter, words: "RowWords | None" = None) -> None:
        """Show the cases that match ``want``, in its order; ``words`` for them if they are new."""
        self.beginResetModel()
        self._words = words or self._words
        self._generation += 1
        self._ids = array("q")
        self._windows.clear()
        self._asked.clear()
        self._now = self._source.now
        self.endResetModel()
        asked = self._generation
        self._tasks.stream(
            self,
            partial(self._parts, want),
            partial(self._grow, asked),
            partial(self._end, asked),
            lambda: asked == self._generation,
        )

    def _parts(self, want: QueueFilter) -> Iterator[Part]:
        """Yield the ids in chunks, the first with its rows, to save a round trip."""
        first = True
        try:
            for ids in self._source.queue_ids(want):
                yield ids, self._source.queue_rows(ids[:WINDOW]) if first else {}
                first = False
        except Trouble:  # told by the tasks, for every question alike
            raise
        except Refusal as refusal:  # from a reader's thread: Qt brings it over
            self.refused.emit(str(refusal))
            raise

    def refresh(self, case_ids: frozenset[int]) -> None:
        """Re-read the windows with one of ``case_ids``, and those being read."""
        concerned = {w for w, held in self._windows.items() if not case_ids.isdisjoint(held)}
        for window in concerned | set(self._asked):
            self._ask(window, again=True)

    def row_of(self, case_id: int) -> int:
        """Return the row of a case, or -1."""
        try:
            return self._ids.index(case_id)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many ids are in."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(QueueColumn)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a heading."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(HEADINGS[QueueColumn(section)])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what ``index`` shows, from memory only."""
        if role not in ANSWERED:
            return None
        if role == CaseIdRole:
            return self._ids[index.row()]
        row = self._held(index.row())
        if role == RowRole:
            return row
        if row is None:
            return "…" if role == DISPLAY else None
        text = self._words.cell(row, QueueColumn(index.column()), self._now)
        is_told = row.has_conflict and role != Qt.ItemDataRole.DisplayRole
        if is_told and index.column() == QueueColumn.CASE_NO:
            text += " " + say(mark("Two workstations disagree; a supervisor decides."))
        return plain(text, rich=role == TOOL_TIP)

    def _held(self, row: int) -> QueueRow | None:
        window = row // WINDOW
        held = self._windows.get(window)
        if held is None:
            self._ask(window)
            return None
        return held.get(self._ids[row])

    def _ask(self, window: int, *, again: bool = False) -> None:
        if window in self._asked and not again:
            return
        self._questions += 1
        self._asked[window] = self._questions
        ids = self._ids[window * WINDOW : (window + 1) * WINDOW]
        self._tasks.read(
            self,
            partial(self._source.queue_rows, ids),
            partial(self._fill, self._generation, window, self._questions),
        )

    def _grow(self, asked: int, part: Part) -> None:
        if asked != self._generation:
            return
        (ids, rows), first = part, len(self._ids)
        self.beginInsertRows(ROOT, first, first + len(ids) - 1)
        self._ids.extend(ids)
        if rows:
            self._windows[0] = rows
        self.endInsertRows()
        if first % WINDOW:  # the window that this piece goes on with has more rows than it holds
            self._ask(first // WINDOW, again=True)
        self.grown.emit(len(self._ids))

    def _end(self, asked: int) -> None:
        if asked == self._generation:
            self.complete.emit(len(self._ids))

    def _fill(self, asked: int, window: int, question: int, found: dict[int, QueueRow]) -> None:
        """Keep the rows, unless the query is outdated: two readers may overtake each other."""
        if asked != self._generation or self._asked.get(window) != question:
            return
        del self._asked[window]
        self._windows[window] = found
        self._windows.move_to_end(window)
        while len(self._windows) > KEPT_WINDOWS:
            self._windows.popitem(last=False)
        last = min((window + 1) * WINDOW, len(self._ids)) - 1
        self.dataChanged.emit(
            self.index(window * WINDOW, 0), self.index(last, len(QueueColumn) - 1)
        )


class RowWords:
    """The texts of a queue row: labels of codes, names of people, time left of clocks."""

    def __init__(self, rules: RuleBook, calendar: WorkCalendar, people: People) -> None:
        """Keep names and reckoning."""
        self._rules = rules
        self._calendar = calendar
        self._people = people

    def clock(self, clock: ShownClock, now: datetime) -> str:
        """Return the words of a pill."""
        rule = self._rules.rule(clock.rule, datetime.fromisoformat(clock.started_at).date())
        due_at = datetime.fromisoformat(clock.due_at)
        left = time_left(rule, due_at, now, self._calendar)
        return f"≈ {left}" if clock.is_provisional else left

    def cell(self, row: QueueRow, column: QueueColumn, now: datetime) -> str:
        """Return the words of one cell."""
        if column in CLOCK_OF:
            clock = CLOCK_OF[column](row)
            return "" if clock is None else self.clock(clock, now)
        if column is QueueColumn.HANDLER:
            return self._people.name(row.handler) or "—"
        return _CELLS[column](row)


_CELLS: Final[dict[QueueColumn, Callable[[QueueRow], str]]] = {
    QueueColumn.CASE_NO: lambda row: f"⇄ {row.case_no}" if row.has_conflict else row.case_no,
    QueueColumn.NAME: lambda row: row.name,
    QueueColumn.TITLE: lambda row: row.title,
    QueueColumn.PRODUCT: lambda row: row.business,
    QueueColumn.GRADE: lambda row: row.grade,
    QueueColumn.STATE: lambda row: shown(State(row.state)),
}
