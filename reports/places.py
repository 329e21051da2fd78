"""Where papers go and what became of them."""

from dataclasses import dataclass
from pathlib import Path

from desk.base.files import CannotWrite
from desk.base.words import mark, say
from desk.office import Office
from reports.making import Making


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed.

    Attributes:
        files: Where it stands, by what it is: "xlsx", "pdf", "docx".
        missing: Characters that no font draws; the paper shows their codes.
        code: By which the paper can be checked, or "".
        remark: What else people must know about it, or "".
    """

    files: dict[str, Path]
    missing: tuple[str, ...]
    code: str = ""
    remark: str = ""

    @property
    def note(self) -> str:
        """Return what people must know about it, or ""."""
        codes = [f"U+{ord(char):04X}" for char in self.missing]
        text = mark("No font draws {codes}; the paper shows the codes.")
        drawn = say(text, codes=codes) if codes else ""
        return " ".join(part for part in (self.remark, drawn) if part)


def making_of(office: Office) -> Making:
    """Return who makes a paper at ``office`` now."""
    return Making(office.settings, office.people, office.actor, office.clock.now())


def open_folder(folder: Path) -> Path:
    """Return the folder to write to; it may be new, the one it lies in may not.

    Raises:
        CannotWrite: That one is not there, like a stick that was pulled out.
    """
    around = folder.absolute().parent
    if not around.is_dir():
        raise CannotWrite(
            name=folder.name, reason=say(mark("there is no folder {folder}"), folder=around)
        )
    return folder
