"""What people give as JSON or TOML: bounded, and nothing in it that would be lost or misread."""

import json
import math
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from desk.base.shapes import JsonObject
from desk.base.words import mark, say

LARGEST: Final = 4 << 20  # bytes
DEEPEST: Final = 32  # values in values
MOST_STOPS: Final = 200  # in a line of TOML: a name of 100,000 parts takes 14 GB of memory
LONGEST_SHOWN: Final = 30


class BadTextError(ValueError):
    """The text will not do; its words are a reason for people."""


def read_bounded(file: BinaryIO, most: int = LARGEST) -> str:
    """Return the text (UTF-8) of ``file``, if it has at most ``most`` bytes.

    Raises:
        BadTextError: It is larger, or no UTF-8.
        OSError: It cannot be read.
    """
    raw = file.read(most + 1)
    if len(raw) > most:
        raise BadTextError(say(mark("it is larger than {most} MB"), most=most >> 20))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTextError(say(mark("it is not in UTF-8"))) from error


def text_of(path: Path, most: int = LARGEST) -> str:
    """Return the text of the file at ``path``, as `read_bounded`.

    Raises:
        BadTextError: It is larger, or no UTF-8.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return read_bounded(file, most)


def json_in(text: str) -> Any:
    """Return what the JSON in ``text`` says.

    Raises:
        BadTextError: It is no JSON, too large, nested too deeply, names something twice, or has a
            number that is none.
    """
    _need_size(text)
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except BadTextError:
        raise
    except RecursionError as error:
        raise _too_deep() from error
    except json.JSONDecodeError as error:
        place = mark("line {line}, column {column}")
        raise BadTextError(say(place, line=error.lineno, column=error.colno)) from error
    except ValueError as error:
        raise BadTextError(say(mark("a number in it has thousands of digits"))) from error
    _need_plain(found)
    return found


def toml_in(text: str) -> JsonObject:
    """Return what the TOML in ``text`` says.

    Raises:
        BadTextError: As `json_in`.
    """
    _need_size(text)
    if any(line.count(".") > MOST_STOPS for line in text.splitlines()):
        words = mark("a line of it has more than {most} full stops")
        raise BadTextError(say(words, most=MOST_STOPS))
    try:
        found = tomllib.loads(text)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise BadTextError(str(error)) from error
    _need_plain(found)
    return found


def _need_size(text: str) -> None:
    if len(text) > LARGEST:
        raise BadTextError(say(mark("it is larger than {most} MB"), most=LARGEST >> 20))


def _too_deep() -> BadTextError:
    return BadTextError(say(mark("it is nested too deeply")))


def _once(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        words = mark("“{name}” stands in it twice")
        raise BadTextError(say(words, name=twice[:LONGEST_SHOWN]))
    return found


def _no_number(value: object) -> Any:
    words = mark("{value} is no number that can be kept")
    raise BadTextError(say(words, value=str(value)[:LONGEST_SHOWN]))


def _need_plain(found: Any) -> None:
    """Refuse what is nested too deeply, and numbers that are none."""
    level = [found]
    for _ in range(DEEPEST + 1):
        if not level:
            return
        for value in level:
            if isinstance(value, float) and not math.isfinite(value):
                _no_number(value)
        level = [inner for value in level for inner in _inside(value)]
    raise _too_deep()


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
