"""The witness: the end of the record and the running numbers, kept outside the database.

Who puts an old database file in the place of today's changes nothing that its own chains could
show. So each transaction adds a line to a small file beside it, and to one outside the folder:
count and hash of the last act, and the numbers that it gave. Each line is sealed with a key made
from the root. It is added after the commit and is not waited for: after a power cut the witness
may be behind the record, which says nothing; it is never ahead of it.
"""

import hmac
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from desk.base.files import CannotWrite, whole_file
from desk.base.side_files import set_aside
from desk.rules.record.chains import Chain
from desk.store.counters import numbers_of
from desk.store.db import PreparedQuery, Store
from desk.store.record.merge_acts import held_between
from desk.store.tables import ActRow

FILE: Final = "witness.jsonl"
MOST_LINES: Final = 200  # then it is written anew at the next opening
SEAL_DIGITS: Final = 64
GONE, DAMAGED = "gone", "damaged"
_BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would change line ends

_LAST: Final = PreparedQuery(
    lambda: (
        ActRow.select(ActRow.id, ActRow.device, ActRow.epoch, ActRow.seq, ActRow.hash, ActRow.hlc)
        .order_by(ActRow.id.desc())
        .limit(1)
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The end of a record as somebody saw it.

    Attributes:
        count: How many acts there were.
        device, epoch, seq: The place of the last one in its chain.
        hash: Its hash, hex.
        hlc: Its clock.
    """

    count: int
    device: str
    epoch: str
    seq: int
    hash: str
    hlc: int

    @property
    def chain(self) -> Chain:
        """Return the chain that it is the end of."""
        return Chain(self.device, self.epoch)


def end_of(store: Store) -> End | None:
    """Return the end of the record, None where there is no act."""
    found = store.ask(_LAST)
    if found is None:
        return None
    count, device, epoch, seq, own, hlc = found
    return End(count=count, device=device, epoch=epoch, seq=seq, hash=bytes(own).hex(), hlc=hlc)


def lost_since(store: Store, end: End) -> int:
    """Return how many acts the record lacks of those up to ``end``; 0 when it holds that act."""
    if bytes.fromhex(end.hash) in held_between(store, end.chain, end.seq, end.seq):
        return 0
    now = end_of(store)
    return max(1, end.count - (now.count if now else 0))


@dataclass(slots=True, kw_only=True)
class Testimony:
    """What the witness says.

    Attributes:
        ends: The newest end in each of its files.
        missing: Ends that the record was found to lack before, and that nobody has accepted.
        numbers: The last number of each series.
        trouble: ``GONE`` or ``DAMAGED`` until somebody has accepted that, else "".
        is_there: The file beside the database exists.
        is_clean: Every file can be added to as it is.
    """

    ends: list[End] = field(default_factory=list)
    missing: list[End] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    trouble: str = ""
    is_there: bool = False
    is_clean: bool = True


class Witness:
    """The files of one home; the first lies beside its database."""

    def __init__(self, paths: Sequence[Path], keys: Sequence[bytes], home: str) -> None:
        """Read with all ``keys``, write with the first; every seal is bound to ``home``."""
        self._paths = paths
        self._keys = keys
        self._home = home.encode()
        self._told = -1  # acts, in the last line written

    def read(self) -> Testimony:
        """Return what all files together say; what cannot be read is no fault, but trouble."""
        found = Testimony()
        for path in self._paths:
            self._take(path, found)
        return found

    def _take(self, path: Path, found: Testimony) -> None:
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            found.is_clean = False
            return
        except OSError:
            raw = b"?\n"
        found.is_there = found.is_there or path == self._paths[0]
        lines = raw.rstrip(b"\0").split(b"\n")
        torn = lines.pop()  # a power cut in the middle of a line
        told = [self._opened(line) for line in lines]
        whole = [one for one in told if one is not None]
        if len(whole) < len(told) or not whole:
            found.trouble = found.trouble or DAMAGED
        if torn or len(whole) < len(told) or len(told) > MOST_LINES:
            found.is_clean = False
        ends = [end for one in whole if (end := _end(one["end"]))]
        if ends:
            found.ends.append(max(ends, key=lambda end: end.count))
        for one in whole:
            found.missing += [end for told in one.get("missing", ()) if (end := _end(told))]
            found.trouble = one.get("trouble", "") or found.trouble
            for series, last in one["numbers"].items():
                found.numbers[series] = max(last, found.numbers.get(series, 0))

    def note(self, store: Store, numbered: Iterable[str]) -> None:
        """Add the end of the record and the last numbers of the series ``numbered``.

        What cannot be written is left out: the witness is then behind, until the next opening.
        """
        end = end_of(store)
        series = list(numbered)
        if end is None or (end.count == self._told and not series):
            return
        told = {"end": asdict(end), "numbers": numbers_of(store, series) if series else {}}
        line = self._sealed(told)
        for path in self._paths:
            with suppress(OSError):
                _add(path, line)
        self._told = end.count

    def write_anew(self, store: Store, missing: Sequence[End] = (), trouble: str = "") -> None:
        """Write the files anew, by the record; in a transaction, so that nothing comes between."""
        end = end_of(store)
        told = {
            "end": asdict(end) if end else None,
            "numbers": numbers_of(store),
            "missing": [asdict(one) for one in missing],
            "trouble": trouble,
        }
        line = self._sealed(told)
        for path in self._paths:
            with suppress(CannotWrite), whole_file(path) as draft:
                draft.write_bytes(line)
                set_aside(path, only_folders=True)
        self._told = end.count if end else -1

    def _sealed(self, told: dict[str, Any]) -> bytes:
        text = json.dumps(told, separators=(",", ":")).encode()
        return text + b" " + self._seal(self._keys[0], text) + b"\n"

    def _opened(self, line: bytes) -> dict[str, Any] | None:
        """Return what a line says, None where its seal does not fit."""
        text, seal = line[: -SEAL_DIGITS - 1], line[-SEAL_DIGITS:]
        is_sealed = any(hmac.compare_digest(seal, self._seal(key, text)) for key in self._keys)
        if line != text + b" " + seal or not is_sealed:
            return None
        told: dict[str, Any] = json.loads(text)
        return told

    def _seal(self, key: bytes, text: bytes) -> bytes:
        return hmac.digest(key, self._home + b" " + text, sha256).hex().encode()


def _end(told: dict[str, Any] | None) -> End | None:
    return End(**told) if told else None


def _add(path: Path, line: bytes) -> None:
    """Add ``line`` to a file that exists: one that was deleted stays so, and is named."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | _BINARY)
    try:
        os.write(file, line)
    finally:
        os.close(file)
