"""Blank numbered intake forms 消费投诉登记表, for hours without power (design.md 8)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desk.actions.reserve_forms import ReserveForms
from desk.base.files import whole_file
from desk.base.text import filename
from desk.base.words import mark, say
from desk.office import Office
from reports.intake_form import intake_form
from reports.making import Making
from reports.paper import write_pdf
from reports.places import making_of
from reports.table import Document, Scan, Section

HOW: Final = mark(
    "For hours without power. Fill it in by hand. Afterwards enter it in the desk under the number "
    "on it (scan the code), with the true time of receipt and the reason for the delay."
)


def blank_forms(numbers: Sequence[str], making: Making) -> Document:
    """Return the forms with ``numbers``, each on a page of its own."""
    sections = [
        Section(
            number,
            "",
            say(mark("Intake sheet")),
            [Scan(number, say(HOW)), intake_form({"case_no": number}, making)],
            starts_page=place > 0,
        )
        for place, number in enumerate(numbers)
    ]
    title = say(mark("Blank intake forms"))
    head = [
        (say(mark("Office")), making.office),
        (say(mark("Numbers")), f"{numbers[0]} – {numbers[-1]}"),
    ]
    return Document(
        title=title,
        head=head,
        sections=sections,
        foot=(title, making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
    )


def print_blank_forms(office: Office, count: int, folder: Path) -> tuple[Path, list[str]]:
    """Reserve ``count`` numbers and write the forms into ``folder``; return path and numbers.

    Raises:
        NotPermitted: The signed-in person may not register.
        BadCount: Fewer than one or more than fifty forms.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    numbers = office.do(ReserveForms(count=count)).result
    making = making_of(office)
    path = folder / filename(numbers[0], say(mark("Blank intake forms")), suffix=".pdf")
    with whole_file(path) as draft:
        write_pdf(blank_forms(numbers, making), draft)
    return path, numbers
