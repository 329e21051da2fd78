"""An item of a register on paper: what it says, its clocks, and what was done, to be signed."""

from pathlib import Path

from desk.base.text import filename
from desk.base.words import mark, say
from desk.office import Office
from desk.reads.registers import ItemFile, RegisterReader, read_item
from desk.rules.people.rights import Right
from reports.making import Making
from reports.places import Printed, making_of, open_folder
from reports.stamping import Stamp, write_stamped
from reports.table import Block, Column, Document, Holds, Note, Row, Section, Signatures, Table


def print_item(office: Office, register: str, no: str, folder: Path) -> Printed:
    """Write the sheet of the item ``no`` into ``folder``.

    Raises:
        NotPermitted: The signed-in person may not print.
        UnknownRegister, NoItem: There is no such register or item, or none that she may see.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    for right in (Right.PRINT, Right.READ):
        office.need(right)
    making = making_of(office)
    by = RegisterReader(
        store=office.store,
        reckoning=office.reckoning,
        settings=office.settings,
        people=office.people,
        reader=office.acting,
        now=making.at,
    )
    document = item_sheet(read_item(by, register, no), making)
    path = open_folder(folder) / f"{filename(no, document.title)}.pdf"
    return write_stamped(office, document, Stamp(what="item", about=no), path)


def item_sheet(item: ItemFile, making: Making) -> Document:
    """Return the sheet of ``item``."""
    title = say(item.register.title)
    roles = [mark("Responsible"), mark("Superior")]
    blocks: list[Block] = [
        _fields(item),
        *(Note(one.told(making.at)) for one in item.clocks),
        _story(item, making),
        Signatures([say(role) for role in roles], say(mark("Date: ____ / __ / __")), ""),
    ]
    return Document(
        title=title,
        head=[
            (say(mark("Number")), item.no),
            (say(mark("How it stands")), item.line.state_words),
        ],
        sections=[Section("item", "", "", blocks)],
        foot=(f"{title} · {making.office}", making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
    )


def _fields(item: ItemFile) -> Table:
    columns = [Column(say(mark("What")), paper=40), Column(say(mark("Words")), paper=130)]
    return Table("fields", "", columns, list(item.fields))


def _story(item: ItemFile, making: Making) -> Table:
    columns = [
        Column(say(mark("When")), Holds.MOMENT, paper=34),
        Column(say(mark("Who acted")), paper=26),
        Column(say(mark("What happened so far")), paper=110),
    ]
    rows: list[Row] = [
        (one.at, making.people.name(one.author) or say(mark("(not told)")), one.words)
        for one in item.story
    ]
    return Table("story", "", columns, rows)
