"""Reading a ledger in a separate process, so that a hostile file cannot crash the desk.

A workbook of a kilobyte can claim 17 thousand million cells. Besides,
the second CPU reads and maps rows while the first one writes them.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from desk.base.own_process import DiedError, Most, OwnProcess, TooMuchError
from desk.ledgers.ledger_file import Outline, read_ledger
from desk.ledgers.sheets import MEGABYTE, DamagedWorkbook, TooLarge, limit
from desk.rules.case.codes import CodeBook, in_use
from desk.rules.case.codes import use as use_codes
from desk.store.ledger_case import Preparation, PreparedRow

BATCH: Final = 500  # rows in one message


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
    with OwnProcess(_read, _most(path)) as process:
        messages = _told(path, process.ask(path, wanted, preparation, in_use()))
        yield Ledger(next(messages), chain.from_iterable(messages))


def _most(path: Path) -> Most:
    """Return what reading the file at ``path`` may take: a small one no more than it needs."""
    size = path.stat().st_size if path.exists() else 0
    megabytes = limit("memory_mb") + limit("memory_times") * size // MEGABYTE
    return Most(limit("seconds"), min(megabytes, limit("most_memory_mb")))


def _told(path: Path, messages: Iterator[Any]) -> Iterator[Any]:
    """Yield the ``messages``; say of the file what became of the process."""
    try:
        yield from messages
    except TooMuchError as error:
        raise TooLarge(name=path.name, limit=limit("unpacked_mb")) from error
    except DiedError as error:
        raise DamagedWorkbook(name=path.name) from error


def _read(
    path: Path, wanted: HowRead, preparation: Preparation, book: CodeBook
) -> Iterator[object]:
    """Yield the outline, then batches of prepared rows, with the codes of who asks."""
    use_codes(book)
    gc.disable()
    outline, rows = read_ledger(path, *wanted)
    yield outline
    prepared = preparation.rows(outline.profile, rows)
    while batch := list(islice(prepared, BATCH)):
        yield batch
