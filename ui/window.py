"""The frame: navigation, search, notices; it knows the pages by name."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk.actions.work import Changes
from desk.base.resources import read_toml
from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.doubts import Doubt
from desk.rules.lights import Light
from desk.rules.people import Right, role_label
from desk.rules.periods import month_of, submitted_by
from ui.base.hub import Again, Hub
from ui.base.layout import Layout
from ui.dialogs.keys_dialog import KeysDialog
from ui.dialogs.password_dialog import PasswordDialog
from ui.pages.calendar_page import CalendarPage
from ui.pages.case_page import CasePage
from ui.pages.exchange_page import WATCHED, ExchangePage
from ui.pages.intake_page import IntakePage
from ui.pages.queue_page import QueuePage
from ui.pages.report_page import ReportPage
from ui.pages.settings_page import SettingsPage
from ui.widgets.notice_bar import NoticeBar
from ui.widgets.text import button, label

NAV_WIDTH = 168
SEARCH_MS = 250
MINUTE_MS = 60_000
QUEUE, INTAKE, CASE, REPORT = "queue", "intake", "case", "report"
CALENDAR, SETTINGS = "calendar", "settings"
EXCHANGE = "exchange"
NAV = {
    QUEUE: mark("Case queue"),
    INTAKE: mark("Register a complaint"),
    REPORT: mark("Month report"),
    EXCHANGE: mark("Data exchange"),
    CALENDAR: mark("Calendar"),
    SETTINGS: mark("Settings"),
}
RIGHTS = {
    QUEUE: Right.READ,
    INTAKE: Right.REGISTER,
    REPORT: Right.REPORT,
    EXCHANGE: Right.EXCHANGE,
    CALENDAR: Right.READ,
    SETTINGS: Right.SETTINGS,
}


class MainPane(QWidget):
    """Everything after sign-in: navigation on the left, a page on the right."""

    def __init__(
        self, hub: Hub, layout: Layout, *, is_training: bool, parent: QWidget | None = None
    ) -> None:
        """Build the frame and the queue; other pages are built when they are first shown."""
        super().__init__(parent)
        self.setObjectName("body")
        self._hub = hub
        self._layout = layout
        self._pages: dict[str, QWidget] = {}
        self._conflicts = 0
        self._stack = QStackedWidget()
        self._notice = NoticeBar()
        self._nav = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._makers: dict[str, Callable[[], QWidget]] = {
            QUEUE: lambda: QueuePage(hub, layout),
            INTAKE: lambda: IntakePage(hub),
            CASE: self._make_case,
            REPORT: lambda: ReportPage(hub),
            EXCHANGE: lambda: ExchangePage(hub, layout),
            CALENDAR: lambda: CalendarPage(hub),
            SETTINGS: lambda: SettingsPage(hub),
        }
        self._search = self._make_search()
        self._build(is_training=is_training)
        self._shortcuts()
        hub.refused.connect(self._notice.refuse)
        hub.told.connect(self._notice.tell)
        hub.wants.connect(self._on_wants)
        hub.changed.connect(self._on_changed)
        hub.asks.connect(self._on_asks)

    def _make_case(self) -> QWidget:
        page = CasePage(self._hub)
        page.left.connect(self._on_left)
        return page

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("search")
        search.setClearButtonEnabled(True)
        search.setPlaceholderText(
            say(mark("Search: name, words, number, state:…, tail:…   Ctrl+K"))
        )
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(SEARCH_MS)
        self._typing.timeout.connect(self._on_search)
        search.textChanged.connect(self._on_typed)
        search.returnPressed.connect(self._on_search)
        return search

    def _build(self, *, is_training: bool) -> None:
        rows = QVBoxLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        if is_training:
            rows.addWidget(_training_bar())
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 4)
        head.setSpacing(12)
        head.addWidget(self._search, 1)
        office = self._hub.reader.office
        if office.acting.may(Right.REGISTER):
            new = button(say(mark("Register  Ctrl+N")), primary=True, name="new-case")
            new.clicked.connect(self._on_new)
            head.addWidget(new)
        who = f"{office.settings.text('office_name')} · {office.actor.name}"
        person = label(who, "muted")
        person.setToolTip(plain(role_label(office.actor.role), rich=True))
        head.addWidget(person)
        rows.addLayout(head)
        notice = QHBoxLayout()
        notice.setContentsMargins(16, 4, 16, 4)
        notice.addWidget(self._notice)
        rows.addLayout(notice)
        rows.addWidget(self._stack, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self._make_nav())
        columns.addLayout(rows, 1)

    def _make_nav(self) -> QFrame:
        nav = QFrame()
        nav.setObjectName("nav")
        nav.setFixedWidth(NAV_WIDTH)
        rows = QVBoxLayout(nav)
        rows.setContentsMargins(8, 12, 8, 12)
        rows.setSpacing(2)
        actor = self._hub.reader.office.acting
        for name, words in NAV.items():
            if not actor.may(RIGHTS[name]):
                continue
            entry = QPushButton(say(words))
            entry.setProperty("nav", True)
            entry.setCheckable(True)
            entry.setObjectName(f"nav-{name}")
            entry.clicked.connect(lambda _=False, page=name: self.show_page(page))
            self._nav.addButton(entry)
            self._buttons[name] = entry
            rows.addWidget(entry)
        rows.addStretch(1)
        keys = button(say(mark("Keys  ?")), quiet=True, name="keys")
        keys.clicked.connect(self._on_keys)
        rows.addWidget(keys, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_month()
        return nav

    def _show_month(self) -> None:
        entry = self._buttons.get(REPORT)
        if entry is not None:
            today = self._hub.reader.now.date()
            left = (submitted_by(month_of(today).before()) - today).days
            if left < 0:
                left = (submitted_by(month_of(today)) - today).days
            entry.setText(say(mark("Month report  {days} d"), days=left))

    def _shortcuts(self) -> None:
        for keys, slot in {
            "Ctrl+K": self._on_find,
            "Ctrl+N": self._on_new,
            "Ctrl+1": self._on_queue,
            "Esc": self._on_left,
            "?": self._on_keys,
            "F5": self._on_reread,
        }.items():
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def page(self, name: str) -> QWidget:
        """Return the page ``name``, built when it is first asked for."""
        if name not in self._pages:
            self._pages[name] = self._makers[name]()
            self._stack.addWidget(self._pages[name])
        return self._pages[name]

    def show_page(self, name: str) -> None:
        """Show the page ``name``."""
        page = self.page(name)
        self._stack.setCurrentWidget(page)
        entry = self._buttons.get(QUEUE if name == CASE else name)
        if entry is not None:
            entry.setChecked(True)
        if isinstance(page, QueuePage | ReportPage | CalendarPage | SettingsPage | ExchangePage):
            page.start()
        if isinstance(page, QueuePage):
            page.table.setFocus()

    @Slot(str, object)
    def _on_wants(self, what: str, argument: object) -> None:
        if what in self._buttons:
            self.show_page(what)
            return
        page = self.page(CASE) if what in ("case", "step") else None
        if isinstance(page, CasePage) and isinstance(argument, int | str):
            self.show_page(CASE)
            (page.show_step if what == "step" else page.show_case)(argument)

    @Slot(object)
    def _on_asks(self, again: Again) -> None:
        """Ask for the password once more; what waits for it goes on, or is given up."""

        def go_on() -> None:
            dialog.accept()
            again.go_on()

        dialog = PasswordDialog(self._hub.reader.office.actor.name, self)
        dialog.entered.connect(
            lambda password: self._hub.confirm(password, go_on, dialog.show_refusal)
        )
        dialog.rejected.connect(again.give_up)
        dialog.open()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.queue:
            reader = self._hub.reader
            self._hub.tasks.read(self, reader.queue_counts, self._show_open)
            self._hub.tasks.read(self, reader.conflicts, self._show_conflicts)

    def _show_open(self, counts: dict[Light, int]) -> None:
        entry = self._buttons.get(QUEUE)
        if entry is not None:
            entry.setText(say(mark("Case queue  {count}"), count=f"{sum(counts.values()):,}"))

    def _show_conflicts(self, count: int) -> None:
        """Tell how many cases wait for a decision between desks; whoever decides is told aloud."""
        entry = self._buttons.get(EXCHANGE)
        if entry is not None:
            words = mark("Data exchange  ⇄ {count}") if count else NAV[EXCHANGE]
            entry.setText(say(words, count=f"{count:,}") if count else say(words))
            entry.setAccessibleDescription(conflict_words(count) if count else "")
        if count > self._conflicts and self._hub.reader.office.acting.may(Right.DECIDE):
            self._notice.tell(conflict_words(count))
        self._conflicts = count

    def start(self) -> None:
        """Show the first page that the person may see, and how many cases are open."""
        self.show_page(next(iter(self._buttons), QUEUE))
        self._hub.tasks.read(self, self._hub.reader.queue_counts, self._show_open)
        self._hub.tasks.read(self, self._hub.reader.conflicts, self._show_conflicts)
        self._hub.tasks.read(self, self._hub.reader.time_doubt, self._show_doubt)
        if EXCHANGE in self._buttons and self._layout.text(WATCHED):
            self.page(EXCHANGE)  # from now on it watches its folder
        self._start_backups()

    def _show_doubt(self, doubt: Doubt | None) -> None:
        """Name a PC clock that cannot be right, else a calendar that should be in by now."""
        year = self._hub.reader.missing_calendar()
        if doubt is not None:
            text = mark("Check the date and time of this PC: {why}. Entries will say so.")
            self._notice.refuse(say(text, why=doubt))
        elif year is not None and CALENDAR in self._buttons:
            self._buttons[CALENDAR].setText(say(mark("Calendar  {year} missing"), year=str(year)))

    def _start_backups(self) -> None:
        """Back up by itself while the window is used (reliability 4.5)."""
        self._backups = QTimer(self)
        self._backups.setInterval(read_toml("backup.toml")["every_minutes"] * MINUTE_MS)
        self._backups.timeout.connect(self._on_backup)
        self._backups.start()

    @Slot()
    def _on_backup(self) -> None:
        backs_up = self._hub.reader.office.backs_up
        if backs_up is not None:
            self._hub.tasks.write(self, lambda: backs_up("timer"), _nothing, self._hub.say_no)

    @Slot()
    def _on_typed(self) -> None:
        self._typing.start()

    @Slot()
    def _on_search(self) -> None:
        self._typing.stop()
        page = self.page(QUEUE)
        if isinstance(page, QueuePage):
            page.show_words(self._search.text())
            if self._stack.currentWidget() is not page:
                self.show_page(QUEUE)

    @Slot()
    def _on_find(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    @Slot()
    def _on_new(self) -> None:
        if INTAKE in self._buttons:
            self.show_page(INTAKE)

    @Slot()
    def _on_queue(self) -> None:
        self.show_page(QUEUE)

    @Slot()
    def _on_left(self) -> None:
        """Go back to the queue; there already, empty the search box."""
        self._notice.hide()
        if self._stack.currentWidget() is self._pages.get(QUEUE):
            self._search.clear()
        self.show_page(QUEUE)

    @Slot()
    def _on_reread(self) -> None:
        page = self.page(QUEUE)
        if isinstance(page, QueuePage):
            page.start()

    @Slot()
    def _on_keys(self) -> None:
        KeysDialog(self).open()


def conflict_words(count: int) -> str:
    """Return how many cases wait for a decision between desks, as a sentence."""
    words = mark("⇄ Workstations disagree on {count} cases; decide under “Data exchange”.")
    return say(words, count=count)


def _nothing(_result: object) -> None:
    """Do nothing with the answer."""


def _training_bar() -> QFrame:
    bar = QFrame()
    bar.setObjectName("training")
    row = QHBoxLayout(bar)
    row.setContentsMargins(16, 3, 16, 3)
    row.addWidget(label(say(mark("Training branch: everything here is invented."))))
    return bar
