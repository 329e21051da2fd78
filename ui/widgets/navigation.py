"""The navigation on the left: the permitted pages, with counters."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QWidget

from desk.base.words import mark, say
from desk.reads.queue import LightCounts
from desk.rules.people.rights import Right
from desk.rules.reports.periods import month_of, submitted_by
from ui.base.hub import Hub
from ui.base.page_id import PageId
from ui.widgets.boxes import column
from ui.widgets.text import button

WIDTH = 168
PAGES: Final = {  # the words that lead to a page, and the right that it takes
    PageId.QUEUE: (mark("Case queue"), Right.READ),
    PageId.OWED: (mark("To settle"), Right.RECORD),
    PageId.REGISTERS: (mark("Registers"), Right.READ),
    PageId.INTAKE: (mark("Register a complaint"), Right.REGISTER),
    PageId.REPORT: (mark("Month report"), Right.REPORT),
    PageId.LEDGER: (mark("Ledger"), Right.IMPORT),
    PageId.EXCHANGE: (mark("Data exchange"), Right.EXCHANGE),
    PageId.CALENDAR: (mark("Calendar"), Right.READ),
    PageId.SETTINGS: (mark("Settings"), Right.SETTINGS),
    PageId.PEOPLE: (mark("People and rights"), Right.PEOPLE),
    PageId.RETENTION: (mark("Retention"), Right.ARCHIVE),
    PageId.KEEPING: (mark("Backups and checks"), Right.BACKUP),
    PageId.AUDIT: (mark("Audit"), Right.AUDIT),
    PageId.CASE: ("", Right.READ),  # no entry: a case is opened from others
}


class Navigation(QFrame):
    """A button for each page, some with a counter.

    Signals:
        chosen: The person wants a page; carries its `PageId`.
        account: She wants her own account.
        keys: She wants the list of keys.
    """

    chosen = Signal(object)
    account = Signal()
    keys = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build it for the signed-in person."""
        super().__init__(parent)
        self._hub = hub
        self._group = QButtonGroup(self)
        self._entries: dict[PageId, QPushButton] = {}
        self.setObjectName("nav")
        self.setFixedWidth(WIDTH)
        rows = column(inside=self, margins=(8, 12, 8, 12), spacing=2)
        for page, (words, _) in PAGES.items():
            if words and self.may(page):
                rows.addWidget(self._entry(page, say(words)))
        rows.addStretch(1)
        for words, name, wish in (
            (mark("My account…"), "account", self.account),
            (mark("Lock  Ctrl+L"), "lock", hub.locks),
            (mark("Keys  ?"), "keys", self.keys),
        ):
            entry = button(say(words), name, wish, quiet=True)
            rows.addWidget(entry, 0, Qt.AlignmentFlag.AlignLeft)
        self._tell_month()

    def _entry(self, name: PageId, words: str) -> QPushButton:
        entry = QPushButton(words)
        entry.setProperty("nav", True)
        entry.setCheckable(True)
        entry.setObjectName(f"nav-{name}")
        entry.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(entry)
        self._entries[name] = entry
        return entry

    def may(self, name: PageId) -> bool:
        """Say whether the signed-in person may see the page ``name``."""
        office = self._hub.reader.office
        if name is PageId.KEEPING and office.frozen_since:  # anybody may be the second person
            return True
        return office.acting.may(PAGES[name][1])

    def titles(self) -> dict[PageId, str]:
        """Return the names of the pages that she may see, without counters."""
        return {page: say(PAGES[page][0]) for page in self._entries}

    @property
    def first(self) -> PageId | None:
        """Return the first page that she may see, or None."""
        return next(iter(self._entries), None)

    def check(self, name: PageId) -> None:
        """Show that ``name`` is the page she sees; a case belongs to the queue."""
        entry = self._entries.get(PageId.QUEUE if name is PageId.CASE else name)
        if entry is not None:
            entry.setChecked(True)

    def _tell(self, name: PageId, words: str) -> None:
        if name in self._entries:
            self._entries[name].setText(words)

    def _tell_month(self) -> None:
        today = self._hub.reader.now.date()
        left = (submitted_by(month_of(today).before()) - today).days
        if left < 0:
            left = (submitted_by(month_of(today)) - today).days
        self._tell(PageId.REPORT, say(mark("Month report  {days} d"), days=left))

    def tell_open(self, counts: LightCounts) -> None:
        """Show the number of cases in the queue."""
        open_now = sum(counts.leading.values())
        self._tell(PageId.QUEUE, say(mark("Case queue  {count}"), count=f"{open_now:,}"))

    def tell_conflicts(self, count: int) -> None:
        """Show the number of cases with conflicts."""
        words = say(mark("Data exchange  ⇄ {count}"), count=f"{count:,}")
        self._tell(PageId.EXCHANGE, words if count else say(PAGES[PageId.EXCHANGE][0]))
        if PageId.EXCHANGE in self._entries:
            told = conflict_words(count) if count else ""
            self._entries[PageId.EXCHANGE].setAccessibleDescription(told)

    def tell_missing(self, year: int | None) -> None:
        """Show the year whose calendar is overdue."""
        if year is not None:
            self._tell(PageId.CALENDAR, say(mark("Calendar  {year} missing"), year=str(year)))


def conflict_words(count: int) -> str:
    """Return the sentence about the number of cases with conflicts."""
    words = mark("⇄ Workstations disagree on {count} cases; decide under “Data exchange”.")
    return say(words, count=count)
