"""The assessment sheet 考核表 of a person or department: points, formulas, both views."""

from pathlib import Path

from desk.base.text import filename
from desk.base.words import mark, say
from desk.office import Office
from desk.reads.assessment import read_assessment
from desk.rules.oversight.assessment import Score
from desk.rules.people.rights import Right
from desk.rules.reports.periods import Period
from reports.making import Making
from reports.places import Printed, making_of, open_folder
from reports.stamping import Stamp, write_stamped
from reports.table import (
    DASH,
    Box,
    Column,
    Document,
    Holds,
    Note,
    Row,
    RuledForm,
    Section,
    Signatures,
    Table,
)


def print_assessment(office: Office, period: Period, by: str, name: str, folder: Path) -> Printed:
    """Write the sheet of ``name`` for ``period`` into ``folder``.

    Raises:
        NotPermitted: The signed-in person may not print.
        Refusal: As `read_assessment`.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    office.need(Right.PRINT)
    making = making_of(office)
    found = read_assessment(
        office.store, period, by=by, name=name, now=making.at, reader=office.acting
    )
    whom = making.people.name(name) if by == "handler" else name
    document = assessment_sheet(found, period, whom, making)
    path = open_folder(folder) / f"{filename(period.id, document.title, whom)}.pdf"
    return write_stamped(office, document, Stamp(what="assessment", about=period.id), path)


def assessment_sheet(found: Score, period: Period, whom: str, making: Making) -> Document:
    """Return the sheet of ``whom``."""
    title = say(mark("Assessment sheet"))
    total = DASH if found.total is None else f"{found.total}"
    form = RuledForm(
        [
            [Box(say(mark("Own view")), lines=5)],
            [Box(say(mark("View of the superior")), lines=5)],
        ]
    )
    roles = [mark("Assessed"), mark("Superior")]
    signed = Signatures([say(role) for role in roles], say(mark("Date: ____ / __ / __")), "")
    return Document(
        title=title,
        head=[
            (say(mark("Assessed")), whom),
            (say(mark("Period")), period.title),
            (say(mark("Score")), total),
        ],
        sections=[
            Section("score", "", "", [_shares(found), Note(say(HOW), is_quiet=True), form, signed])
        ],
        foot=(f"{title} · {making.office}", making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
    )


HOW = mark(
    "Counted from the cases closed in the period, as its closed report kept them. No indicator "
    "gives more than its weight. What has too few cases is not judged; the score is then reckoned "
    "from the rest, of 100."
)


def _shares(found: Score) -> Table:
    columns = [
        Column(say(mark("Indicator")), paper=42),
        Column(say(mark("Weight")), Holds.COUNT, paper=13),
        Column(say(mark("Reckoning")), paper=55),
        Column(say(mark("Points")), Holds.DAYS, paper=15),
        Column(say(mark("Cases that miss it")), Holds.ID, paper=50),
    ]
    rows: list[Row] = [
        (one.title, one.weight, one.formula, one.points, "\n".join(one.missed))
        for one in found.shares
    ]
    return Table("assessment", "", columns, rows)
