"""Reading a ledger in a process of its own: a hostile file can only bring down that one.

A workbook of a kilobyte can claim 17 thousand million cells; the reader then
dies, and nothing but a process can be killed by time and by memory. On the way
the second processor does the reading and mapping while the first one writes.
"""

import gc
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Queue
from threading import Thread
from traceback import format_exc
from typing import Any, Final

from desk.base.errors import Refusal
from desk.base.words import language, use
from desk.ledgers.ledger_file import Outline, read_ledger
from desk.ledgers.sheets import MEGABYTE, DamagedWorkbook, TooLarge, limit
from desk.store.ledger_case import Preparation, PreparedRow

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    import resource
    from multiprocessing.connection import Connection

BATCH: Final = 500  # rows in one message
AHEAD: Final = 16  # messages that wait for the writer at most


@dataclass(frozen=True)
class Fault:
    """A mistake of ours in the reading process, on its way to the one that asked."""

    traceback: str


@dataclass(frozen=True)
class Ledger:
    """A ledger that is being read.

    Attributes:
        outline: What is known of it.
        rows: Its rows, prepared, each given once; stopping early is allowed.
    """

    outline: Outline
    rows: Iterator[PreparedRow]


@contextmanager
def opened(path: Path, profile: str | None, preparation: Preparation) -> Iterator[Ledger]:
    """Hold the ledger at ``path`` open; its rows come from a process of its own.

    Args:
        path: The file.
        profile: Id of the profile; None chooses the one that fits best.
        preparation: What becomes of the rows on the way.

    Raises:
        Refusal: It cannot be read, or took too much time or memory; also while
            rows are asked for.
    """
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    given = (path, profile, preparation, there, language())
    reader = spawn.Process(target=_read, args=given, daemon=True)
    reader.start()
    there.close()
    try:
        yield Ledger(_received(here, path), _rows(here, path))
    finally:
        here.close()
        reader.kill()
        reader.join()
        reader.close()


def _received(pipe: Connection, path: Path) -> Any:
    """Return the next message.

    Raises:
        TooLarge: The process gave no sign of life for too long.
        DamagedWorkbook: It died.
        Refusal: It sent one.
        RuntimeError: We made a mistake there.
    """
    if not pipe.poll(limit("seconds")):
        raise TooLarge(name=path.name, limit=limit("unpacked_mb"))
    try:
        message = pipe.recv()
    except (EOFError, OSError) as error:
        raise DamagedWorkbook(name=path.name) from error
    if isinstance(message, Refusal):
        raise message
    if isinstance(message, Fault):
        raise RuntimeError(message.traceback)  # noqa: TRY004 - the type of the message is no fault
    return message


def _rows(pipe: Connection, path: Path) -> Iterator[PreparedRow]:
    while rows := _received(pipe, path):
        yield from rows


def _read(
    path: Path, profile: str | None, preparation: Preparation, pipe: Connection, spoken: str
) -> None:
    """Read the ledger and send it: an outline, batches of rows, an empty batch; or a refusal.

    Refusals name fields as they stand on the screen, so this process must speak as the other.
    """
    use(spoken)
    gc.disable()
    _limit_yourself()
    messages: Queue[Any] = Queue(AHEAD)
    sender = Thread(target=_send, args=(messages, pipe), daemon=True)  # dies with the reader
    sender.start()
    for message in _messages(path, profile, preparation):
        messages.put(message)
    messages.put(None)
    sender.join()


def _messages(path: Path, profile: str | None, preparation: Preparation) -> Iterator[Any]:
    try:
        outline, rows = read_ledger(path, profile)
        yield outline
        prepared = preparation.rows(outline.profile, rows)
        while batch := list(islice(prepared, BATCH)):
            yield batch
        yield []
    except Refusal as refusal:
        yield refusal
    except MemoryError:
        yield TooLarge(name=path.name, limit=limit("unpacked_mb"))
    except Exception:  # noqa: BLE001 - the edge of the process: the fault is told in the other
        yield Fault(format_exc())


def _send(messages: Queue[Any], pipe: Connection) -> None:
    """Send what is ready while the next is being prepared; a pipe holds only a part of a batch."""
    while (message := messages.get()) is not None:
        pipe.send(message)


def _limit_yourself() -> None:
    """Bound the memory where the system can; silence what the reader says when it dies."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if sys.platform != "win32":  # there only time is limited
        most = limit("memory_mb") * MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
