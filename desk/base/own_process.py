"""Reading what comes from outside in a process of its own, limited in time and memory.

A kilobyte of somebody else's file can claim more cells, dots or pages than any PC holds, and a
parser written in C can crash. Then that process dies, and a sentence is said here.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Queue
from threading import Thread
from traceback import format_exc
from typing import Any, Final, Self

from desk.base.errors import Refusal
from desk.base.words import language, use

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    import resource
    from multiprocessing.connection import Connection

AHEAD: Final = 16  # messages that wait for who asked at most
MEGABYTE: Final = 1 << 20

Work = Callable[..., Iterator[object]]


class DiedError(Exception):
    """The process died over what it was given."""


class TooMuchError(Exception):
    """It took more time or memory than it may."""


@dataclass(frozen=True, slots=True)
class Most:
    """What the process may take.

    Attributes:
        seconds: Without a sign of life.
        megabytes: Of memory, where the system can limit it.
    """

    seconds: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class _Fault:
    """A bug there, told here."""

    traceback: str


@dataclass(frozen=True, slots=True)
class _TooMuch:
    """The memory did not suffice there."""


@dataclass(frozen=True, slots=True)
class _End:
    """The answer to one question is complete."""


class OwnProcess:
    """Answers questions one after the other; started with the first, anew after it was stopped."""

    def __init__(self, work: Work, most: Most) -> None:
        """Start nothing yet.

        Args:
            work: A function of a module, called there with what `ask` was given; yields the answer.
            most: What it may take.
        """
        self._work, self._most = work, most
        self._process: Any = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        """Return itself; the process ends with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()

    def ask(self, *given: object) -> Iterator[Any]:
        """Yield what the work yields there; may be abandoned early.

        Raises:
            Refusal: The work raised it.
            DiedError: The process died.
            TooMuchError: It took too much time or memory.
            RuntimeError: A bug in the work.
        """
        is_done = False
        try:
            pipe = self._started()
            pipe.send(given)
            while not isinstance(message := self._received(pipe), _End):
                yield message
            is_done = True
        except (EOFError, OSError) as error:
            raise DiedError from error
        finally:
            if not is_done:
                self.close()

    def close(self) -> None:
        """End the process; the next question starts another."""
        if self._process is None:
            return
        if self._pipe is not None:
            self._pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()
        self._process = None

    def _started(self) -> Connection:
        if self._process is None or self._pipe is None:
            spawn = multiprocessing.get_context("spawn")
            here, there = spawn.Pipe()
            given = (self._work, self._most.megabytes, there, language())
            self._process = spawn.Process(target=_serve, args=given, daemon=True)
            self._process.start()
            there.close()
            self._pipe = here
        return self._pipe

    def _received(self, pipe: Connection) -> object:
        if not pipe.poll(self._most.seconds):
            raise TooMuchError
        message = pipe.recv()
        if isinstance(message, Refusal):
            raise message
        if isinstance(message, _TooMuch):
            raise TooMuchError
        if isinstance(message, _Fault):
            raise RuntimeError(message.traceback)  # noqa: TRY004 - the type of the message is no fault
        return message


def _serve(work: Work, megabytes: int, pipe: Connection, spoken: str) -> None:
    """Answer until nobody asks any more.

    Refusals contain labels, so this process uses the language of the one that asks.
    """
    use(spoken)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    limit_memory(megabytes)
    messages: Queue[object] = Queue(AHEAD)
    Thread(target=_send, args=(messages, pipe), daemon=True).start()  # dies with the process
    while True:
        try:
            given = pipe.recv()
        except (EOFError, OSError):
            return
        for message in _answer(work, given):
            messages.put(message)


def _answer(work: Work, given: tuple[object, ...]) -> Iterator[object]:
    try:
        yield from work(*given)
        yield _End()
    except Refusal as refusal:
        yield refusal
    except MemoryError:
        yield _TooMuch()
    except Exception:  # noqa: BLE001 - the edge of the process: the fault is told in the other
        yield _Fault(format_exc())


def _send(messages: Queue[object], pipe: Connection) -> None:
    """Send in a thread while the next message is prepared; a pipe buffers less than one."""
    try:
        while True:
            pipe.send(messages.get())
    except OSError:  # nobody wants the rest
        os._exit(0)


def limit_memory(megabytes: int) -> None:
    """Let this process take so much memory at most, where the system can limit it.

    What counts is what it writes into: programs and files that are only looked at do not.
    """
    if sys.platform != "win32":  # there only time is limited
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE,) * 2)
