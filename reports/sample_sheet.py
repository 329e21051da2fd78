"""The working sheet of an audit sample 抽查底稿: how it was drawn, and room to write."""

from pathlib import Path

from desk.base.resources import read_toml
from desk.base.text import filename
from desk.base.words import in_language, mark, say
from desk.office import Office
from desk.reads.audit_sample import Sample, stratum_words
from desk.rules.case.classification import of_office
from desk.rules.people.rights import Right
from reports.making import Making
from reports.places import Printed, making_of, open_folder
from reports.stamping import Stamp, write_stamped
from reports.table import Block, Column, Document, Holds, Note, Row, Section, Signatures, Table

BY = {
    "grade": mark("Grade"),
    "cause": mark("Cause"),
    "business": mark("Business"),
    "outcome": mark("Outcome"),
    "unit": mark("Unit"),
    "department": mark("Department"),
    "handler": mark("Handler"),
}


def print_sample(office: Office, sample: Sample, folder: Path) -> Printed:
    """Write the working sheet of ``sample`` into ``folder``; no complainant is named in it.

    Raises:
        NotPermitted: The signed-in person may not print, or not audit.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    for right in (Right.AUDIT, Right.PRINT):
        office.need(right)
    making = making_of(office)
    document = sample_sheet(sample, making)
    name = filename(making.settings.text("office_code"), sample.period.id, document.title)
    path = open_folder(folder) / f"{name}.pdf"
    return write_stamped(office, document, Stamp(what="sample", about=sample.period.id), path)


def sample_sheet(sample: Sample, making: Making) -> Document:
    """Return the working sheet of ``sample``."""
    title, precision = say(mark("Audit sample")), sample.precision
    head = [
        (say(mark("Ended in")), sample.period.title),
        (say(mark("Divided by")), say(BY[sample.by])),
        (say(mark("Drawn from")), f"{sample.whole}"),
        (say(mark("Drawn")), f"{len(sample.cases)}"),
        (say(mark("Confidence")), f"{precision.confidence} %"),
        (say(mark("Margin")), f"± {precision.margin} %"),
        (say(mark("Seed")), sample.seed),
    ]
    points = read_toml("audit_checklist.toml")["point"]
    blocks: list[Block] = [
        _strata(sample, making),
        _points(points),
        Note(say(HOW, fingerprint=sample.fingerprint), is_quiet=True),
    ]
    roles = [mark("Audited by"), mark("Reviewed by")]
    sheet: list[Block] = [
        _cases(sample, making, len(points)),
        Note(say(MARKS), is_quiet=True),
        Signatures([say(role) for role in roles], say(mark("Date: ____ / __ / __")), ""),
    ]
    return Document(
        title=title,
        head=head,
        sections=[
            Section("drawn", "", "", blocks),
            Section(
                "cases", "", say(mark("Cases looked at")), sheet, is_wide=True, starts_page=True
            ),
        ],
        foot=(f"{title} · {making.office}", making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
    )


HOW = mark(
    "How it was drawn: the numbers of each part are put in the order of the SHA-256 of seed, line "
    "feed and number; the first are taken. Whoever has the seed draws the same cases again. "
    "Fingerprint of the numbers drawn from: {fingerprint}"
)
MARKS = mark(
    "Write ✓ without finding, × with one, — where it does not apply; a finding is told under "
    "remarks and becomes a rectification."
)


def _words(sample: Sample, name: str, making: Making) -> str:
    if sample.by == "handler":
        name = making.people.name(name)
    else:
        name = stratum_words(sample.by, name, of_office(making.settings))
    return name or say(mark("not stated"))


def _strata(sample: Sample, making: Making) -> Table:
    columns = [
        Column(say(BY[sample.by]), paper=80),
        Column(say(mark("Cases")), Holds.COUNT, paper=20),
        Column(say(mark("Drawn")), Holds.COUNT, paper=20),
    ]
    rows = [(_words(sample, one.name, making), one.whole, len(one.drawn)) for one in sample.strata]
    whole = (say(mark("Total")), sample.whole, len(sample.cases))
    return Table("strata", say(mark("Parts")), columns, [*rows, whole], totals=1)


def _points(points: list[dict[str, dict[str, str]]]) -> Table:
    columns = [
        Column(say(mark("No.")), Holds.COUNT, paper=9),
        Column(say(mark("What to look at")), paper=100),
        Column(say(mark("Article")), paper=40),
    ]
    rows = [
        (number, in_language(one["title"]), in_language(one["source"]))
        for number, one in enumerate(points, start=1)
    ]
    return Table("points", say(mark("What to look at")), columns, rows)


def _cases(sample: Sample, making: Making, points: int) -> Table:
    columns = [
        Column(say(mark("No.")), Holds.COUNT, paper=9),
        Column(say(mark("Case number")), Holds.ID, paper=40),
        Column(say(BY[sample.by]), paper=30),
        Column(say(mark("Received on")), Holds.DAY, paper=23),
        Column(say(mark("Closed on")), Holds.DAY, paper=23),
        *(Column(f"{number}", paper=8) for number in range(1, points + 1)),
        Column(say(mark("Remarks")), paper=45),
    ]
    drawn = [sample.cases[number] for stratum in sample.strata for number in stratum.drawn]
    rows: list[Row] = [
        (
            place,
            one.case_no,
            _words(sample, one.stratum, making),
            one.received_on,
            one.closed_on,
            *("" for _ in range(points)),
            "",
        )
        for place, one in enumerate(drawn, start=1)
    ]
    return Table("cases", "", columns, rows, is_form=True)
