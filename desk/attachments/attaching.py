"""Attaching files (read, staged, attached) and exporting them (audited, written).

The content is staged before the transaction begins, so that a large file
does not hold the write lock; if anything fails, the staged content is deleted.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from desk.actions.attach_file import AttachFile, SeeAttachment, TakeOutAttachment
from desk.actions.work import Done
from desk.base.files import whole_file
from desk.base.progress import Progress, nobody_asks
from desk.base.resources import read_toml
from desk.base.shapes import Facts
from desk.base.system_trouble import reason_of
from desk.base.text import filename
from desk.office import Office
from desk.rules.case.attachments import (
    HEAD,
    FileUnreadable,
    file_name,
    need_size,
    need_taken,
    suffix_of,
)
from desk.store.disk import attachment_store
from desk.store.disk.staging import Intake, Staged

FOREIGN: Final = "[ZoneTransfer]\nZoneId=3\n"  # Windows then opens it with care


def attach(
    office: Office, case_no: str, path: Path, what: str = "", progress: Progress = nobody_asks
) -> Done[Facts]:
    """Attach the file at ``path`` to a case; on the writer thread only.

    Args:
        office: The open office of the signed-in person.
        case_no: Number of the case.
        path: The file; it is only read.
        what: Code or name of the kind of material; "" when none is stated.
        progress: Called with (bytes read, bytes in all).

    Raises:
        Refusal: It cannot be attached; nothing of it is kept.
    """
    office.need(AttachFile.right)
    staged = _staged(office, path, progress)
    try:
        command = AttachFile(case_no=case_no, name=path.name, staged=staged, what=what)
        return office.do(command)
    except BaseException:
        attachment_store.give_up(office.store, staged)
        raise


def _staged(office: Office, path: Path, progress: Progress) -> Staged:
    most = office.settings.number("attachment_megabytes")
    intake = Intake(office.folder)
    try:
        for piece in _read(path, progress, _like(office, path)):
            intake.take(piece)
            need_size(path.name, intake.size, most)  # whatever it said of itself before
        need_size(path.name, intake.size, most)
        return intake.end()
    except BaseException:
        intake.discard()
        raise


def _like(office: Office, path: Path) -> Callable[[bytes], object]:
    """Return a check that refuses a file by its first bytes, before the rest is read."""
    return lambda head: need_taken(path.name, head, office.settings.texts("attachment_suffixes"))


def _read(path: Path, progress: Progress, checks: Callable[[bytes], object]) -> Iterator[bytes]:
    """Yield the file piece by piece.

    Raises:
        FileUnreadable: It cannot be read, or only in part.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            yield from _pieces(file, size, progress, checks)
    except OSError as error:
        raise FileUnreadable(name=path.name, reason=reason_of(error)) from error


def _pieces(
    file: BinaryIO, size: int, progress: Progress, checks: Callable[[bytes], object]
) -> Iterator[bytes]:
    done, step = 0, read_toml("attachments.toml")["read_at_once"]
    while piece := file.read(step):
        if not done:
            checks(piece[:HEAD])
        done += len(piece)
        yield piece
        progress(done, max(size, done))


def take_out(office: Office, case_no: str, wanted: str, folder: Path, purpose: str) -> Path:
    """Write the content of an attachment into ``folder``, after recording the export.

    The file name is the case number and the start of the hash: personal names
    do not belong on removable media.

    Raises:
        Refusal: It may not be exported, its content is not here, or it cannot be written.
    """
    command = TakeOutAttachment(case_no=case_no, wanted=wanted, purpose=purpose)
    done = office.do(command)
    entry, ending = done.result, suffix_of(file_name(done.result))
    path = folder / filename(done.case_no, entry["hash"][:8], suffix=f".{ending}")
    with whole_file(path) as draft:
        write_out(office, entry, draft)
    mark_foreign(path)
    return path


def see(office: Office, case_no: str, wanted: str, reason: str) -> Facts:
    """Record that an attachment is viewed; return its entry.

    Raises:
        Refusal: It may not be.
    """
    command = SeeAttachment(case_no=case_no, wanted=wanted, reason=reason)
    return office.do(command).result


def write_out(office: Office, entry: Facts, path: Path) -> None:
    """Write the content of ``entry`` to ``path``, piece by piece.

    Raises:
        ContentMissing, ContentDamaged, ContentNotHere: The content is missing or damaged here.
        OSError: Reading or writing failed.
    """
    with path.open("wb") as file:
        for piece in attachment_store.pieces(office.store, entry["hash"]):
            file.write(piece)


def mark_foreign(path: Path) -> None:
    """Tell Windows that the file came from elsewhere, so that Office opens it protected."""
    if os.name == "nt":
        with suppress(OSError):  # FAT sticks have no place for it
            Path(f"{path}:Zone.Identifier").write_text(FOREIGN, encoding="ascii")
