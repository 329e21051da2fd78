"""The results of printing, and target folders."""

from dataclasses import dataclass
from pathlib import Path

from desk.base.files import CannotWrite
from desk.base.words import mark, say
from desk.office import Office
from reports.making import Making


@dataclass(frozen=True, slots=True)
class Printed:
    """The result of printing.

    Attributes:
        files: Paths by format: "xlsx", "pdf", "docx".
        missing: Undrawable characters, shown as codes on the paper.
        code: For checking the paper, or "".
        remark: Another remark for the user, or "".
    """

    files: dict[str, Path]
    missing: tuple[str, ...]
    code: str = ""
    remark: str = ""

    @property
    def note(self) -> str:
        """Return the remarks for the user, or ""."""
        codes = [f"U+{ord(char):04X}" for char in self.missing]
        text = mark("No font draws {codes}; the paper shows the codes.")
        drawn = say(text, codes=codes) if codes else ""
        return " ".join(part for part in (self.remark, drawn) if part)


def making_of(office: Office) -> Making:
    """Return the context of a paper made at ``office`` now."""
    return Making(office.settings, office.people, office.actor, office.clock.now())


def open_folder(folder: Path) -> Path:
    """Return the folder; it need not exist, but its parent must.

    Raises:
        CannotWrite: The parent folder does not exist (e.g. a stick was removed).
    """
    around = folder.absolute().parent
    if not around.is_dir():
        raise CannotWrite(
            name=folder.name, reason=say(mark("there is no folder {folder}"), folder=around)
        )
    return folder
