"""The queue: counters that filter, the table, a card that follows the selection."""

from dataclasses import replace
from functools import partial
from itertools import islice

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QSplitter,
    QTableView,
    QWidget,
)

from desk.actions.bulk import BULK_ACTIONS, MOST
from desk.actions.work import Done
from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.reads.forecast import LongHoliday, Turning
from desk.reads.queue import LightCounts, QueueRow
from desk.rules.case.life import State
from desk.rules.people.rights import Right
from desk.rules.query import Order, QueueFilter, parse
from desk.rules.steps.table import STEPS
from desk.rules.time.lights import Light
from desk.rules.time.rulebook import Track
from ui.base.hub import Hub
from ui.base.layout import ScreenLayout
from ui.base.timers import every, pause
from ui.dialogs.bulk_dialog import BulkDialog
from ui.dialogs.print_dialog import PrintDialog
from ui.models.forecast_words import coming_words
from ui.models.queue_model import CaseIdRole, QueueColumn, QueueModel, RowWords
from ui.widgets.boxes import NONE, STRETCH, Grown, leave_out, row
from ui.widgets.calm import Choice, choice
from ui.widgets.case_card import CaseCard
from ui.widgets.flow import FlowLayout
from ui.widgets.light_chip import LightChip
from ui.widgets.page import Page
from ui.widgets.queue_delegate import QueueDelegate
from ui.widgets.sheet import set_up
from ui.widgets.text import button, label

ROW_HEIGHT = 38
WIDTHS = {
    QueueColumn.LEGAL: 132,  # room for the longest words of a clock of that track
    QueueColumn.HOUSE: 132,
    QueueColumn.CASE_NO: 172,
    QueueColumn.NAME: 62,
    QueueColumn.TITLE: 240,
    QueueColumn.PRODUCT: 86,
    QueueColumn.GRADE: 44,
    QueueColumn.STATE: 76,
    QueueColumn.HANDLER: 58,
}
LEAST_TITLE = 160
ROOM_FOR_CARD = 760
SPARED = (  # in this order, when there is little room
    QueueColumn.PRODUCT,
    QueueColumn.GRADE,
    QueueColumn.CASE_NO,
    QueueColumn.HANDLER,
    QueueColumn.STATE,
)
REREAD_MS = 300
MINUTE_MS = 60_000
Chip = tuple[Track, Light]
CHIPS: dict[Chip, str] = {
    (Track.STATUTORY, Light.BLACK): mark("Law: overdue"),
    (Track.STATUTORY, Light.RED): mark("due today"),
    (Track.STATUTORY, Light.ORANGE): mark("near"),
    (Track.STATUTORY, Light.YELLOW): mark("soon"),
    (Track.HOUSE, Light.BLACK): mark("House: overdue"),
    (Track.HOUSE, Light.RED): mark("nearly over"),
}


