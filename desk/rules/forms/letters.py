"""Letters that a case has sent: their numbers, and where they stand in the journal."""

from typing import Final

from desk.base.resources import read_toml

LETTER: Final = "case.letter"  # kind of the act
LETTERS: Final = "letters"  # collection in the case


def letter_no(office: str, year: int, device: str, number: int) -> str:
    """Return the number of a letter; unique by office, year and device."""
    shape: str = read_toml("templates.toml")["number"]
    return shape.format(code=office, year=year, device=device, number=number)
