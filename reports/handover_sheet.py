"""The handover sheet 案件交接单: the cases handed over, with the duties in each."""

from pathlib import Path
from typing import Final

from desk.base.text import filename
from desk.base.words import mark, say, shown
from desk.office import Office
from desk.reads.handover import OpenCase, open_cases_of
from desk.rules.people.person_id import PersonId
from desk.rules.people.rights import Right
from desk.rules.steps.duties import Owed
from reports.making import Making, masking
from reports.places import Printed, making_of, open_folder
from reports.stamping import Stamp, write_stamped
from reports.table import Block, Column, Document, Holds, Note, Section, Signatures, Table

DATE: Final = mark("Date: ____ / __ / __")


def print_handover(office: Office, giver: PersonId, taker: PersonId, folder: Path) -> Printed:
    """Write the sheet of all open cases of ``giver`` into ``folder``, masked.

    Raises:
        NotPermitted: The signed-in person may not print.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    for right in (Right.READ, Right.PRINT):
        office.need(right)
    making = making_of(office)
    held = open_cases_of(office.store, office.reckoning, giver, office.acting, making.at)
    document = handover_sheet(held, giver, taker, making)
    name = filename(f"{making.at:%Y%m%d-%H%M}", document.title, making.people.name(giver))
    path = open_folder(folder) / f"{name}.pdf"
    return write_stamped(office, document, Stamp(what="handover", about=str(giver)), path)


def handover_sheet(
    held: list[OpenCase], giver: PersonId, taker: PersonId, making: Making
) -> Document:
    """Return the sheet of what ``giver`` hands to ``taker``."""
    title = say(mark("Handover of cases"))
    head = [
        (say(mark("Handed over by")), making.people.name(giver)),
        (say(mark("Taken over by")), making.people.name(taker)),
        (say(mark("Day")), making.at.date().isoformat()),
        (say(mark("Cases")), f"{len(held)}"),
    ]
    blocks: list[Block] = [_table(held, making), Note(say(CLAUSE), is_quiet=True), _signed()]
    return Document(
        title=title,
        head=head,
        sections=[Section("handover", "", "", blocks)],
        foot=(f"{title} · {masking(is_full=False)} · {making.office}", making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
    )


CLAUSE: Final = mark(
    "Deadlines go on running. A case changes hands when the one who takes it accepts it in the "
    "desk; until then the one who hands it over answers for it."
)


def _table(held: list[OpenCase], making: Making) -> Table:
    columns = [
        Column(say(mark("No.")), Holds.COUNT, paper=8.5),
        Column(say(mark("Case number")), Holds.ID, paper=43),
        Column(say(mark("Complainant")), paper=14.5),
        Column(say(mark("Matter")), paper=37),
        Column(say(mark("Next step")), paper=19),
        Column(say(mark("Tightest deadline")), paper=22),
        Column(say(mark("Owed")), paper=40),
        Column(say(mark("Taken over")), paper=13),
    ]
    rows = [
        (
            number,
            one.case_no,
            one.name,
            one.title,
            one.next_step,
            f"{one.due_on}\n{one.clock}" if one.due_on else "",
            "\n".join(_owed(owed, making) for owed in one.owed),
            "",
        )
        for number, one in enumerate(held, start=1)
    ]
    return Table("handover", "", columns, rows)


def _owed(owed: Owed, making: Making) -> str:
    parts = (f"{owed.due_at:%m-%d}", shown(owed.duty), owed.words, making.people.name(owed.who))
    return "  ".join(part for part in parts if part)


def _signed() -> Signatures:
    roles = [mark("Handed over by"), mark("Taken over by"), mark("Supervisor")]
    return Signatures([say(role) for role in roles], say(DATE), "")
