"""Looking somebody up by the whole of what a mask hides, and how often a person may on one day."""

import re
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import mark
from desk.rules.searching import folded

_BETWEEN: Final = re.compile(r"[\s()-]")
_CASE_NO: Final = "ts"


class TooManyLookUps(Refusal):
    """She has looked up as many as one person may on one day."""

    text: ClassVar[str] = mark(
        "You have searched {count} times today by whole numbers or names that are hidden. No more "
        "than that is possible in one day. Search by number of the case or by words, or ask a "
        "colleague; the director sees it at the next start."
    )


def limit(name: str) -> int:
    """Return a number of ``resources/searching.toml``."""
    return int(read_toml("searching.toml")[name])


def close_up(text: str) -> str:
    """Return a typed number or name without what people write between its parts."""
    return _BETWEEN.sub("", folded(text))


def is_number(typed: str) -> bool:
    """Say whether ``typed`` is asked for as somebody's whole number, not as a case's."""
    whole = close_up(typed)
    digits = sum(map(str.isdigit, whole))
    return digits >= limit("least_digits") and not whole.startswith(_CASE_NO)
