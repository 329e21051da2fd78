"""Alarms above every page: read-only home, doubtful clock, drill due."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QWidget

from desk.actions.work import Done
from desk.base.words import mark, say
from desk.home.alarms import Alarm, alarms, check_at_start, remember
from desk.home.doctor import CheckResult
from ui.base.hub import Hub
from ui.base.page_id import PageId
from ui.base.timers import pause
from ui.widgets.boxes import NONE, Grown, Part, column, row
from ui.widgets.navigation import PAGES
from ui.widgets.scrolled import clear
from ui.widgets.text import button, wrapped

FIRST_CHECK_MS = 5_000  # after the window is there, so that it opens fast
HELP = {  # which page helps
    "frozen": PageId.KEEPING,
    "drill": PageId.KEEPING,
    "checked": PageId.KEEPING,
    "recovered": PageId.AUDIT,
    "fork": PageId.EXCHANGE,
}
SECONDS = ("second", "raised")  # what the list of proposals helps with
GRAVE = ("frozen", "checked", "recovered", "doubt")


class StateBar(QFrame):
    """One line for each alarm, with a button to the page that helps."""

    def __init__(
        self, hub: Hub, *, is_training: bool = False, parent: QWidget | None = None
    ) -> None:
        """Start empty and hidden; `start` looks."""
        super().__init__(parent)
        self.setObjectName("state")
        self._hub = hub
        self._is_training = is_training
        self._rows = column(inside=self, margins=NONE, spacing=0)
        self._timer = pause(self, FIRST_CHECK_MS, self.check)
        hub.changed.connect(self._on_changed)
        self.hide()

    def start(self) -> None:
        """Show the alarms at once; run the quick check a little later."""
        self._look()
        if self._hub.reader.signed is not None:
            self._timer.start()

    @Slot(object)
    def _on_changed(self, changes: Done[object]) -> None:
        if changes.settings:
            self._look()

    def _look(self) -> None:
        office = self._hub.reader.office
        is_training = self._is_training
        self._hub.tasks.read(self, lambda: alarms(office, is_training=is_training), self._show)

    @Slot()
    def check(self) -> None:
        """Make the quick check, and one part of the deep one, off the GUI thread."""
        signed = self._hub.reader.signed
        if signed is not None:
            self._hub.tasks.read(self, lambda: check_at_start(signed), self._on_checked)

    def _on_checked(self, done: list[CheckResult]) -> None:
        office = self._hub.reader.office
        self._hub.tasks.write(
            self, lambda: remember(office, done), lambda _: self._look(), self._hub.say_no
        )

    def _show(self, found: list[Alarm]) -> None:
        clear(self._rows)
        for alarm in found:
            self._rows.addWidget(self._line(alarm))
        self.setVisible(bool(found))

    def _line(self, alarm: Alarm) -> QFrame:
        line = QFrame()
        line.setObjectName("alarm")
        line.setProperty("tone", "grave" if alarm.kind in GRAVE else "mild")
        parts: list[Part] = [Grown(wrapped(str(alarm)))]
        if alarm.kind in SECONDS:
            show = self._hub.wants_seconds.emit
            parts.append(button(say(mark("Show")), f"alarm-{alarm.kind}", show, quiet=True))
        page = HELP.get(alarm.kind)
        if page is not None and self._hub.reader.office.acting.may(PAGES[page][1]):
            lead = partial(self._hub.open_page, page)
            parts.append(button(say(mark("Show")), f"alarm-{alarm.kind}", lead, quiet=True))
        row(*parts, inside=line, margins=(16, 4, 12, 4))
        return line
