"""The frame: navigation, search, notices, and the pages by name."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from desk.actions.work import Done
from desk.base.resources import read_toml
from desk.base.words import mark, say
from desk.rules.case.life import Action
from desk.rules.people.rights import Right
from ui.base.hub import Again, Hub
from ui.base.layout import ScreenLayout
from ui.base.page_id import PageId
from ui.base.timers import every
from ui.dialogs.keys_dialog import KeysDialog
from ui.dialogs.my_account_dialog import AccountDialog
from ui.dialogs.palette_dialog import PaletteDialog, PaletteEntry
from ui.dialogs.password_dialog import PasswordDialog
from ui.dialogs.seconds_dialog import SecondsDialog
from ui.pages.audit_page import AuditPage
from ui.pages.backup_page import KeepingPage
from ui.pages.calendar_page import CalendarPage
from ui.pages.case_page import CasePage
from ui.pages.exchange_page import WATCHED, ExchangePage
from ui.pages.intake_page import IntakePage
from ui.pages.ledger_page import LedgerPage
from ui.pages.owed_page import OwedPage
from ui.pages.people_page import PeoplePage
from ui.pages.queue_page import QueuePage
from ui.pages.register_page import RegisterPage
from ui.pages.report_page import ReportPage
from ui.pages.retention_page import RetentionPage
from ui.pages.settings_page import SettingsPage
from ui.pages.sign_in_page import TRAINING
from ui.widgets.boxes import NONE, STRETCH, Grown, Part, column, row
from ui.widgets.navigation import PAGES, Navigation, conflict_words
from ui.widgets.notice_bar import NoticeBar
from ui.widgets.page import Page
from ui.widgets.person_menu import person_menu
from ui.widgets.search_box import SearchBox
from ui.widgets.state_bar import StateBar
from ui.widgets.text import button, label

MINUTE_MS = 60_000


class MainPane(QWidget):
    """Everything after sign-in: navigation on the left, a page on the right."""

    def __init__(
        self, hub: Hub, layout: ScreenLayout, *, is_training: bool, parent: QWidget | None = None
    ) -> None:
        """Build the frame and the queue; other pages are built when they are first shown."""
        super().__init__(parent)
        self.setObjectName("body")
        self._hub = hub
        self._layout = layout
        self._pages: dict[PageId, Page] = {}
        self._conflicts = 0
        self._stack = QStackedWidget()
        self._notice = NoticeBar(self._stack)
        self._state = StateBar(hub, is_training=is_training)
        self._nav = Navigation(hub)
        self._makers: dict[PageId, Callable[[], Page]] = {
            PageId.QUEUE: lambda: QueuePage(hub, layout),
            PageId.OWED: lambda: OwedPage(hub),
            PageId.REGISTERS: lambda: RegisterPage(hub),
            PageId.INTAKE: lambda: IntakePage(hub),
            PageId.CASE: self._make_case,
            PageId.REPORT: lambda: ReportPage(hub),
            PageId.LEDGER: lambda: LedgerPage(hub),
            PageId.EXCHANGE: lambda: ExchangePage(hub, layout),
            PageId.CALENDAR: lambda: CalendarPage(hub),
            PageId.SETTINGS: lambda: SettingsPage(hub),
            PageId.PEOPLE: lambda: PeoplePage(hub),
            PageId.RETENTION: lambda: RetentionPage(hub),
            PageId.KEEPING: lambda: KeepingPage(hub),
            PageId.AUDIT: lambda: AuditPage(hub),
        }
        self._search = SearchBox(hub)
        self._search.searched.connect(self._on_search)
        self._search.led.connect(hub.open_case)
        self._search.to_hits.connect(self._on_to_hits)
        self._build(is_training=is_training)
        self._shortcuts()
        hub.refused.connect(self._notice.refuse)
        hub.told.connect(self._notice.tell)
        self._nav.chosen.connect(self.show_page)
        self._nav.account.connect(self._on_account)
        self._nav.keys.connect(self._on_keys)
        hub.wants_page.connect(self.show_page)
        hub.wants_seconds.connect(self._show_seconds)
        hub.wants_case.connect(self._show_case)
        hub.wants_step.connect(self._show_step)
        hub.changed.connect(self._on_changed)
        hub.asks.connect(self._on_asks)

    def _make_case(self) -> Page:
        page = CasePage(self._hub)
        page.left.connect(self._on_left)
        return page

    def _build(self, *, is_training: bool) -> None:
        training: list[QWidget] = [_training_bar()] if is_training else []
        above: list[Part] = [self._state, self._make_head()]
        rows = column(*training, *above, Grown(self._stack), margins=NONE, spacing=0)
        row(self._nav, Grown(rows), inside=self, margins=NONE, spacing=0)

    def _make_head(self) -> QHBoxLayout:
        office = self._hub.reader.office
        parts: list[Part] = [Grown(self._search)]
        if not self._nav.may(PageId.QUEUE):  # who sees no cases has nothing to search
            self._search.setEnabled(False)
            self._search.hide()
            parts.append(STRETCH)
        if office.acting.may(Right.REGISTER):
            words = say(mark("Register  Ctrl+N"))
            parts.append(button(words, "new-case", self._on_new, primary=True))
        person = person_menu(self._hub, self._layout, self._nav)
        return row(*parts, person, margins=(16, 12, 16, 4), spacing=12)

    def _shortcuts(self) -> None:
        for keys, slot in {
            "Ctrl+K": self._on_find,
            "Ctrl+N": self._on_new,
            "Ctrl+1": self._on_queue,
            "Esc": self._on_left,
            "?": self._on_keys,
            "/": self._on_palette,
            "Ctrl+Shift+P": self._on_palette,
            "Ctrl+L": self._hub.locks,
            "F5": self._on_reread,
        }.items():
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def page(self, name: PageId) -> Page:
        """Return the page ``name``, built when it is first asked for."""
        if name not in self._pages:
            self._pages[name] = page = self._makers[name]()
            if words := PAGES[name][0]:
                page.setWindowTitle(say(words))
            page.windowTitleChanged.connect(self._say_place)
            self._stack.addWidget(page)
        return self._pages[name]

    @Slot()
    def _say_place(self) -> None:
        """Take over the title of the page that is shown."""
        page = self._stack.currentWidget()
        self.setWindowTitle(page.windowTitle() if page is not None else "")

    @Slot(object)
    def show_page(self, name: PageId) -> None:
        """Show the page ``name``, or the first that the person may see."""
        wanted = name if self._nav.may(name) else self._nav.first
        if wanted is None:
            return
        page = self._bring(wanted)
        page.start()
        if isinstance(page, QueuePage):
            page.table.setFocus()

    def _bring(self, name: PageId) -> Page:
        """Bring the page ``name`` to the front; the focus stays where it is."""
        page = self.page(name)
        self._stack.setCurrentWidget(page)
        self._nav.check(name)
        self._say_place()
        return page

    def _case_page(self) -> CasePage | None:
        """Bring the page of one case to the front; None when the person may not see cases."""
        page = self.page(PageId.CASE) if self._nav.may(PageId.CASE) else None
        if not isinstance(page, CasePage):
            return None
        self.show_page(PageId.CASE)
        return page

    @Slot(object)
    def _show_case(self, case: int | str) -> None:
        page = self._case_page()
        if page is not None:
            page.show_case(case)

    @Slot(object, object)
    def _show_step(self, case: int | str, action: Action | None) -> None:
        page = self._case_page()
        if page is not None:
            page.show_step(case, action)

    @Slot(object)
    def _on_asks(self, again: Again) -> None:
        """Ask for the password again; the waiting command is resent or given up."""

        def go_on() -> None:
            dialog.accept()
            again.go_on()

        dialog = PasswordDialog(self._hub.reader.office.actor.name, self)
        dialog.entered.connect(
            lambda password: self._hub.confirm(password, go_on, dialog.show_refusal, dialog)
        )
        dialog.rejected.connect(again.give_up)
        dialog.open()

    @Slot(object)
    def _on_changed(self, changes: Done[object]) -> None:
        if changes.queue and self._nav.may(PageId.QUEUE):
            reader = self._hub.reader
            self._hub.tasks.read(self, reader.queue_counts, self._nav.tell_open)
            self._hub.tasks.read(self, reader.conflicts, self._show_conflicts)

    def _show_conflicts(self, count: int) -> None:
        """Show the number of conflicts; people who decide get a message about new ones."""
        self._nav.tell_conflicts(count)
        if count > self._conflicts and self._hub.reader.office.acting.may(Right.DECIDE):
            self._notice.tell(conflict_words(count))
        self._conflicts = count

    def start(self) -> None:
        """Show the first page that the person may see, and how many cases are open."""
        self.show_page(self._nav.first or PageId.QUEUE)
        if self._nav.may(PageId.QUEUE):
            self._hub.tasks.read(self, self._hub.reader.queue_counts, self._nav.tell_open)
            self._hub.tasks.read(self, self._hub.reader.conflicts, self._show_conflicts)
        self._hub.tasks.read(self, self._hub.reader.missing_calendar, self._nav.tell_missing)
        self._state.start()
        if self._nav.may(PageId.EXCHANGE) and self._layout.text(WATCHED):
            self.page(PageId.EXCHANGE)  # from now on it watches its folder
        self._start_backups()

    def _start_backups(self) -> None:
        """Start automatic backups while the window is used (reliability.md 4.5)."""
        every(self, read_toml("backup.toml")["every_minutes"] * MINUTE_MS, self._on_backup)

    @Slot()
    def _on_backup(self) -> None:
        backs_up = self._hub.reader.office.backs_up
        if backs_up is not None:
            self._hub.tasks.write(self, lambda: backs_up("timer"), _nothing, self._hub.say_no)

    @Slot(str)
    def _on_search(self, typed: str) -> None:
        page = self.page(PageId.QUEUE)
        if isinstance(page, QueuePage):
            page.show_words(typed)
            if self._stack.currentWidget() is not page:
                self._bring(PageId.QUEUE)  # the person goes on typing
                page.start()

    @Slot()
    def _on_to_hits(self) -> None:
        """Lead from the search box to what was found."""
        page = self.page(PageId.QUEUE)
        if isinstance(page, QueuePage) and page is self._stack.currentWidget():
            page.lead_to_rows()

    @Slot()
    def _on_find(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    @Slot()
    def _on_new(self) -> None:
        if self._nav.may(PageId.INTAKE):
            self.show_page(PageId.INTAKE)

    @Slot()
    def _on_queue(self) -> None:
        self.show_page(PageId.QUEUE)

    @Slot()
    def _on_left(self) -> None:
        """Go back to the queue; there already, from the search box to what it found, or empty it.

        What was typed is not lost by one key: the first leads to the hits, the next shows all.
        """
        self._notice.hide()
        here = self._stack.currentWidget()
        if isinstance(here, Page) and here.give_way():
            return
        page = self._pages.get(PageId.QUEUE)
        if isinstance(page, QueuePage) and self._stack.currentWidget() is page:
            if self._search.hasFocus() and self._search.has_hits and page.lead_to_rows():
                return
            self._search.clear()
        self.show_page(PageId.QUEUE)

    @Slot()
    def _on_reread(self) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, Page):
            page.start()

    @Slot()
    def _on_keys(self) -> None:
        KeysDialog(self).open()

    @Slot()
    def _on_palette(self) -> None:
        """Find a step of the case that is shown, or a page, by its name."""
        here = self._stack.currentWidget()
        steps = here.offers() if isinstance(here, CasePage) else []
        pages = [
            PaletteEntry(words=words, go=partial(self.show_page, page))
            for page, words in self._nav.titles().items()
        ]
        PaletteDialog([*steps, *pages], self).open()

    @Slot()
    def _on_account(self) -> None:
        AccountDialog(self._hub, self).open()

    @Slot()
    def _show_seconds(self) -> None:
        SecondsDialog(self._hub, self).open()


def _nothing(_result: object) -> None:
    """Do nothing with the answer."""


def _training_bar() -> QFrame:
    bar = QFrame()
    bar.setObjectName("training")
    words = label(say(TRAINING))
    row(words, inside=bar, margins=(16, 3, 16, 3))
    return bar
