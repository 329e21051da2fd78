"""The certificate of destruction: which cases were erased, who asked, who approved (P4)."""

from collections.abc import Sequence
from pathlib import Path

from desk.actions.hold_and_erase import ErasedCase
from desk.base.files import whole_file
from desk.base.text import filename
from desk.base.words import mark, say
from desk.office import Office
from reports.making import Making
from reports.paper import write_pdf
from reports.places import making_of
from reports.table import Block, Column, Document, Holds, Note, Section, Signatures, Table

WAYS = {"erased": mark("erased"), "anonymised": mark("anonymised")}


def certificate(erased: Sequence[ErasedCase], making: Making) -> Document:
    """Return the certificate for what `desk.home.erasure.erase` erased."""
    columns = [
        Column(say(mark("No.")), Holds.COUNT, paper=8),
        Column(say(mark("Case number")), Holds.ID, paper=40),
        Column(say(mark("How")), paper=18),
        Column(say(mark("Records shredded")), Holds.COUNT, paper=20),
        Column(say(mark("Asked for by")), paper=24),
    ]
    rows = [
        (number, one.case_no, say(WAYS[one.way]), one.acts, making.people.name(one.listed_by))
        for number, one in enumerate(erased, start=1)
    ]
    how = mark(
        "The words of these cases were deleted from the database, its search index and its log, "
        "and overwritten. Backups made before still hold them until they age out, after 12 months "
        "at the latest; when one is restored, the cases are erased again. The record keeps the "
        "hashes, so that it can still be proved that nothing else was changed."
    )
    signed = Signatures(
        [say(mark("Asked for by")), say(mark("Approved by")), say(mark("Witness"))],
        say(mark("Date: ____ / __ / __")),
        say(mark("(seal of the office)")),
    )
    title = say(mark("Certificate of destruction"))
    blocks: list[Block] = [Table("erased", "", columns, rows), Note(say(how)), signed]
    return Document(
        title=title,
        head=[("", making.office), (say(mark("Approved by")), making.by.name)],
        sections=[Section("erased", "", "", blocks)],
        foot=(f"{title} · {making.office}", making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
    )


def print_certificate(office: Office, erased: Sequence[ErasedCase], folder: Path) -> Path:
    """Write the certificate into ``folder``; return its path.

    Raises:
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    making = making_of(office)
    what = say(mark("Certificate of destruction"))
    code, day = making.settings.text("office_code"), f"{making.at:%Y%m%d-%H%M%S}"
    path = folder / filename(code, day, what, suffix=".pdf")
    with whole_file(path) as draft:
        write_pdf(certificate(erased, making), draft)
    return path
