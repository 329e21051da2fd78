"""The composition root: builds the window, opens a home, puts everything together once."""

import faulthandler
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLibraryInfo, QObject, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QWidget

from desk.base import words
from desk.base.errors import Refusal
from desk.base.words import mark, say
from ui.base import font, theme
from ui.base.faults import FaultHandler
from ui.base.frame import Frame
from ui.base.layout import Layout
from ui.pages.sign_in_page import SignInPage

FIRST_DEVICE = "A"
Opened = Any  # desk.startup.SignedIn or desk.office.Office; imported late, after the first paint


class App(QObject):
    """The program with a window.

    Heavy imports (the engine, the key derivation) come after the sign-in page
    was painted; the window shows at once.
    """

    def __init__(self, app: QApplication, layout: Layout, folder: Path | None) -> None:
        """Show the sign-in page."""
        super().__init__()
        self._app = app
        self._layout = layout
        self._folder = folder or Path(layout.text("home", str(default_home())))
        self._is_training = False
        self._tasks: Any = None
        self._told: tuple[str, bool] | None = None
        self.window = Frame(layout)
        self.page = SignInPage()
        self.page.entered.connect(self._on_entered)
        self.page.elsewhere.connect(self._on_elsewhere)
        self.page.new.connect(self._on_new)
        self.window.setCentralWidget(self.page)
        self.page.painted.connect(self._read_home)

    @Slot()
    def _read_home(self) -> None:
        """Read who may sign in; the engine is imported on the way."""
        from desk.startup import Home  # noqa: PLC0415 - after the first paint

        try:
            vault = Home(self._folder).vault()
        except Refusal as refusal:
            self.page.show_home(self._folder, [], "")
            self.page.show_problem(str(refusal))
            return
        self._is_training = vault.is_training
        self.page.show_home(self._folder, vault.logins, self._layout.text("login"))

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

        self._new = NewHomePage()
        self._new.wanted.connect(self._on_wanted)
        self._new.left.connect(self._on_back)
        self._show(self._new)

    @Slot()
    def _on_back(self) -> None:
        self._show(self.page)
        self._read_home()

    def _show(self, widget: QWidget) -> None:
        """Show ``widget`` in the window; what was shown before is kept."""
        self.window.takeCentralWidget()
        self.window.setCentralWidget(widget)
        QTimer.singleShot(0, self.window.activateWindow)

    @Slot(object)
    def _on_wanted(self, wish: Any) -> None:
        """Make the home on the writer thread, show the code, then sign in."""
        from desk.base.clock import SystemClock  # noqa: PLC0415 - seldom needed
        from desk.startup import create_home, new_office  # noqa: PLC0415
        from desk.store.vault import calibrated  # noqa: PLC0415

        def make() -> str:
            office = new_office(wish.settings, FIRST_DEVICE, wish.login, wish.name)
            slow = replace(office, kdf=calibrated())
            made = create_home(self._folder, slow, wish.password, clock=SystemClock())
            return made.recovery_code

        self._new.ready.connect(lambda: self._on_entered(wish.login, wish.password))
        self._threads().write(self, make, self._new.show_code, self._new.show_refusal)

    @Slot(str, str)
    def _on_entered(self, login: str, password: str) -> None:
        from desk.base.clock import SystemClock  # noqa: PLC0415 - after the first paint
        from desk.startup import Home  # noqa: PLC0415

        self.sign_in(lambda: Home(self._folder).sign_in(login, password, SystemClock()))

    def sign_in(self, opens: Callable[[], Opened]) -> None:
        """Open the home on the writer thread, then show the frame."""
        self._threads().write(self, opens, self.show_office, self._on_refused)

    def _threads(self) -> Any:
        from ui.base.tasks import Tasks  # noqa: PLC0415 - after the first paint

        if self._tasks is None:
            self._tasks = Tasks(self._close_thread, self)
        return self._tasks

    def _close_thread(self) -> None:
        reader = getattr(self, "reader", None)
        if reader is not None:
            reader.close()

    def _on_refused(self, refusal: Refusal) -> None:
        self._show(self.page)
        self.page.show_problem(str(refusal))

    def show_office(self, opened: Opened) -> None:
        """Show the frame for a signed-in person."""
        from desk.reader import Reader  # noqa: PLC0415 - after the first paint
        from desk.startup import SignedIn  # noqa: PLC0415
        from ui.base.hub import Hub  # noqa: PLC0415
        from ui.session import Session  # noqa: PLC0415
        from ui.window import MainPane  # noqa: PLC0415

        signed = opened if isinstance(opened, SignedIn) else None
        office = signed.office if signed is not None else opened
        self._layout.keep("home", str(self._folder))
        self._layout.keep("login", office.actor.login)
        self.reader = Reader(office, signed)
        self.hub = Hub(self.reader, self._tasks, self)
        self.pane = MainPane(self.hub, self._layout, is_training=self._is_training)
        self.session = Session(self.window, self.hub)
        self.session.left.connect(self.sign_out)
        self.session.alone.connect(self._on_alone)
        self._show(self.pane)
        self.pane.start()
        if self._told is not None:
            (sentence, is_done), self._told = self._told, None
            (self.hub.told if is_done else self.hub.refused).emit(sentence)

    @Slot()
    def sign_out(self) -> None:
        """Let the signed-in person go and ask who comes."""
        self._leave()
        self._show(self.page)
        self._read_home()

    @Slot(object, str)
    def _on_alone(self, wish: Any, password: str) -> None:
        """Do what needs the home to itself, then sign the same person in again."""
        from desk.base.clock import SystemClock  # noqa: PLC0415 - after the first paint
        from desk.startup import Home  # noqa: PLC0415
        from ui.pages.busy_page import BusyPage  # noqa: PLC0415

        login = self.reader.office.actor.login
        self._leave()
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

    def _leave(self) -> None:
        """Close what the signed-in person has open."""
        signed = self.reader.signed
        self.stop()
        if signed is not None:
            signed.close()
        self.pane.deleteLater()
        for name in ("hub", "reader", "pane", "session"):
            delattr(self, name)

    def stop(self) -> None:
        """Keep what is typed, end the threads and close the database."""
        if hasattr(self, "hub"):
            self.hub.leaving.emit()
            self.session.stop()
        if self._tasks is not None:
            self._tasks.stop()
            self._tasks = None


def default_home() -> Path:
    """Return where the home is unless somebody names another folder."""
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("complaint-desk") / "home"


def prepare(app: QApplication, layout: Layout, wanted: str | None) -> None:
    """Give the application its font, colours and Qt's own words."""
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
    """Open the window and stay until it is closed."""
    faulthandler.enable()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        return 1
    layout = Layout()
    prepare(app, layout, wanted_theme)
    faults = FaultHandler(app)
    faults.install()
    desk = App(app, layout, folder)
    faults.shown.connect(lambda text: show_fault(desk.window, text))
    desk.window.show()
    try:
        return app.exec()
    finally:
        desk.stop()


def show_fault(window: QMainWindow, text: str) -> None:
    """Show an unexpected error once, with its details to copy."""
    from ui.dialogs.fault_dialog import FaultDialog  # noqa: PLC0415

    FaultDialog(text, window).open()
