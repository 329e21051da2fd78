"""How a command reads its input and answers: files or standard input in, JSON out."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.files import CannotRead
from desk.base.given_text import BadTextError, json_in, read_bounded, text_of
from desk.base.shapes import JsonObject
from desk.base.system_trouble import reason_of
from desk.base.words import mark
from desk.rules.reports.periods import KINDS

MOST: Final = 64 << 20  # bytes of an input; what is read as one JSON value has less


class NotADay(Refusal):
    """A text that names no day."""

    text: ClassVar[str] = mark("“{value}” is not a day. Write it like 2026-11-22.")


class NotJson(Refusal):
    """A file that should hold JSON does not."""

    text: ClassVar[str] = mark("{name} holds no valid JSON ({reason}).")


def read_input(name: str) -> str:
    """Return the text of the file ``name``, or of standard input for "-".

    Raises:
        CannotRead: It cannot be read, is no UTF-8, or larger than any input.
    """
    try:
        if name == "-":
            return read_bounded(sys.stdin.buffer, MOST)
        return text_of(Path(name), MOST)
    except OSError as error:
        raise CannotRead(name=name, reason=reason_of(error)) from error
    except BadTextError as error:
        raise CannotRead(name=name, reason=str(error)) from error


def read_json(name: str | None) -> Any:
    """Return the JSON in the file ``name`` or on standard input ("-"); None gives ``{}``.

    Raises:
        CannotRead: It cannot be read.
        NotJson: It holds no valid JSON.
    """
    if name is None:
        return {}
    text = read_input(name)
    try:
        return json_in(text)
    except BadTextError as error:
        raise NotJson(name=name, reason=str(error)) from error


def read_day(text: str) -> date:
    """Return the day that ``text`` names.

    Raises:
        NotADay: It is not a valid ISO date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay(value=text) from None


def how_many(text: str) -> int:
    """Return a number of things as argparse wants it: 0 or more."""
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def percent(text: str) -> Decimal:
    """Return a number of per cent as argparse wants it."""
    number = float(text)
    if not isfinite(number):
        raise ValueError
    return Decimal(text.strip())


def add_period(command: ArgumentParser) -> None:
    """Add the two words that name a period: its kind and which."""
    command.add_argument("kind", choices=KINDS)
    command.add_argument("period", metavar="2026-10|2026-Q3|2026-H1|2026|2026-01-15..2026-02-10")


def result_json(result: Any) -> JsonObject:
    """Return a command's result by field; one that has its default is nothing to tell."""
    values = ((field, getattr(result, field.name)) for field in fields(result))
    return {field.name: value for field, value in values if value != field.default}


def _plain(value: object) -> object:
    return result_json(value) if is_dataclass(value) else str(value)


def emit(value: object) -> None:
    """Print ``value``, JSON-able or a command's result, as one line on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")


def tell(text: str) -> None:
    """Write one line for the person, not for the script: on standard error; nothing when empty."""
    if text:
        sys.stderr.write(text + "\n")


def emit_lines(values: Iterable[object]) -> None:
    """Print JSON lines on standard output."""
    for value in values:
        emit(value)
