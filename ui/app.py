"""The composition root: builds the window, opens a home, puts everything together once."""

import faulthandler
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLibraryInfo, QObject, Qt, QTimer, QTranslator, Signal, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QWidget
from shiboken6 import isValid

from desk.base import words
from desk.base.errors import Refusal, needs_backup
from desk.base.words import mark, say
from ui.base import font, theme
from ui.base.faults import FaultHandler
from ui.base.frame import Frame
from ui.base.layout import ScreenLayout
from ui.pages.sign_in_page import SignInPage

if TYPE_CHECKING:  # all of it is imported late, after the first paint
    from desk.home.accounts import Recovered
    from desk.home.opening import SignedIn
    from desk.home.window_place import WindowPlace
    from desk.office import Office
    from desk.reader import Reader
    from ui.base.hub import ExclusiveJob, Hub
    from ui.base.single_instance import SoleWindow
    from ui.base.tasks import Tasks
    from ui.dialogs.recover_dialog import RecoverDialog
    from ui.pages.new_home_page import NewHomePage, Wish
    from ui.pages.trouble_page import TroublePage
    from ui.session import Session
    from ui.window import MainPane


class Seat(NamedTuple):
    """What the signed-in person works with.

    Attributes:
        reader: Answers questions.
        hub: Takes commands.
        pane: Everything in the window.
        session: Locks it.
    """

    reader: "Reader"
    hub: "Hub"
    pane: "MainPane"
    session: "Session"


class OneWindow(NamedTuple):
    """That this is the one window at a home.

    Attributes:
        folder: The home's.
        lock: Keeps other windows out.
        bell: Hears when somebody starts the program again.
    """

    folder: Path
    lock: "WindowPlace"
    bell: "SoleWindow"


