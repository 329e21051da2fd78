"""Papers for the printer: with code and copy number like files, but no file is left."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from desk.attachments.viewing import passing_folder
from desk.base.words import mark, say
from desk.office import Office
from reports.letters.issuing import FormWish, print_form
from reports.places import Printed

Write = Callable[[Path], Printed]  # writes a paper into a folder, as the functions of `printing` do


class Ready(NamedTuple):
    """A paper ready to print.

    Attributes:
        content: Its PDF.
        code: Its code in the register of prints, or "".
        note: Remarks for the user, or "".
    """

    content: bytes
    code: str = ""
    note: str = ""


def paper_for_printer(office: Office, write: Write) -> Ready:
    """Run ``write`` in a temporary folder, and return the paper.

    The paper is registered before it is printed.

    Args:
        office: The open office; on the writer thread only.
        write: Writes it into the folder that it is given.

    Raises:
        Refusal: As ``write``.
    """
    with passing_folder(office.folder) as folder:
        printed = write(folder)
        return Ready(printed.files["pdf"].read_bytes(), printed.code, printed.note)


class LetterOnPaper:
    """Writes copies of a letter: the first issues it, the others are reprints.

    Attributes:
        number: Of the letter; "" until it is issued.
    """

    def __init__(self, office: Office, wish: FormWish) -> None:
        """Keep the ``wish``; nothing is issued yet."""
        self._office, self._wish = office, wish
        self.number = ""

    def __call__(self, folder: Path) -> Printed:
        """Write one copy into ``folder``; on the writer's thread only."""
        wish = self._wish
        if self.number:
            why = wish.reason or say(mark("further copy of {number}"), number=self.number)
            wish = FormWish(case_no=wish.case_no, form=self.number, reason=why)
        printed, self.number = print_form(self._office, wish, folder, is_paper_only=True)
        return printed
