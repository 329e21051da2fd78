"""The two sealed recovery sheets: the printed code with its QR code, for two envelopes."""

from pathlib import Path
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.files import whole_file
from desk.base.text import filename
from desk.base.words import mark, say
from reports.making import Making
from reports.paper import pdf_of, write_pdf
from reports.table import Block, Box, CodeCard, Document, Note, RuledForm, Section, Signatures

SHEETS: Final = 2


class InTheHome(Refusal):
    """Somebody wants to keep the code beside what it opens."""

    text: ClassVar[str] = mark(
        "The recovery sheets open everything in {folder} and must not lie in it. "
        "Choose another folder, print them, and delete the file."
    )


def recovery_sheets(code: str, making: Making) -> Document:
    """Return both sheets for ``code``."""
    title = say(mark("Recovery sheet"))
    return Document(
        title=title,
        head=[("", making.office)],
        sections=[_sheet(code, making, number) for number in range(1, SHEETS + 1)],
        foot=(f"{title} · {making.office}", making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
        is_letter=True,
    )


def _sheet(code: str, making: Making, number: int) -> Section:
    what = mark(
        "Sheet {number} of {count}. With this code a director gets a new password when all are "
        "lost."
    )
    how = mark(
        "Fold it, seal it in an envelope, sign across the flap, and keep the two envelopes in two "
        "places. Nobody needs it in daily work. Opening an envelope is put into the register of "
        "the office; using the code is recorded in the audit log for good, shown to every "
        "director, and makes a new code: both sheets are worthless then."
    )
    use = mark(
        "To use it: sign-in page, “Password lost…”, or on the command line “user recover NAME”. "
        "0 and O, 1 and I, 8 and B are taken for each other; upper and lower case do not matter."
    )
    form = RuledForm(
        [
            [
                Box(say(mark("Made at")), f"{making.at:%Y-%m-%d %H:%M}"),
                Box(say(mark("Made by")), making.by.name),
            ],
            [Box(say(mark("Place of keeping"))), Box(say(mark("Kept by")))],
            [Box(say(mark("Sealed on"))), Box(say(mark("Opened on, why")))],
        ]
    )
    signed = Signatures(
        [say(mark("Sealed by")), say(mark("Witness to the sealing"))],
        say(mark("Date: ____ / __ / __")),
        say(mark("(seal of the office)")),
    )
    blocks: list[Block] = [
        Note(say(what, number=number, count=SHEETS)),
        CodeCard(code),
        Note(say(use), is_quiet=True),
        form,
        Note(say(how)),
        signed,
    ]
    return Section(f"sheet{number}", "", "", blocks, starts_page=True)


def need_outside(folder: Path | str | None, home: Path) -> None:
    """Refuse a ``folder`` that lies in the ``home``; None is no folder.

    Raises:
        InTheHome: It lies in the home.
    """
    if folder and Path(folder).resolve().is_relative_to(home.resolve()):
        raise InTheHome(folder=home)


def sheets_pdf(code: str, making: Making) -> bytes:
    """Return both sheets as the bytes of one PDF, without writing a file."""
    return pdf_of(recovery_sheets(code, making))


def print_recovery_sheets(code: str, making: Making, home: Path, folder: Path) -> Path:
    """Write both sheets as one PDF into ``folder``; return its path.

    Raises:
        InTheHome: The folder lies in the home.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    need_outside(folder, home)
    day = f"{making.at:%Y%m%d-%H%M%S}"
    name = filename(
        making.settings.text("office_code"), day, say(mark("Recovery-sheets")), suffix=".pdf"
    )
    with whole_file(folder / name) as draft:
        write_pdf(recovery_sheets(code, making), draft)
    return folder / name
