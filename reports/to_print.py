"""Papers for the printer: made as files are, with code and copy number, but no file stays."""

from collections.abc import Callable
from pathlib import Path

from desk.office import Office
from desk.viewing import passing_folder
from reports.places import Printed

Write = Callable[[Path], Printed]  # writes a paper into a folder, as the functions of `printing` do


def paper_for_printer(office: Office, write: Write) -> tuple[bytes, Printed]:
    """Have ``write`` write a paper; return its PDF, and what was printed.

    The register of prints has its line before anybody holds the paper in hand.

    Args:
        office: Where it is printed; writes an act, so on the writer's thread only.
        write: Writes it into the folder that it is given.

    Raises:
        Refusal: As ``write``.
    """
    with passing_folder(office.folder) as folder:
        printed = write(folder)
        return printed.files["pdf"].read_bytes(), printed