class QueueTable(QTableView):
    """The table; Ctrl+A is taken away (selecting a million rows would freeze it)."""

    def __init__(self) -> None:
        """Set it up for many rows of one height."""
        super().__init__()
        self.setObjectName("queue")
        self.setAccessibleName(say(mark("Case queue")))
        set_up(self, ROW_HEIGHT, {})
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.horizontalHeader().setMinimumSectionSize(40)
        self._empty = label("", "muted")
        self._empty.setParent(self.viewport())
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()

    def tell_empty(self, sentence: str) -> None:
        """Show ``sentence`` in the middle of the empty table; "" shows nothing."""
        self._empty.setText(sentence)
        self._empty.setVisible(bool(sentence))
        self._place_empty()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the sentence in the middle."""
        super().resizeEvent(event)
        self._place_empty()
        self._spare_columns()

    def _spare_columns(self) -> None:
        """Leave out what the card tells too, where the matter would have no room."""
        for column in SPARED:
            self.setColumnHidden(column, False)
        shown = [column for column in WIDTHS if column is not QueueColumn.TITLE]
        room = self.viewport().width() - sum(map(self.columnWidth, shown))
        for column in SPARED:
            is_spared = room < LEAST_TITLE
            room += self.columnWidth(column) if is_spared else 0
            self.setColumnHidden(column, is_spared)

    def _place_empty(self) -> None:
        self._empty.setGeometry(self.viewport().rect())

    def selectAll(self) -> None:  # noqa: N802 - Qt's name
        """Do nothing."""

    def marked_ids(self, most: int) -> list[int]:
        """Return the ids of the first ``most`` marked cases; a million may be marked."""
        spans = self.selectionModel().selection()
        rows = (
            row
            for span in map(spans.at, range(spans.size()))
            for row in range(span.top(), span.bottom() + 1)
        )
        index = self.model().index
        return [int(index(row, QueueColumn.CASE_NO).data(CaseIdRole)) for row in islice(rows, most)]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open the case on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class QueuePage(Page):
    """Shows the queue; sends no commands itself."""

    def __init__(self, hub: Hub, layout: ScreenLayout, parent: QWidget | None = None) -> None:
        """Build the page; `show_words` or `start` asks the first question."""
        super().__init__(hub, parent)
        self._layout = layout
        self._base = QueueFilter()
        self._typed = ""
        self._chip: Chip | None = None
        self._kept = 0
        self._leads = False  # to the rows, as soon as they are there
        self._is_complete = False
        self.model = QueueModel(hub.reader, hub.tasks, self._row_words(), self)
        self.table = self._make_table()
        self.card = CaseCard(hub)
        self._count = label("", "muted")
        self._coming = label("", "muted", "forecast")
        self._chips = {chip: LightChip(*chip, say(words)) for chip, words in CHIPS.items()}
        self._state, self._handler, self._order = self._make_filters()
        self._build()
        self._connect()

    def _make_table(self) -> QueueTable:
        table = QueueTable()
        table.setModel(self.model)
        table.setItemDelegate(QueueDelegate(table))
        header = table.horizontalHeader()
        for place, width in WIDTHS.items():  # some headings are longer in another language
            table.setColumnWidth(place, max(width, header.sectionSizeHint(place)))
        stretch = QHeaderView.ResizeMode.Stretch
        header.setSectionResizeMode(QueueColumn.TITLE, stretch)
        return table

    def _make_filters(self) -> tuple[Choice, Choice, Choice]:
        states = [(None, say(mark("Open cases"))), *((state, shown(state)) for state in State)]
        orders = [(order, shown(order)) for order in Order]
        return (
            choice("state-filter", states, self.reread, say(mark("State"))),
            choice("handler-filter", self._handlers(), self.reread, say(mark("Handler"))),
            choice("order", orders, self.reread, say(mark("Order"))),
        )

    def _handlers(self) -> list[tuple[str, str]]:
        people = self._hub.reader.office.people.values()
        return [("", say(mark("All handlers"))), *((one.login, one.name) for one in people)]

    def _offer_handlers(self) -> None:
        """Offer who works here now, the chosen one still chosen."""
        kept = self._handler.chosen
        self._handler.clear()
        for login, name in self._handlers():
            self._handler.offer(login, name)
        self._handler.choose(kept)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.activated.connect(self._on_open)
        self.table.doubleClicked.connect(self._on_open)
        self.model.grown.connect(self._on_grown)
        self.model.complete.connect(self._on_complete)
        self.model.refused.connect(self._hub.refused)
        self._hub.tasks.failed.connect(self._on_failed)
        self._again = pause(self, REREAD_MS, self.start)
        every(self, MINUTE_MS, self._on_minute)

    def _row_words(self) -> RowWords:
        reader = self._hub.reader
        reckoning = reader.office.reckoning
        return RowWords(reckoning.now.rules, reckoning.calendar, reader.people)

    def _build(self) -> None:
        for which, chip in self._chips.items():
            chip.clicked.connect(partial(self._on_chip, which))
        hide = button(say(mark("Card")), "toggle-card", self._on_toggle_card, quiet=True)
        filters = (self._state, self._handler, self._order, hide)
        head = FlowLayout(spacing=8)
        for parts in (self._chips.values(), (*filters, *self._make_many())):
            group = QWidget()
            row(*parts, inside=group, margins=NONE, spacing=8)
            head.addWidget(group)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(12)
        splitter.addWidget(self.table)
        splitter.addWidget(self.card)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([900, 316])
        self.fill(head, Grown(splitter), row(self._count, STRETCH, self._coming), spacing=10)

    def _make_many(self) -> tuple[QWidget, QWidget]:
        """Return the buttons for what is done with many cases at once."""
        together = button(say(mark("Together…")), "together", self._on_together, quiet=True)
        dossiers = button(say(mark("Dossiers…")), "print-dossiers", self._on_print, quiet=True)
        acting = self._hub.reader.office.acting
        leave_out(dossiers, unless=acting.may(Right.PRINT))
        leave_out(together, unless=any(acting.may(STEPS[one].right) for one in BULK_ACTIONS))
        hint = say(mark("Mark several cases with Ctrl or Shift first."))
        for part in (together, dossiers):
            part.setToolTip(plain(hint, rich=True))
        return together, dossiers

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the card out while there is no room for it; the person may still call it."""
        super().resizeEvent(event)
        before, now = event.oldSize().width(), event.size().width()
        if (before < ROOM_FOR_CARD) is not (now < ROOM_FOR_CARD) or before < 0:
            is_wanted = self._layout.flag("queue/card", default=True)
            self._show_card(is_shown=is_wanted and now >= ROOM_FOR_CARD)

    def _show_card(self, *, is_shown: bool) -> None:
        self.card.setVisible(is_shown)
        if is_shown and self._current_id():
            self.card.show_case(self._current_id())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a comfortable size."""
        return QSize(1180, 640)

    @Slot()
    def start(self) -> None:
        """Ask for the queue, its counters and the forecast."""
        self.reread()
        self._hub.tasks.read(self, self._hub.reader.queue_counts, self._show_counts)
        self._hub.tasks.read(self, self._hub.reader.forecast, self._show_coming)

    def show_words(self, typed: str) -> None:
        """Show what the search box asks for."""
        self._typed = typed
        self._leads = False
        self.reread()

    def lead_to_rows(self) -> bool:
        """Put the focus on the rows, or as soon as they are read; return whether any are there."""
        has_rows = self.model.rowCount() > 0
        self._leads = not has_rows and not self._is_complete
        if has_rows:
            self.table.setFocus()
        return has_rows

    @Slot()
    def reread(self) -> None:
        """Ask for the queue anew, keeping the current case."""
        try:
            want = self._want()
        except Refusal as refusal:
            self._hub.say_no(refusal)
            return
        self._kept = self._current_id()
        self.table.tell_empty("")
        self._is_complete = False
        self.model.show(want, self._row_words())
        self._on_grown(0)

    def _show_coming(self, found: tuple[list[Turning], LongHoliday | None]) -> None:
        self._coming.setText(coming_words(*found))

    def _want(self) -> QueueFilter:
        order: Order = self._order.chosen
        track, light = self._chip or (None, None)
        want = replace(
            self._base,
            order=order,
            is_all=order is not Order.URGENCY,
            state=self._state.chosen,
            handler=self._handler.chosen or "",
            light=light,
            track=track,
        )
        return parse(self._typed, want, self._hub.reader.people.names)

    def _current_id(self) -> int:
        index = self.table.currentIndex()
        return int(index.data(CaseIdRole)) if index.isValid() else 0

    def _show_counts(self, counts: LightCounts) -> None:
        for (track, light), chip in self._chips.items():
            chip.show_count(counts.of(track)[light])

    @Slot(int)
    def _on_grown(self, count: int) -> None:
        self._count.setText(say(mark("{count} cases"), count=f"{count:,}"))
        if not count or self.table.currentIndex().isValid():
            return
        row = self.model.row_of(self._kept) if self._kept else 0
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, QueueColumn.NAME))
        if self._leads:
            self.lead_to_rows()

    @Slot(object)
    def _on_failed(self, owner: object) -> None:
        """Say that nothing was read, where an empty table would look like an answer."""
        if owner is self.model and not self.model.rowCount():
            self.table.tell_empty(say(mark("The list could not be read; it is not empty.")))

    @Slot(int)
    def _on_complete(self, count: int) -> None:
        self._is_complete = True
        self._on_grown(count)
        self._leads = False
        self.table.tell_empty("" if count else say(mark("No case fits. Press Esc to see all.")))
        if not count:
            self.card.show_case(0)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, index: QModelIndex | QPersistentModelIndex, _before: QModelIndex) -> None:
        if index.isValid() and self.card.isVisibleTo(self):
            self.card.show_case(int(index.data(CaseIdRole)))

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        self._hub.open_case(int(index.data(CaseIdRole)))

    @Slot()
    def _on_together(self) -> None:
        ids = self.table.marked_ids(MOST)
        reader = self._hub.reader
        self._hub.tasks.read(self, lambda: reader.queue_rows(ids), self._show_together)

    @Slot()
    def _on_print(self) -> None:
        ids = self.table.marked_ids(MOST)
        reader = self._hub.reader
        self._hub.tasks.read(self, lambda: reader.queue_rows(ids), self._show_print)

    def _show_print(self, rows: dict[int, QueueRow]) -> None:
        if rows:
            PrintDialog(self._hub, [row.case_no for row in rows.values()], self).open()

    def _show_together(self, rows: dict[int, QueueRow]) -> None:
        if rows:
            BulkDialog(self._hub, [row.case_no for row in rows.values()], self).open()

    def _on_chip(self, which: Chip) -> None:
        self._chip = None if self._chip == which else which
        for other, chip in self._chips.items():
            chip.setChecked(other == self._chip)
        if self._chip is not None:
            self._order.setCurrentIndex(0)
            self._state.setCurrentIndex(0)
        self.reread()

    @Slot()
    def _on_toggle_card(self) -> None:
        is_shown = not self.card.isVisibleTo(self)
        self._show_card(is_shown=is_shown)
        self._layout.keep("queue/card", is_shown)

    @Slot(object)
    def _on_changed(self, changes: Done[object]) -> None:
        if changes.settings:
            self._offer_handlers()
        if changes.cases:
            self.model.refresh(changes.cases)
        if changes.queue:
            self._again.start()

    @Slot()
    def _on_minute(self) -> None:
        if self.isVisible():
            self.start()
