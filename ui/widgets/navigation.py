"""The navigation on the left: the pages that the signed-in person may see, and what waits there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from desk.base.words import mark, say
from desk.rules.people.rights import Right
from desk.rules.reports.periods import month_of, submitted_by
from desk.rules.time.lights import Light
from ui.base.hub import Hub
from ui.widgets.text import button

WIDTH = 168
QUEUE, INTAKE, CASE, REPORT = "queue", "intake", "case", "report"
OWED = "owed"
CALENDAR, SETTINGS = "calendar", "settings"
EXCHANGE, LEDGER = "exchange", "ledger"
PEOPLE, AUDIT, KEEPING, RETENTION = "people", "audit", "keeping", "retention"
NAV = {
    QUEUE: mark("Case queue"),
    OWED: mark("To settle"),
    INTAKE: mark("Register a complaint"),
    REPORT: mark("Month report"),
    LEDGER: mark("Ledger"),
    EXCHANGE: mark("Data exchange"),
    CALENDAR: mark("Calendar"),
    SETTINGS: mark("Settings"),
    PEOPLE: mark("People and rights"),
    RETENTION: mark("Retention"),
    KEEPING: mark("Backups and checks"),
    AUDIT: mark("Audit"),
}
RIGHTS = {
    QUEUE: Right.READ,
    OWED: Right.RECORD,
    INTAKE: Right.REGISTER,
    REPORT: Right.REPORT,
    LEDGER: Right.IMPORT,
    EXCHANGE: Right.EXCHANGE,
    CALENDAR: Right.READ,
    SETTINGS: Right.SETTINGS,
    PEOPLE: Right.PEOPLE,
    RETENTION: Right.ARCHIVE,
    KEEPING: Right.BACKUP,
    AUDIT: Right.AUDIT,
    CASE: Right.READ,
}


class Navigation(QFrame):
    """A button for each page; some tell how much waits there.

    Signals:
        chosen: The person wants a page; carries its name.
        account: She wants her own account.
        keys: She wants the list of keys.
    """

    chosen = Signal(str)
    account = Signal()
    keys = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build it for the signed-in person."""
        super().__init__(parent)
        self._hub = hub
        self._group = QButtonGroup(self)
        self._entries: dict[str, QPushButton] = {}
        self.setObjectName("nav")
        self.setFixedWidth(WIDTH)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 12, 8, 12)
        rows.setSpacing(2)
        for name in NAV:
            if self.may(name):
                rows.addWidget(self._entry(name))
        rows.addStretch(1)
        for words, name, wish in (
            (mark("My account…"), "account", self.account),
            (mark("Lock  Ctrl+L"), "lock", hub.locks),
            (mark("Keys  ?"), "keys", self.keys),
        ):
            entry = button(say(words), quiet=True, name=name)
            entry.clicked.connect(wish)
            rows.addWidget(entry, 0, Qt.AlignmentFlag.AlignLeft)
        self._tell_month()

    def _entry(self, name: str) -> QPushButton:
        entry = QPushButton(say(NAV[name]))
        entry.setProperty("nav", True)
        entry.setCheckable(True)
        entry.setObjectName(f"nav-{name}")
        entry.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(entry)
        self._entries[name] = entry
        return entry

    def may(self, name: str) -> bool:
        """Say whether the signed-in person may see the page ``name``."""
        return self._hub.reader.office.acting.may(RIGHTS[name])

    @property
    def first(self) -> str:
        """Return the first page that she may see, or ""."""
        return next(iter(self._entries), "")

    def check(self, name: str) -> None:
        """Show that ``name`` is the page she sees; a case belongs to the queue."""
        entry = self._entries.get(QUEUE if name == CASE else name)
        if entry is not None:
            entry.setChecked(True)

    def _tell(self, name: str, words: str) -> None:
        if name in self._entries:
            self._entries[name].setText(words)

    def _tell_month(self) -> None:
        today = self._hub.reader.now.date()
        left = (submitted_by(month_of(today).before()) - today).days
        if left < 0:
            left = (submitted_by(month_of(today)) - today).days
        self._tell(REPORT, say(mark("Month report  {days} d"), days=left))

    def tell_open(self, counts: dict[Light, int]) -> None:
        """Tell how many cases are open."""
        self._tell(QUEUE, say(mark("Case queue  {count}"), count=f"{sum(counts.values()):,}"))

    def tell_conflicts(self, count: int) -> None:
        """Tell how many cases wait for a decision between desks."""
        words = say(mark("Data exchange  ⇄ {count}"), count=f"{count:,}")
        self._tell(EXCHANGE, words if count else say(NAV[EXCHANGE]))
        if EXCHANGE in self._entries:
            told = conflict_words(count) if count else ""
            self._entries[EXCHANGE].setAccessibleDescription(told)

    def tell_missing(self, year: int | None) -> None:
        """Name the year whose calendar should be in by now."""
        if year is not None:
            self._tell(CALENDAR, say(mark("Calendar  {year} missing"), year=str(year)))


def conflict_words(count: int) -> str:
    """Return how many cases wait for a decision between desks, as a sentence."""
    words = mark("⇄ Workstations disagree on {count} cases; decide under “Data exchange”.")
    return say(words, count=count)
