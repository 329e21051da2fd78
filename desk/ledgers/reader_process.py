"""Reading a ledger in a separate process, so that a hostile file cannot crash the desk.

A workbook of a kilobyte can claim 17 thousand million cells; the reader process then
dies, and only a process can be limited in time and memory. Besides,
the second CPU reads and maps rows while the first one writes them.
"""

import gc
import multiprocessing
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Queue
from threading import Thread
from traceback import format_exc
from typing import Any, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.words import language, use
from desk.ledgers.ledger_file import Outline, read_ledger
from desk.ledgers.sheets import MEGABYTE, DamagedWorkbook, TooLarge, limit
from desk.rules.case.codes import CodeBook, in_use
from desk.rules.case.codes import use as use_codes
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
    """A bug in the reader process, passed on to the caller."""

    traceback: str


@dataclass(frozen=True)
class Ledger:
    """A ledger that is being read.

    Attributes:
        outline: Its metadata.
        rows: Its prepared rows, iterated once; may be abandoned early.
    """

    outline: Outline
    rows: Iterator[PreparedRow]


class HowRead(NamedTuple):
    """How somebody wants a ledger read.

    Attributes:
        profile: Id of the profile; None chooses the one that fits best.
        columns: Headings by field id, where the profile's do not fit.
    """

    profile: str | None = None
    columns: Mapping[str, str] | None = None


@contextmanager
def opened(path: Path, wanted: HowRead, preparation: Preparation) -> Iterator[Ledger]:
    """Open the ledger at ``path``; its rows are read by a separate process.

    Args:
        path: The file.
        wanted: How it is read.
        preparation: Turns the rows into prepared cases.

    Raises:
        Refusal: It cannot be read, or takes too much time or memory; also while
            iterating the rows.
    """
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    given = (path, wanted, preparation, there, (language(), in_use()))
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
        TooLarge: The process sent nothing for too long.
        DamagedWorkbook: It died.
        Refusal: It sent one.
        RuntimeError: A bug in the reader process.
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
    path: Path,
    wanted: HowRead,
    preparation: Preparation,
    pipe: Connection,
    known: tuple[str, CodeBook],
) -> None:
    """Read the ledger and send outline, batches of rows and an empty batch; or a refusal.

    Refusals contain field labels, so this process uses the caller's language, and its codes.
    """
    spoken, book = known
    use(spoken)
    use_codes(book)
    gc.disable()
    _limit_yourself()
    messages: Queue[object] = Queue(AHEAD)
    sender = Thread(target=_send, args=(messages, pipe), daemon=True)  # dies with the reader
    sender.start()
    for message in _messages(path, wanted, preparation):
        messages.put(message)
    messages.put(None)
    sender.join()


def _messages(path: Path, wanted: HowRead, preparation: Preparation) -> Iterator[object]:
    try:
        outline, rows = read_ledger(path, *wanted)
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


def _send(messages: Queue[object], pipe: Connection) -> None:
    """Send in a thread while the next batch is prepared; a pipe buffers less than a batch."""
    while (message := messages.get()) is not None:
        pipe.send(message)


def _limit_yourself() -> None:
    """Limit the memory where the system supports it, and silence stderr."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if sys.platform != "win32":  # there only time is limited
        most = limit("memory_mb") * MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
