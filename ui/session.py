"""A person's session at the window: idle lock, signing out, exclusive jobs."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from desk.base.words import mark, say
from ui.base.curtain import Curtain, application
from ui.base.hub import ExclusiveJob, Hub
from ui.base.idle import IdleWatch
from ui.dialogs.password_dialog import PasswordDialog
from ui.pages.lock_page import LockPage


class Session(QObject):
    """Locks the window after the set minutes without input.

    Signals:
        left: Somebody else wants to sign in.
        alone: An exclusive job, and the password typed for it.
    """

    left = Signal()
    alone = Signal(object, str)

    def __init__(
        self, window: QMainWindow, hub: Hub, watch: Callable[..., IdleWatch] = IdleWatch
    ) -> None:
        """Begin to watch ``window``."""
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._place = ""
        self.page = LockPage()
        self.curtain = Curtain(window, self.page)
        settings = hub.reader.office
        self.watch = watch(application(), lambda: settings.settings.number("idle_minutes"))
        self.watch.idle.connect(self.lock)
        self.page.entered.connect(self._on_entered)
        self.page.other.connect(self.left)
        hub.locks.connect(self.lock)
        hub.signs_out.connect(self.left)
        hub.alone.connect(self._on_alone)

    @Slot(str)
    def say_place(self, place: str) -> None:
        """Say in the window's title which page or case is shown; not while the window is locked."""
        self._place = place
        if not self.curtain.is_drawn:
            self._say_title()

    def _say_title(self) -> None:
        words = mark("{place} - Complaint desk") if self._place else mark("Complaint desk")
        self._window.setWindowTitle(say(words, place=self._place))

    @Slot()
    def lock(self) -> None:
        """Lock the window; drafts are kept."""
        if not self.curtain.is_drawn:
            self._hub.leaving.emit()
            self.curtain.draw()
            self._window.setWindowTitle(say(mark("Complaint desk (locked)")))
            self.page.show_who(self._hub.reader.office.actor.name)

    @Slot(str)
    def _on_entered(self, password: str) -> None:
        self._hub.confirm(password, self._unlock, self.page.show_refusal, self.page)

    def _unlock(self) -> None:
        self.curtain.lift()
        self._say_title()

    @Slot(object)
    def _on_alone(self, wish: ExclusiveJob) -> None:
        dialog = PasswordDialog(self._hub.reader.office.actor.name, self._window, wish.question)
        dialog.entered.connect(partial(self._on_agreed, dialog, wish))
        dialog.open()

    def _on_agreed(self, dialog: PasswordDialog, wish: ExclusiveJob, password: str) -> None:
        def go_on() -> None:
            dialog.accept()
            self.alone.emit(wish, password)

        self._hub.confirm(password, go_on, dialog.show_refusal, dialog)

    def stop(self) -> None:
        """Stop watching; a drawn curtain is dropped with the content it hides."""
        self.watch.stop()
        if self.curtain.is_drawn:
            self.curtain.drop()
        self._window.setWindowTitle(say(mark("Complaint desk")))
        self.page.deleteLater()
