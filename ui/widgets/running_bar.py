"""Long work: how far it is, and a button that stops it."""

from collections.abc import Callable
from threading import Event
from typing import TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.rules.packets import Cancelled
from ui.base.hub import Hub
from ui.widgets.text import button, label

T = TypeVar("T")
WHOLE = 1_000
Job = Callable[[Callable[[int, int], None]], T]


class RunningBar(QWidget):
    """Runs one job at a time on the writer thread; hidden while nothing runs."""

    _came = Signal(int)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._hub = hub
        self._stop = Event()
        self._what = label("", "muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, WHOLE)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._cancel = button(say(mark("Cancel")), quiet=True, name="cancel-exchange")
        self._cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._what)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        self._came.connect(self._bar.setValue)
        hub.leaving.connect(self._on_cancel)
        self.hide()

    def run(
        self,
        what: str,
        job: Job[T],
        done: Callable[[T], object],
        refused: Callable[[Refusal], object],
    ) -> None:
        """Do ``job``, which tells how far it is; ``what`` says it in words."""
        self._stop = stop = Event()
        self._what.setText(what)
        self._bar.setAccessibleName(what)
        self._bar.setValue(0)
        self._cancel.setEnabled(True)
        self.show()

        def tell(so_far: int, whole: int) -> None:
            if stop.is_set():
                raise Cancelled
            self._came.emit(WHOLE * so_far // max(whole, 1))

        def end(result: T) -> None:
            self.hide()
            done(result)

        def no(refusal: Refusal) -> None:
            self.hide()
            refused(refusal)

        self._hub.tasks.write(self, lambda: job(tell), end, no)

    @Slot()
    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._stop.set()
