"""The attachments of a case in its dossier: the list, and their pages in place (design.md 8)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from desk.base.errors import Refusal
from desk.base.files import CannotWrite
from desk.base.resources import read_toml
from desk.base.shapes import Facts
from desk.base.system import removed
from desk.base.system_trouble import reason_of
from desk.base.words import mark, say
from desk.office import Office
from desk.reads.case_attachments import attached_content
from desk.reads.case_file import CaseFile
from desk.rules.case.attachments import MEGABYTE, attachments, type_called
from desk.rules.case.codes import code_label
from reports.discreet import Veil
from reports.making import Making
from reports.table import Block, Column, Holds, Inlay, Note, Row, Section, StoryBlock, Table

TOO_LARGE: Final = mark("It is larger than {most} MB, so its pages do not stand here.")
TOO_MANY: Final = mark(
    "This paper holds {most} pages of attachments; the others do not stand here."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
    """One attachment in a dossier.

    Attributes:
        number: In the list, from 1.
        entry: Its entry in the case.
        source: Number of the merged case that it came with, or "".
        first: Number of its first page among all pages of attachments.
        pages: Number of its pages in the dossier.
        trouble: Why pages are missing, a sentence, or "".
    """

    number: int
    entry: Facts
    source: str = ""
    first: int = 0
    pages: int = 0
    trouble: str = ""


@dataclass(frozen=True)
class Annex:
    """The attachments of one dossier.

    Attributes:
        exhibits: In the order of the list, withdrawn ones too.
        pages: Temporary PDF of their pages, or None for a masked copy.
    """

    exhibits: Sequence[Exhibit] = ()
    pages: Path | None = field(default=None, repr=False)

    def seen_by(self, sight: Veil) -> "Annex":
        """Return it with file names masked as for the reader."""
        names = [sight.text(one.entry["name"]) for one in self.exhibits]
        seen = [
            replace(one, entry={**one.entry, "name": name})
            for one, name in zip(self.exhibits, names, strict=True)
        ]
        return replace(self, exhibits=seen)

    def lay_in(self, paper: Path, slots: dict[str, tuple[int, tuple[float, ...]]]) -> None:
        """Insert the pages into the finished ``paper``.

        Raises:
            OSError: Reading or writing failed.
        """
        from reports.press.exhibits import lay_in  # noqa: PLC0415 - costs start-up time

        if self.pages is not None and slots:
            lay_in(paper, self.pages, {int(name): place for name, place in slots.items()})


@contextmanager
def annexed(office: Office, case: CaseFile, beside: Path, *, is_full: bool) -> Iterator[Annex]:
    """Provide the attachments of ``case`` for its dossier; deletes temporary pages at the end.

    Args:
        office: The open office, for their content.
        case: Unmasked.
        beside: Path of the paper; the temporary pages are beside it.
        is_full: Include their pages, which cannot be masked.

    Raises:
        CannotWrite: The file could not be written (disk full, read-only, in use).
    """
    entries = [("", one) for one in attachments(case.facts)]
    entries += [(one["case_no"], each) for one in case.merged for each in attachments(one)]
    path = beside.with_name(beside.name + ".annex.part")
    try:
        exhibits = _exhibits(office, entries, path) if is_full and entries else _bare(entries)
        yield Annex(exhibits, path if any(one.pages for one in exhibits) else None)
    except OSError as error:
        raise CannotWrite(name=beside.name, reason=reason_of(error)) from error
    finally:
        for suffix in ("", "2"):
            with suppress(OSError):
                removed(path.with_name(path.name + suffix), missing_ok=True)


def _bare(entries: Sequence[tuple[str, Facts]]) -> list[Exhibit]:
    return [
        Exhibit(number=number, entry=entry, source=source)
        for number, (source, entry) in enumerate(entries, start=1)
    ]


def _exhibits(office: Office, entries: Sequence[tuple[str, Facts]], path: Path) -> list[Exhibit]:
    from reports.press.exhibits import ExhibitPages  # noqa: PLC0415 - costs start-up time

    path.parent.mkdir(parents=True, exist_ok=True)
    pages = ExhibitPages(path)
    try:
        found = [_exhibit(office, one, pages) for one in _bare(entries)]
        if pages.count:
            pages.write()
    finally:
        pages.close()
    return found


def _exhibit(office: Office, exhibit: Exhibit, pages: Any) -> Exhibit:
    """Add the pages of ``exhibit`` to ``pages``; return it with their number, or the trouble."""
    entry, limits = exhibit.entry, read_toml("attachments.toml")["paper"]
    kind = type_called(entry["type"])
    if entry.get("withdrawn_at") or kind is None or not kind.paper:
        return exhibit
    first, room = pages.count, limits["most_pages"] - pages.count
    taken, trouble = 0, ""
    try:
        if entry["size"] > limits["largest"]:
            trouble = say(TOO_LARGE, most=limits["largest"] // MEGABYTE)
        elif room:
            taken = pages.add(attached_content(office.store, entry["hash"]), kind.paper, room)
    except Refusal as refusal:
        trouble = str(refusal)
    if not trouble and taken == room:
        trouble = say(TOO_MANY, most=limits["most_pages"])
    return replace(exhibit, first=first, pages=taken, trouble=trouble)


def annex_sections(
    annex: Annex, making: Making, *, is_full: bool
) -> tuple[list[Section], list[Section]]:
    """Return the sections for the list of attachments and for their pages."""
    if not annex.exhibits:
        return [], []
    title = say(mark("9. Attachments"))
    listed = Section("attachments", "", title, [_table(annex, making), *_remarks(is_full=is_full)])
    blocks = [block for exhibit in annex.exhibits for block in _pages(exhibit)]
    if not blocks:
        return [listed], []
    shown = say(mark("11. Attachments in place"))
    return [listed], [Section("annex", "", shown, blocks, starts_page=True)]


def _remarks(*, is_full: bool) -> list[Block]:
    if is_full:
        return []
    words = mark(
        "The attachments are not in this copy: nothing in them can be masked. "
        "The unmasked copy holds them."
    )
    return [Note(say(words))]


def _table(annex: Annex, making: Making) -> Table:
    columns = [
        Column(say(mark("No.")), Holds.COUNT, paper=7),
        Column(say(mark("File")), paper=36),
        Column(say(mark("What it is")), paper=26),
        Column(say(mark("Kind of file")), paper=20),
        Column(say(mark("Bytes")), Holds.COUNT, paper=17),
        Column(say(mark("SHA-256")), Holds.ID, paper=34),
        Column(say(mark("Attached")), paper=22),
        Column(say(mark("Pages here")), paper=20),
    ]
    rows = [_row(exhibit, making) for exhibit in annex.exhibits]
    return Table("attachments", "", columns, rows, is_dense=True)


def _row(exhibit: Exhibit, making: Making) -> Row:
    entry = exhibit.entry
    kind = type_called(entry["type"])
    who = making.people.name(entry["by"])
    return (
        exhibit.number,
        _named(exhibit),
        code_label("material", entry["what"]),
        kind.title if kind else entry["type"],
        entry["size"],
        entry["hash"],
        f"{entry['at'][:10]} {who}",
        _pages_here(exhibit, making),
    )


def _named(exhibit: Exhibit) -> str:
    """Return the file's name, with the number of the merged case that it came with."""
    name = str(exhibit.entry["name"])
    words = mark("{name} (from {case_no})")
    return say(words, name=name, case_no=exhibit.source) if exhibit.source else name


def _pages_here(exhibit: Exhibit, making: Making) -> str:
    entry = exhibit.entry
    if entry.get("withdrawn_at"):
        words = mark("withdrawn {day} by {name}: {why}")
        who, why = making.people.name(entry["withdrawn_by"]), entry["withdrawn_why"]
        return say(words, day=entry["withdrawn_at"][:10], name=who, why=why)
    return str(exhibit.pages) if exhibit.pages else say(mark("not on paper"))


def _pages(exhibit: Exhibit) -> Iterator[Block]:
    """Yield an inlay for each page, then a note on trouble."""
    for page in range(exhibit.pages):
        words = mark("Attachment {number}, page {page} of {pages}: {name} (SHA-256 {hash})")
        caption = say(
            words,
            number=exhibit.number,
            page=page + 1,
            pages=exhibit.pages,
            name=_named(exhibit),
            hash=exhibit.entry["hash"][:16],
        )
        yield Inlay(str(exhibit.first + page), caption)
    if exhibit.trouble:
        words = mark("Attachment {number}: {name}")
        title = say(words, number=exhibit.number, name=_named(exhibit))
        yield StoryBlock(title, exhibit.trouble)
