"""The register of prints: looking up papers, and checking them against it."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.files import CannotRead
from desk.base.shapes import Facts
from desk.base.system_trouble import reason_of
from desk.base.words import mark
from desk.reads.closed_to import closed_numbers
from desk.rules.forms.prints import NoPrint, clean_code
from desk.rules.people.rights import Person
from desk.store.db import Store
from desk.store.record import journal, soundness
from desk.store.record.read_model import PRINT
from desk.store.record.standings import read_standings
from desk.store.tables import PrintRow

KEYWORDS: Final = "desk-code "  # before the code, in the file
_CODE: Final = re.compile(rb"desk-code ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})")
CHUNK: Final = 1 << 20


class NotOurs(Refusal):
    """A file without a code that nobody printed here."""

    text: ClassVar[str] = mark(
        "{name} was not printed here: it carries no code, and no print has its content."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One paper that was printed.

    Attributes:
        code: Printed on it.
        what: "dossier", "letter", "report" or "disclosure".
        about: Number of the case, or id of the period.
        copy: Which copy, or "".
        is_full: Personal data unmasked.
        at: When.
        by: Login of who printed it.
        hashes: SHA-256 of its files, by what they are.
        is_sound: The journal's act about it is unaltered.
    """

    code: str
    what: str
    about: str
    copy: str
    is_full: bool
    at: datetime
    by: str
    hashes: dict[str, str] = field(default_factory=dict)
    is_sound: bool = True


@dataclass(frozen=True, slots=True)
class PrintCheck:
    """The result of checking a paper.

    Attributes:
        print: The paper in the register.
        is_same: The file is byte-identical to the print; None when only a code was given.
    """

    print: Print
    is_same: bool | None


def check_code(store: Store, text: str, reader: Person | None = None) -> PrintCheck:
    """Return the print with the code ``text``; none of a case closed to ``reader``.

    Raises:
        NotAPrintCode: It is not a valid code.
        NoPrint: No print has this code.
    """
    return _told(store, PrintCheck(_by_code(store, clean_code(text)), None), reader)


def _told(store: Store, found: PrintCheck, reader: Person | None) -> PrintCheck:
    if reader is not None and found.print.about in closed_numbers(store, reader):
        raise NoPrint(code=found.print.code)
    return found


def check_file(store: Store, path: Path, reader: Person | None = None) -> PrintCheck:
    """Return the print that the file at ``path`` came from, and whether it is unchanged.

    None is told of a case closed to ``reader``.

    Raises:
        CannotRead: It cannot be read.
        NoPrint: No print here has the code in the file.
        NotOurs: It has no code and equals no file printed here.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotRead(name=path.name, reason=reason_of(error)) from error
    digest = hashlib.sha256(content).hexdigest()
    found = _by_hash(store, digest)
    if found is not None:
        return _told(store, PrintCheck(found, is_same=True), reader)
    code = _CODE.search(content)
    if code is None:
        raise NotOurs(name=path.name)
    altered = PrintCheck(_by_code(store, code[1].decode()), is_same=False)
    return _told(store, altered, reader)


def _by_code(store: Store, code: str) -> Print:
    acts = journal.acts_of(store, PRINT + code)
    if not acts:
        raise NoPrint(code=code)
    act, payload = min(acts, key=lambda pair: pair[0].hlc)
    broken = soundness.broken_about(store, PRINT + code, read_standings(store).key_of)
    return _print(code, payload or {}, act.author, is_sound=not list(broken))


def _by_hash(store: Store, digest: str) -> Print | None:
    rows = store.rows(PrintRow.select(PrintRow.code).where(PrintRow.hashes.contains(digest)))
    return _by_code(store, rows[0][0]) if rows else None


def _print(code: str, facts: Facts, author: str, *, is_sound: bool) -> Print:
    return Print(
        code=code,
        what=facts.get("what", ""),
        about=facts.get("about", ""),
        copy=facts.get("copy", ""),
        is_full=bool(facts.get("full")),
        at=datetime.fromisoformat(facts["at"]),
        by=author,
        hashes=facts.get("hashes", {}),
        is_sound=is_sound,
    )


def seen_prints(store: Store, reader: Person, about: str = "") -> list[Print]:
    """Return `prints_of`, without those of cases of which ``reader`` may see nothing."""
    closed = closed_numbers(store, reader)
    return [one for one in prints_of(store, about) if one.about not in closed]


def prints_of(store: Store, about: str = "") -> list[Print]:
    """Return the prints about a case or period, or all of them, oldest first."""
    columns = (
        PrintRow.code,
        PrintRow.what,
        PrintRow.about,
        PrintRow.copy_no,
        PrintRow.is_full,
        PrintRow.at,
        PrintRow.author,
        PrintRow.hashes,
    )
    query = PrintRow.select(*columns).order_by(PrintRow.at, PrintRow.copy_no)
    rows = store.rows(query.where(PrintRow.about == about) if about else query)
    return [
        Print(
            code=code,
            what=what,
            about=of,
            copy=copy,
            is_full=bool(full),
            at=datetime.fromisoformat(at),
            by=by,
            hashes=json.loads(hashes),
        )
        for code, what, of, copy, full, at, by, hashes in rows
    ]
