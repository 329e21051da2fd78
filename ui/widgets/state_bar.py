"""What somebody should look at, above every page: read only, a doubtful clock, a drill due."""

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desk.actions.work import Changes
from desk.base.words import mark, say
from desk.home.alarms import Alarm, alarms, check_at_start, remember
from desk.home.doctor import CheckResult
from desk.rules.people.rights import Right
from ui.base.hub import Hub
from ui.widgets.scrolled import clear
from ui.widgets.text import button, wrapped

FIRST_CHECK_MS = 5_000  # after the window is there, so that it opens fast
# Which page helps, and the right that it takes.
HELP = {
    "frozen": ("keeping", Right.BACKUP),
    "drill": ("keeping", Right.BACKUP),
    "checked": ("keeping", Right.BACKUP),
    "recovered": ("audit", Right.AUDIT),
    "fork": ("exchange", Right.EXCHANGE),
}
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
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FIRST_CHECK_MS)
        self._timer.timeout.connect(self.check)
        hub.changed.connect(self._on_changed)
        self.hide()

    def start(self) -> None:
        """Look at once; a little later have the quick check made."""
        self._look()
        if self._hub.reader.signed is not None:
            self._timer.start()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
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
        row = QHBoxLayout(line)
        row.setContentsMargins(16, 4, 12, 4)
        row.addWidget(wrapped(str(alarm)), 1)
        page, right = HELP.get(alarm.kind, ("", Right.READ))
        if page and self._hub.reader.office.acting.may(right):
            go = button(say(mark("Show")), quiet=True, name=f"alarm-{alarm.kind}")
            go.clicked.connect(partial(self._go, page))
            row.addWidget(go)
        return line

    def _go(self, page: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self._hub.wants.emit(page, None)
