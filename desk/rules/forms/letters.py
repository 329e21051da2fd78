"""Letters of a case: their numbers and their entries in the journal."""

from typing import Final

from desk.base.resources import read_toml
from desk.rules.case import entries

LETTERS: Final = entries.LETTERS


def letter_no(office: str, year: int, device: str, number: int) -> str:
    """Return the number of a letter; unique by office, year and device."""
    shape: str = read_toml("templates.toml")["number"]
    return shape.format(code=office, year=year, device=device, number=number)