class App(QObject):
    """The program with a window.

    Heavy imports (the engine, the key derivation) come after the sign-in page
    was painted; the window shows at once.

    Attributes:
        window: The one window.
        page: Where people sign in.
        seat: What the signed-in person works with; None while nobody is.

    Signals:
        sent_away: Another window has the home open and was raised; this one closes.
    """

    sent_away = Signal()

    def __init__(self, app: QApplication, layout: ScreenLayout, folder: Path | None) -> None:
        """Show the sign-in page."""
        super().__init__()
        self._app = app
        self._layout = layout
        self._folder = folder or Path(layout.text("home", str(default_home())))
        self._is_training = False
        self._tasks: Tasks | None = None
        self._told: tuple[str, bool] | None = None
        self._code = self._new_code = ""
        self._place: OneWindow | None = None
        self.seat: Seat | None = None
        self.window = Frame(layout)
        self.page = SignInPage()
        self.page.entered.connect(self._on_entered)
        self.page.elsewhere.connect(self._on_elsewhere)
        self.page.new.connect(self._on_new)
        self.page.lost.connect(self._on_lost)
        self.page.broken.connect(self._on_broken)
        self.window.setCentralWidget(self.page)
        self.page.painted.connect(self._read_home)

    @Slot()
    def _read_home(self) -> None:
        """Read the logins; imports the engine."""
        from desk.home.opening import Home  # noqa: PLC0415 - after the first paint
        from desk.home.way_out import has_backups  # noqa: PLC0415

        try:
            vault = Home(self._folder).vault()
        except Refusal as refusal:
            self.page.show_home(self._folder, [], "", has_backups=has_backups(self._folder))
            self.page.show_refusal(refusal)
            return
        if not self._take_place():
            return
        self._is_training = vault.is_training
        is_kept = has_backups(self._folder)
        last = self._layout.text("login")
        self.page.show_home(
            self._folder,
            vault.logins,
            last,
            has_backups=is_kept,
            is_training=vault.is_training,
        )

    def _take_place(self) -> bool:
        """Become the only window at the home, or raise the existing one and close."""
        from desk.home.window_place import WindowPlace  # noqa: PLC0415 - after the first paint
        from ui.base.single_instance import SoleWindow, call  # noqa: PLC0415

        if self._place is not None and self._place.folder == self._folder:
            return True
        self._give_place()
        try:
            lock = WindowPlace(self._folder)
        except Refusal as refusal:
            self.page.show_home(self._folder, [], "")
            self.page.show_refusal(refusal)
            if call(self._folder):
                self.sent_away.emit()
            return False
        self._place = OneWindow(self._folder, lock, SoleWindow(self._folder, self))
        self._place.bell.called.connect(self._on_called)
        return True

    def _give_place(self) -> None:
        if self._place is not None:
            self._place.bell.stop()
            self._place.lock.close()
            self._place = None

    @Slot()
    def _on_called(self) -> None:
        """Raise the window; it stays locked or at the sign-in page."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()

    @Slot()
    def _on_elsewhere(self) -> None:
        title = say(mark("Folder of the complaint desk"))
        folder = QFileDialog.getExistingDirectory(self.window, title, str(self._folder))
        if folder:
            self._folder = Path(folder)
            self._read_home()

    @Slot()
    def _on_new(self) -> None:
        from ui.pages.new_home_page import NewHomePage  # noqa: PLC0415 - seldom needed

        page = NewHomePage()
        page.wanted.connect(partial(self._make_home, page))
        page.left.connect(self._on_back)
        page.ready.connect(self._on_ready)
        page.sheets.connect(partial(self._write_sheets, page))
        self._show(page)

    @Slot()
    def _on_back(self) -> None:
        self._show(self.page)
        self._read_home()

    def _show(self, widget: QWidget) -> None:
        """Show ``widget`` in the window; of the others only the sign-in page is kept."""
        before = self.window.takeCentralWidget()
        if before is not None and before is not self.page:
            before.deleteLater()  # with every password and code that was typed or shown
        self.window.setCentralWidget(widget)
        QTimer.singleShot(0, self.window.activateWindow)

    def _make_home(self, page: "NewHomePage", wish: "Wish") -> None:
        """Create the home on the writer thread, show the recovery code, then sign in."""
        from desk.base.clock import SystemClock  # noqa: PLC0415 - seldom needed
        from desk.home.office_file import new_office  # noqa: PLC0415
        from desk.home.opening import create_home  # noqa: PLC0415

        def make() -> str:
            office = new_office(wish.settings, wish.device, wish.login, wish.name)
            made = create_home(
                self._folder, office.calibrated(), wish.password, clock=SystemClock()
            )
            self._code = made.recovery_code
            return made.recovery_code

        self._threads().write(page, make, partial(page.show_code, wish), page.show_refusal)

    @Slot(object)
    def _on_ready(self, wish: "Wish") -> None:
        """Sign the first director in."""
        self._on_entered(wish.login, wish.password)

    def _write_sheets(self, page: "NewHomePage", wish: "Wish", folder: Path) -> None:
        """Write the recovery sheets of the home that was just made."""
        from desk.base.clock import SystemClock  # noqa: PLC0415 - seldom needed
        from desk.rules.people.rights import People, Person, Role  # noqa: PLC0415
        from desk.rules.settings import Settings  # noqa: PLC0415
        from reports.making import Making  # noqa: PLC0415
        from reports.recovery_sheets import print_recovery_sheets  # noqa: PLC0415

        director = Person(login=wish.login, name=wish.name, role=Role.DIRECTOR)
        making = Making(Settings(wish.settings), People(), director, SystemClock().now())
        self._threads().write(
            page,
            lambda: print_recovery_sheets(self._code, making, self._folder, folder),
            page.show_saved,
            page.show_unsaved,
        )

    @Slot()
    def _on_lost(self) -> None:
        from ui.dialogs.recover_dialog import RecoverDialog  # noqa: PLC0415 - seldom needed

        dialog = RecoverDialog(self._layout.text("login"), self.window)
        dialog.entered.connect(partial(self._recover, dialog))
        dialog.open()

    def _recover(
        self, dialog: "RecoverDialog", code: str, login: str, password: str, again: str
    ) -> None:
        """Give a director a new password by the printed code, then sign her in."""
        from desk.base.clock import SystemClock  # noqa: PLC0415
        from desk.home import accounts  # noqa: PLC0415 - seldom needed
        from desk.home.opening import Home  # noqa: PLC0415
        from desk.rules.people.passwords import need_same  # noqa: PLC0415

        def job() -> "Recovered":
            need_same(password, again)
            return accounts.recover(Home(self._folder), code, login, password, SystemClock())

        def done(made: "Recovered") -> None:
            self._new_code = made.code
            if isValid(dialog):
                dialog.accept()
            self._on_entered(made.login, password)

        def no(refusal: Refusal) -> None:
            (dialog if isValid(dialog) else self.page).show_refusal(refusal)

        self._threads().write(self, job, done, no)

    @Slot(str, str)
    def _on_entered(self, login: str, password: str) -> None:
        from desk.base.clock import SystemClock  # noqa: PLC0415 - after the first paint
        from desk.home.opening import Home  # noqa: PLC0415

        asks = not self.page.is_clock_right
        self.sign_in(
            lambda: Home(self._folder).sign_in(
                login, password, SystemClock(), asks_about_clock=asks
            )
        )

    def sign_in(self, opens: Callable[[], "SignedIn | Office"]) -> None:
        """Open the home on the writer thread, then show the frame."""
        self._threads().write(self, opens, self.show_office, self._on_refused)

    def _threads(self) -> "Tasks":
        from ui.base.tasks import Tasks  # noqa: PLC0415 - after the first paint

        if self._tasks is None:
            self._tasks = Tasks(self._close_thread, self)
            self._tasks.troubled.connect(self._on_troubled)
            self._tasks.over.connect(self._on_over)
        return self._tasks

    def _close_thread(self) -> None:
        if self.seat is not None:
            self.seat.reader.close()

    def _on_refused(self, refusal: Refusal) -> None:
        from desk.home.opening import ClockAhead  # noqa: PLC0415 - after the first paint

        if needs_backup(refusal):
            self._show_trouble(refusal)
            return
        if self.window.centralWidget() is not self.page:
            self._show(self.page)
            self._read_home()
        self.page.show_refusal(refusal, asks_for_clock=isinstance(refusal, ClockAhead))

    @Slot(object)
    def _on_troubled(self, trouble: Refusal) -> None:
        """Tell what a question of a page met; who has typed something goes on seeing it."""
        if self.seat is not None:
            self.seat.hub.refused.emit(str(trouble))

    @Slot()
    def _on_broken(self) -> None:
        self._show_trouble(None)

    def _show_trouble(self, refusal: Refusal | None) -> None:
        """Show what is wrong with the home, and its backups; nobody need be signed in."""
        from desk.home.restore import backup_files  # noqa: PLC0415 - seldom needed
        from ui.pages.trouble_page import TroublePage  # noqa: PLC0415

        login = self.page.login or self._layout.text("login")
        page = TroublePage(refusal, backup_files(self._folder), login)
        page.wanted.connect(partial(self._restore, page))
        page.left.connect(self._on_back)
        self._show(page)

    def _restore(self, page: "TroublePage", path: Path, login: str, password: str) -> None:
        """Restore the backup at ``path`` on the writer thread, then sign in."""
        from desk.base.clock import SystemClock  # noqa: PLC0415 - seldom needed
        from desk.home import restore  # noqa: PLC0415
        from desk.home.opening import Home  # noqa: PLC0415

        home, who = Home(self._folder), (login, password)

        def done(_found: object) -> None:
            self._on_entered(login, password)

        self._threads().write(
            self, lambda: restore.restore(home, path, who, SystemClock()), done, page.show_refusal
        )

    def show_office(self, opened: "SignedIn | Office") -> None:
        """Show the frame for a signed-in person."""
        from desk.home.opening import SignedIn  # noqa: PLC0415
        from desk.reader import Reader  # noqa: PLC0415 - after the first paint
        from ui.base.hub import Hub  # noqa: PLC0415
        from ui.dialogs.code_dialog import CodeDialog  # noqa: PLC0415
        from ui.session import Session  # noqa: PLC0415
        from ui.window import MainPane  # noqa: PLC0415

        signed, office = (opened, opened.office) if isinstance(opened, SignedIn) else (None, opened)
        if not self._is_training:  # what is opened next time stays the office's own
            self._layout.keep("home", str(self._folder))
            self._layout.keep("login", office.actor.login)
        reader = Reader(office, signed)
        hub = Hub(reader, self._threads(), self)
        pane = MainPane(hub, self._layout, is_training=self._is_training)
        session = Session(self.window, hub)
        pane.windowTitleChanged.connect(session.say_place)
        session.left.connect(self.sign_out)
        session.alone.connect(self._on_alone)
        self.seat = Seat(reader, hub, pane, session)
        self._code = ""
        if self._take_place() and self._place is not None:
            self._place.lock.say_who(office.actor.login)
        self._show(pane)
        pane.start()
        if self._told is not None:
            (sentence, is_done), self._told = self._told, None
            (hub.told if is_done else hub.refused).emit(sentence)
        if self._new_code:
            CodeDialog(hub, self.window, self._new_code).open()
            self._new_code = ""

    @Slot()
    def sign_out(self) -> None:
        """Sign out and show the sign-in page."""
        if self.seat is not None:
            self._leave(self.seat)
        self._show(self.page)
        self._read_home()

    @Slot(object)
    def _on_over(self, refusal: Refusal) -> None:
        """Show the sign-in page with the reason: the person's role or password was changed."""
        if self.seat is not None:
            self.sign_out()
            self.page.show_refusal(refusal)

    @Slot(object, str)
    def _on_alone(self, wish: "ExclusiveJob", password: str) -> None:
        """Run an exclusive job, then sign the same person in again."""
        from desk.base.clock import SystemClock  # noqa: PLC0415 - after the first paint
        from desk.home.opening import Home  # noqa: PLC0415
        from ui.pages.busy_page import BusyPage  # noqa: PLC0415

        if self.seat is None:
            return
        login = self.seat.reader.office.actor.login
        self._leave(self.seat)
        self._show(BusyPage(wish.words))

        def again(sentence: str, *, is_done: bool) -> None:
            self._told = (sentence, is_done)
            self.sign_in(lambda: Home(self._folder).sign_in(login, password, SystemClock()))

        self._threads().write(
            self,
            lambda: wish.job(login, password),
            lambda words: again(words, is_done=True),
            lambda refusal: again(str(refusal), is_done=False),
        )

    def _leave(self, seat: Seat) -> None:
        """Close everything opened for the signed-in person."""
        self.stop()
        if seat.reader.signed is not None:
            seat.reader.signed.close()
        seat.pane.deleteLater()
        self.seat = None

    def stop(self) -> None:
        """Save drafts, end the threads and close the database."""
        if self.seat is not None:
            self.seat.hub.leaving.emit()
            self.seat.session.stop()
        if self._tasks is not None:
            self._tasks.stop()
            self._tasks = None
        self._give_place()


