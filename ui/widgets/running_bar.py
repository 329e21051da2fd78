"""Progress of long jobs, with a button that stops them."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from desk.base.errors import Refusal
from desk.base.progress import Cancelled, Progress
from desk.base.text import plain
from desk.base.words import mark, say
from ui.base.hub import Hub
from ui.widgets.boxes import NONE, Grown, row
from ui.widgets.text import button, label

T = TypeVar("T")
WHOLE = 1_000
Job = Callable[[Progress], T]


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """One job of those that wait; as `RunningBar.run` takes it."""

    what: str
    job: Job[Any]
    done: Callable[[Any], object]
    refused: Callable[[Refusal], object]
    is_reading: bool
    can_stop: bool


class RunningBar(QWidget):
    """Runs jobs one after the other, off the GUI thread; hidden while idle.

    Signals:
        ended: All jobs ended; carries the number of jobs not begun because of a stop.
    """

    ended = Signal(int)
    _came = Signal(int)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("running")
        self._hub = hub
        self._stop = Event()
        self._waiting: deque[_Piece] = deque()
        self._count = self._begun = 0
        self._what = label("", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedHeight(8)
        self._cancel = button(say(mark("Cancel")), "cancel", self.cancel, quiet=True)
        row(self._what, Grown(self._bar), self._cancel, inside=self, margins=NONE, spacing=12)
        self._came.connect(self._on_came)
        hub.leaving.connect(self.cancel)
        hub.tasks.failed.connect(self._on_failed)
        self.hide()

    def run(  # noqa: PLR0913 - what is done, what comes of it, and how it can be shown
        self,
        what: str,
        job: Job[T],
        done: Callable[[T], object],
        refused: Callable[[Refusal], object] | None = None,
        *,
        is_reading: bool = False,
        can_stop: bool = True,
    ) -> None:
        """Do ``job`` after those that wait already.

        Args:
            what: Label of the job.
            job: Called with a progress callback; the bar is indeterminate until the first call.
            done: Called with what it returns.
            refused: Called with a refusal or `Cancelled`; by default the window shows it.
            is_reading: It only reads, so that others may write meanwhile.
            can_stop: There is a button to stop it.
        """
        no = refused or self._hub.say_no
        self._waiting.append(
            _Piece(
                what=what, job=job, done=done, refused=no, is_reading=is_reading, can_stop=can_stop
            )
        )
        self._count += 1
        if self.isHidden():
            self._stop.clear()
            self._next()

    @Slot()
    def cancel(self) -> None:
        """Stop the running job at its next progress report, and the others before they begin."""
        self._cancel.setEnabled(False)
        self._stop.set()

    @property
    def is_running(self) -> bool:
        """Say whether something runs."""
        return not self.isHidden()

    def _next(self) -> None:
        if self._stop.is_set() or not self._waiting:
            self._end()
            return
        piece = self._waiting.popleft()
        self._begun += 1
        self._show(piece)

        job = partial(piece.job, self._tell)
        done, no = partial(self._answer, piece.done), partial(self._answer, piece.refused)
        if piece.is_reading:
            self._hub.tasks.read(self, job, done, no)
        else:
            self._hub.run(job, done, no, self)

    def _answer(self, answer: Callable[[Any], object], result: Any) -> None:
        try:
            answer(result)
        finally:
            self._next()

    def _show(self, piece: _Piece) -> None:
        self._what.setText(plain(piece.what))
        self._bar.setAccessibleName(plain(piece.what))
        if self._begun > 1:
            self._on_came(0)
        else:
            self._bar.setRange(0, 0)  # it only moves until somebody tells how far it is
        self._cancel.setEnabled(True)
        self._cancel.setVisible(piece.can_stop)
        self.show()

    def _tell(self, done: int, of: int) -> None:
        """Receive the job's progress, on its thread."""
        if self._stop.is_set():
            raise Cancelled
        self._came.emit(WHOLE * done // max(of, 1))

    @Slot(int)
    def _on_came(self, share: int) -> None:
        """Show how far all jobs are: those before this one, and ``share`` of this one."""
        self._bar.setRange(0, WHOLE)
        self._bar.setValue(((self._begun - 1) * WHOLE + share) // max(self._count, 1))

    @Slot(QObject)
    def _on_failed(self, owner: QObject) -> None:
        """Stop after a bug; it is shown elsewhere."""
        if owner is self:
            self._end()

    def _end(self) -> None:
        left = len(self._waiting)
        self._waiting.clear()
        self._count = self._begun = 0
        self.hide()
        self.ended.emit(left)
