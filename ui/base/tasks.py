"""One writer thread and two reader threads; results are delivered on the GUI thread."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import MethodType
from typing import TypeVar
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from desk.base.errors import Refusal, Trouble
from desk.base.system_trouble import of_the_system
from desk.office import SessionOver
from ui.base.gc_timer import GcTimer

T = TypeVar("T")


def _always() -> bool:
    return True


def _while(is_wanted: Callable[[], bool], call: Callable[[T], object]) -> Callable[[T], object]:
    """Wrap ``call`` so that it does nothing once its result is no longer wanted."""
    return lambda answer: call(answer) if is_wanted() else None


@dataclass(frozen=True, slots=True)
class _Landing:
    owner: QObject
    call: Callable[[], object]


class Tasks(QObject):
    """Runs jobs off the GUI thread and delivers their results on it.

    A result for a deleted owner is dropped. A refusal goes to
    ``refused``; what the system says of files and memory is one too. Any other exception is
    raised again on the GUI thread, where the fault handler shows it. A question that no person
    asked ignores a refusal, but never trouble: a page that shows nothing would look like an answer.

    Signals:
        busy: Whether the writer has something to do.
        failed: A job failed and its owner is told in no other way; carries the owner, before
            the trouble is told or the bug is raised.
        troubled: Trouble that nobody else tells of; carries it.
        over: The signed-in person's account was changed, so that she must sign in again; carries
            the refusal that says so.
    """

    busy = Signal(bool)
    failed = Signal(QObject)
    troubled = Signal(object)
    over = Signal(object)
    _landed = Signal(object)

    def __init__(self, at_end: Callable[[], object], parent: QObject | None = None) -> None:
        """Start the threads.

        Args:
            at_end: Called in every thread when it ends (closes its connection).
            parent: Qt parent.
        """
        super().__init__(parent)
        self._at_end = at_end
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._tidier = GcTimer(self)
        self._asked: WeakKeyDictionary[QObject, Counter[str]] = WeakKeyDictionary()
        self._waiting = 0
        self._is_stopped = False
        self._landed.connect(self._land)

    def read(
        self,
        owner: QObject,
        job: Callable[[], T],
        done: Callable[[T], object],
        refused: Callable[[Refusal], object] | None = None,
    ) -> None:
        """Ask a question on a reader thread.

        When ``done`` is a method of ``owner`` and was asked for again before the answer
        came, the answer is dropped: of two readers the slower may have the older question.
        """
        if self._is_stopped:
            return
        newest, no = self._newest(owner, done), refused or partial(self._unasked, owner)
        self._readers.submit(self._run, owner, job, _while(newest, done), _while(newest, no))

    def _newest(self, owner: QObject, done: Callable[[T], object]) -> Callable[[], bool]:
        """Return a check that ``done`` of ``owner`` was not requested again since now."""
        if not isinstance(done, MethodType) or done.__self__ is not owner:
            return _always
        asked, name = self._asked.setdefault(owner, Counter()), done.__name__
        asked[name] += 1
        number = asked[name]
        return lambda: asked[name] == number

    def write(
        self,
        owner: QObject,
        job: Callable[[], T],
        done: Callable[[T], object],
        refused: Callable[[Refusal], object],
    ) -> None:
        """Run a job on the writer thread."""
        if self._is_stopped:
            return
        self._waiting += 1
        self.busy.emit(True)
        self._writer.submit(self._run, owner, job, done, refused, self._written)

    def stream(
        self,
        owner: QObject,
        source: Callable[[], Iterator[T]],
        part: Callable[[T], object],
        ended: Callable[[], object],
        is_wanted: Callable[[], bool],
    ) -> None:
        """Deliver the parts of ``source`` one by one while they are wanted, then the end."""
        if self._is_stopped:
            return
        self._readers.submit(self._run_stream, owner, source, part, ended, is_wanted)

    def _run(
        self,
        owner: QObject,
        job: Callable[[], T],
        done: Callable[[T], object],
        refused: Callable[[Refusal], object],
        after: Callable[[], object] | None = None,
    ) -> None:
        call: Callable[[], object]
        try:
            call = partial(done, job())
        except SessionOver as refusal:
            call = partial(refused, refusal)
            self.over.emit(refusal)
        except Refusal as refusal:
            call = partial(refused, refusal)
        except Exception as fault:  # noqa: BLE001 - raised again on the GUI thread
            trouble = of_the_system(fault)
            call = partial(refused, trouble) if trouble else partial(self._fail, owner, fault)
        if after is not None:
            self._landed.emit(_Landing(self, after))
        self._landed.emit(_Landing(owner, call))

    def _run_stream(
        self,
        owner: QObject,
        source: Callable[[], Iterator[T]],
        part: Callable[[T], object],
        ended: Callable[[], object],
        is_wanted: Callable[[], bool],
    ) -> None:
        try:
            parts = source()
            for found in parts:
                if not is_wanted():
                    break
                self._landed.emit(_Landing(owner, partial(part, found)))
            getattr(parts, "close", lambda: None)()
            self._landed.emit(_Landing(owner, ended))
        except SessionOver as refusal:
            self.over.emit(refusal)
        except Refusal as refusal:
            self._landed.emit(_Landing(owner, partial(self._unasked, owner, refusal)))
        except Exception as fault:  # noqa: BLE001 - raised again on the GUI thread
            self._landed.emit(_Landing(owner, partial(self._fail, owner, fault)))

    def _unasked(self, owner: QObject, refusal: Refusal) -> None:
        """Tell trouble that came up in a question that nobody asked; ignore any other refusal."""
        self.failed.emit(owner)
        if isinstance(refusal, Trouble):
            self.troubled.emit(refusal)

    def _fail(self, owner: QObject, fault: Exception) -> None:
        self.failed.emit(owner)
        raise fault

    def _written(self) -> None:
        self._waiting -= 1
        if not self._waiting:
            self.busy.emit(False)

    @Slot(object)
    def _land(self, landing: _Landing) -> None:
        if isValid(landing.owner):
            landing.call()

    def stop(self) -> None:
        """Wait for running jobs and close every thread's connection; later jobs are ignored."""
        self._is_stopped = True
        for pool, threads in ((self._readers, 2), (self._writer, 1)):
            for _ in range(threads):
                pool.submit(self._at_end)
            pool.shutdown(wait=True)
        self._tidier.stop()
