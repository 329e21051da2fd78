"""A workstation's card on paper: sixteen words and a QR code, compared before it is trusted."""

from pathlib import Path
from typing import Final

from desk.base.files import whole_file
from desk.base.text import filename
from desk.base.words import mark, say
from desk.office import Office
from desk.rules.record.devices import HEAD_OFFICE, Device
from reports.making import Making
from reports.paper import write_pdf
from reports.places import making_of, open_folder
from reports.table import Block, Box, Document, Note, RuledForm, Section, Signatures, Square


def dark_squares(text: str) -> list[list[bool]]:
    """Return the QR code of ``text`` as rows of booleans, True for dark."""
    # reportlab costs start-up time
    from reportlab.graphics.barcode.qrencoder import (  # noqa: PLC0415
        QRCode,
        QRErrorCorrectLevel,
    )

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    return [[bool(code.isDark(row, column)) for column in range(size)] for row in range(size)]


ACROSS: Final = 4  # words in a row


def code_of(device: Device) -> str:
    """Return the content of a card's QR code: name and fingerprint, nothing secret."""
    return f"{device.id} {device.digest.hex()}"


def words_in_rows(device: Device) -> list[tuple[str, ...]]:
    """Return the sixteen words in four rows of four, each with its number."""
    words = [f"{number}. {word}" for number, word in enumerate(device.fingerprint, start=1)]
    return [tuple(words[place : place + ACROSS]) for place in range(0, len(words), ACROSS)]


def card_paper(device: Device, making: Making) -> Document:
    """Return the card of ``device`` as a document."""
    how = mark(
        "Read the sixteen words to the other side by telephone, or compare the QR codes. Only if "
        "all are equal does a director there trust this workstation. The keys themselves come in "
        "the file {file}."
    )
    words = [Box(str(n), word) for n, word in enumerate(device.fingerprint, start=1)]
    rows = [words[place : place + ACROSS] for place in range(0, len(words), ACROSS)]
    signed = Signatures(
        [say(mark("Compared by")), say(mark("Director"))], say(mark("Date: ____ / __ / __")), ""
    )
    role = mark("Head office") if device.role == HEAD_OFFICE else mark("Branch")
    title = say(mark("Card of a workstation"))
    blocks: list[Block] = [
        Note(say(mark("Fingerprint"))),
        RuledForm(rows),
        Square(code_of(device)),
        Note(say(how, file=f"{device.id}.card")),
        signed,
    ]
    return Document(
        title=title,
        head=[
            (say(mark("Workstation")), device.id),
            (say(mark("Office")), device.name),
            (say(mark("Role")), say(role)),
        ],
        sections=[Section("card", "", "", blocks)],
        foot=(f"{title} · {device.id}", making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
    )


def print_card(office: Office, device: Device, folder: Path) -> Path:
    """Write the card of ``device`` into ``folder`` as PDF; return its path.

    Raises:
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    name = filename(device.id, say(mark("Card of a workstation")), suffix=".pdf")
    path = open_folder(folder) / name
    with whole_file(path) as draft:
        write_pdf(card_paper(device, making_of(office)), draft)
    return path