def default_home() -> Path:
    """Return the default folder of the home."""
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("complaint-desk") / "home"


def prepare(app: QApplication, layout: ScreenLayout, wanted: str | None) -> None:
    """Set the application's font, colours and Qt's translations."""
    app.setApplicationName("complaint-desk")
    app.setStyle("Fusion")
    font.install(app)
    name = wanted or layout.text("theme", "system")
    theme.apply(app, theme.THEMES.get(name) or theme.system_theme(app))
    if words.language() == words.CHINESE:
        translator = QTranslator(app)
        place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_zh_CN", place):
            app.installTranslator(translator)


def run(folder: Path | None, wanted_theme: str | None) -> int:
    """Run the window until it is closed."""
    faulthandler.enable()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        return 1
    layout = ScreenLayout()
    prepare(app, layout, wanted_theme)
    faults = FaultHandler(app)
    faults.install()
    desk = App(app, layout, folder)
    faults.shown.connect(lambda text: show_fault(desk.window, text))
    desk.sent_away.connect(app.quit)
    desk.window.show()
    try:
        return app.exec()
    finally:
        desk.stop()


def show_fault(window: QMainWindow, text: str) -> None:
    """Show an unexpected error with its details to copy, unless it is on the screen."""
    from ui.dialogs.fault_dialog import FaultDialog  # noqa: PLC0415

    if not any(one.is_about(text) for one in window.findChildren(FaultDialog)):
        FaultDialog(text, window).open()
