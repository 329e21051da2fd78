"""Attachments: accepted file types, recognition by content, listing.

A file's type is recognised by its first bytes, never by its name; nothing in it is run or
interpreted when it is attached (reliability.md 6, T12).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import in_language, mark
from desk.rules.record.fold import ENTRY_MARK

ATTACHMENTS: Final = "attachments"
HEAD: Final = 64  # bytes that tell what a file is
MEGABYTE: Final = 1 << 20
OTHER: Final = "other"  # material that nobody named


class FileUnreadable(Refusal):
    """The file to be attached cannot be read."""

    text: ClassVar[str] = mark(
        "{name} cannot be read ({reason}). Nothing was attached. "
        "Close it where it is open, or copy it to this PC, then try again."
    )


class FileEmpty(Refusal):
    """There is nothing in the file."""

    text: ClassVar[str] = mark("{name} is empty. Nothing was attached.")


class FileTooLarge(Refusal):
    """The file is larger than the office takes."""

    text: ClassVar[str] = mark(
        "{name} is larger than {most} MB. Nothing was attached. "
        "Make it smaller, or have the limit changed under “Settings”."
    )


class IsAProgram(Refusal):
    """The file is a program, whatever its name says."""

    text: ClassVar[str] = mark(
        "{name} is a program, not a document. Nothing was attached. Do not open it; "
        "tell whoever looks after the PC."
    )


class KindNotTaken(Refusal):
    """The office does not take such files."""

    text: ClassVar[str] = mark(
        "{name} is of a kind that is not taken here. Nothing was attached. Taken are: {kinds}."
    )


class AttachedAlready(Refusal):
    """The case has the same content already."""

    text: ClassVar[str] = mark("{name} is attached to {case_no} already, as “{other}”.")


class NoAttachment(Refusal):
    """The case has no such attachment."""

    text: ClassVar[str] = mark(
        "{case_no} has no attachment “{wanted}”. “case files” lists what it has, with their codes."
    )


class NotYourAttachment(Refusal):
    """Somebody else attached it."""

    text: ClassVar[str] = mark("{person} attached “{name}”. She or a supervisor can withdraw it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A kind of file.

    Attributes:
        id: Media type.
        words: ``{"zh": …, "en": …}``.
        suffixes: File name extensions, the usual one first.
        starts: Patterns of the first bytes, in hex; none for text.
        paper: "picture" or "pdf" when it can be shown in a dossier, else "".
    """

    id: str
    words: Mapping[str, str]
    suffixes: tuple[str, ...]
    starts: tuple[str, ...]
    paper: str = ""

    @property
    def title(self) -> str:
        """Return its label."""
        return in_language(self.words)


@cache
def file_types() -> tuple[FileType, ...]:
    """Return all kinds of files that the desk knows."""
    return tuple(
        FileType(
            id=entry["id"],
            words={"zh": entry["zh"], "en": entry["en"]},
            suffixes=tuple(entry["suffixes"]),
            starts=tuple(entry["starts"]),
            paper=entry.get("paper", ""),
        )
        for entry in read_toml("attachments.toml")["type"]
    )


def suffix_of(name: str) -> str:
    """Return the extension of ``name`` in lower case, without its dot."""
    return Path(name).suffix.lower().removeprefix(".")


def type_called(media_type: str) -> FileType | None:
    """Return the kind of file with this media type, or None."""
    return next((one for one in file_types() if one.id == media_type), None)


def type_of(name: str, head: bytes) -> FileType | None:
    """Return a file's type by its first bytes; the name only decides between equal candidates.

    Args:
        name: Of the file.
        head: Its first bytes, at least `HEAD` of them or all.
    """
    text, suffix = head.hex(), suffix_of(name)
    fitting = [one for one in file_types() if any(re.match(start, text) for start in one.starts)]
    if not fitting and b"\0" not in head:
        fitting = [one for one in file_types() if not one.starts and suffix in one.suffixes]
    return next((one for one in fitting if suffix in one.suffixes), fitting[0] if fitting else None)


def is_program(head: bytes) -> bool:
    """Say whether the first bytes are those of a program, a script or a link."""
    starts = read_toml("attachments.toml")["programs"]["starts"]
    return any(re.match(start, head.hex()) for start in starts)


def need_taken(name: str, head: bytes, suffixes: Sequence[str]) -> FileType:
    """Return the file type, if the office accepts it.

    Args:
        name: Of the file.
        head: Its first bytes.
        suffixes: Extensions of the accepted types.

    Raises:
        IsAProgram: It is one.
        KindNotTaken: Its type is not accepted.
    """
    if is_program(head):
        raise IsAProgram(name=name)
    found = type_of(name, head)
    if found is None or not set(found.suffixes) & set(suffixes):
        raise KindNotTaken(name=name, kinds=list(suffixes))
    return found


def need_size(name: str, size: int, most: int) -> None:
    """Refuse files that are empty or larger than ``most`` megabytes.

    Raises:
        FileEmpty: It is empty.
        FileTooLarge: It is too large.
    """
    if not size:
        raise FileEmpty(name=name)
    if size > most * MEGABYTE:
        raise FileTooLarge(name=name, most=most)


def file_name(entry: Mapping[str, Any]) -> str:
    """Return the file name for exporting an attachment, with the extension of its content."""
    name, found = str(entry["name"]), type_called(str(entry.get("type")))
    if found is None or suffix_of(name) in found.suffixes:
        return name
    return f"{name}.{found.suffixes[0]}"


def attachments(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return all attachments of a case, withdrawn ones too, oldest first."""
    return sorted(facts.get(ATTACHMENTS) or (), key=_place)


def _place(entry: Mapping[str, Any]) -> tuple[str, int, str]:
    return (entry["at"], entry.get("no", 0), entry["id"])


def not_withdrawn(facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the attachments of a case that were not withdrawn."""
    return (entry for entry in attachments(facts) if not entry.get("withdrawn_at"))


def attached_in(values: Mapping[str, Any]) -> list[str]:
    """Return the hashes of the attachments among live values by field, each once."""
    found = (
        entry["hash"]
        for name, entry in values.items()
        if name.partition(ENTRY_MARK)[0] == ATTACHMENTS and entry
    )
    return list(dict.fromkeys(found))


def attachment_called(facts: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """Return the one attachment whose hash or id begins with ``wanted``.

    Raises:
        NoAttachment: There is none, or there are several.
    """
    text = wanted.strip().lower()
    found = [
        entry
        for entry in attachments(facts)
        if text and (entry["hash"].startswith(text) or entry["id"] == text)
    ]
    several = [entry for entry in found if not entry.get("withdrawn_at")] or found
    if len(several) != 1:
        raise NoAttachment(case_no=facts["case_no"], wanted=wanted)
    return several[0]
