"""What the search box asks of a case beside words: columns, and what must be said there."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from desk.rules.case.fields import Kind
from desk.rules.case.values import NotADate, NotMoney, money

SPANS: Final = frozenset({Kind.MONEY, Kind.DAY, Kind.MOMENT})
LAST: Final = "9999"  # after every day; what never ends sorts behind it
_LETTERS: Final = re.compile(r"[a-z]{2,}")
_FROM_TO: Final = re.compile(r"\.\.|[~至到]|—+")
_FROM_TO_MONEY: Final = re.compile(rf"{_FROM_TO.pattern}|-")
_DAY: Final = re.compile(
    r"([0-9]{4})(?:[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2}))?)?[年月日]?", re.ASCII
)
_YUAN: Final = re.compile(r"[¥￥]?(?P<number>[^万元]*)(?P<ten_thousand>万?)元?")
Edge: TypeAlias = int | str


@dataclass(frozen=True, slots=True)
class Among:
    """One of ``columns`` says one of ``values``."""

    columns: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """One of ``columns`` is ``least`` or more, and less than ``below``; None is no edge.

    Money is in fen, days and moments are text.
    """

    columns: tuple[str, ...]
    least: Edge | None
    below: Edge | None


@dataclass(frozen=True, slots=True)
class Contains:
    """One of ``columns`` holds ``text``; letters in either case."""

    columns: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Ends:
    """One of ``columns`` ends with ``text``."""

    columns: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Sounds:
    """A name in one of ``columns`` holds ``text``, or begins so in pinyin or in initials."""

    columns: tuple[str, ...]
    text: str


Condition: TypeAlias = Among | Within | Contains | Ends | Sounds


def letters_of(text: str) -> str:
    """Return ``text`` as pinyin may be typed: two small letters or more; "" when it is not."""
    letters = text.casefold()
    return letters if _LETTERS.fullmatch(letters) else ""


def within(kind: Kind, columns: tuple[str, ...], key: str, sign: str, value: str) -> Within:
    """Return the condition that a day, a moment or an amount stands to ``value`` as ``sign`` says.

    Args:
        kind: One of ``SPANS``.
        columns: Where it stands.
        key: What was typed for the field.
        sign: ``:``, ``<``, ``>``, ``<=`` or ``>=``.
        value: An amount (``3,600``, ``1.5万``), a day, a month or a year; after ``:`` also two
            of them: ``100..500``, ``2026-11-01至2026-11-30``.

    Raises:
        NotMoney: It is no amount.
        NotADate: It is no day.
    """
    is_money = kind is Kind.MONEY
    text = unicodedata.normalize("NFKC", value).strip()
    pieces = (_FROM_TO_MONEY if is_money else _FROM_TO).split(text) if sign == ":" else [text]
    spans = [(_fen if is_money else _days)(piece.strip()) for piece in pieces]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans) or len(spans) > len(("from", "to")):
        raise (NotMoney if is_money else NotADate)(label=key, value=value)
    first, after = min(span[0] for span in known), max(span[1] for span in known)
    least = {":": first, ">=": first, ">": after}.get(sign)
    below = {":": after, "<=": after, "<": first}.get(sign, None if is_money else LAST)
    return Within(columns, least, below)


def _fen(text: str) -> tuple[Edge, Edge] | None:
    """Return an amount in fen and the next one; None when it is none."""
    found = _YUAN.fullmatch(text)
    yuan = money(found["number"]) if found else None
    if found is None or yuan is None:
        return None
    fen = int(yuan.scaleb(2)) * (10_000 if found["ten_thousand"] else 1)
    return fen, fen + 1


def _days(text: str) -> tuple[Edge, Edge] | None:
    """Return the first day of a day, a month or a year and the first one after; None for none."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            after = first + timedelta(days=1)
        elif month:
            after = (first + timedelta(days=31)).replace(day=1)
        else:
            after = first.replace(year=first.year + 1)
    except (OverflowError, ValueError):
        return None
    return first.isoformat(), after.isoformat()
