"""Converting ledger cells to stored values: dates, amounts, codes, text."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import mark, say
from desk.ledgers.profiles import ColumnRule
from desk.rules.case.codes import code_list, fold
from desk.rules.case.fields import BY_ID, Field, Kind
from desk.rules.case.values import clean_value

DIGITS: Final = ".15g"  # as many as Excel keeps of a number
DAY: Final = timedelta(days=1)
MIDNIGHT: Final = datetime(2000, 1, 1)  # of any day
_DIGITS: Final = re.compile(r"[0-9]+")
_DIRECTIVE: Final = re.compile(r"%[A-Za-z]")
LISTED: Final = (Kind.CODE, Kind.CODES, Kind.YES_NO)
# A wrong day or amount makes wrong deadlines and wrong sums: the row is refused, not guessed.
STRICT: Final = (Kind.DAY, Kind.MOMENT, Kind.MONEY)


class TakenAsOther(Refusal):
    """A value that is not in the list became "other"."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” is not in the list, so “{taken}” was recorded; the wording is kept."
    )


class LeftEmpty(Refusal):
    """A value that was not understood was left out."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” was not understood and left empty; the wording is kept in the remarks."
    )


def plain_text(cell: Any) -> str:
    """Return a cell as text: integers without ".0", dates in ISO form."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:{DIGITS}}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)


def moment_of(cell: Any, formats: tuple[str, ...]) -> datetime | None:
    """Return the moment in a cell, or None; text is parsed by the first matching format."""
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    text = " ".join(unicodedata.normalize("NFKC", plain_text(cell)).split())
    for form in _by_shape(formats).get(_DIGITS.sub("0", text), ()):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


@cache
def _by_shape(formats: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the formats, indexed by a text with all digits replaced by 0, to try few of them."""
    shapes: dict[str, list[str]] = {}
    for form in formats:
        shapes.setdefault(_DIGITS.sub("0", _DIRECTIVE.sub("0", form)), []).append(form)
    return shapes


def time_of(cell: Any, day: str) -> time | None:
    """Return the time of day in a cell; None when there is none or it is of another day."""
    match cell:
        case time():
            return cell.replace(microsecond=0)
        case timedelta() if timedelta() <= cell < DAY:
            return (MIDNIGHT + cell).time().replace(microsecond=0)
        case float() if 0 <= cell < 1:  # Excel's share of a day
            return (MIDNIGHT + timedelta(seconds=round(cell * DAY.total_seconds()))).time()
    dates = read_toml("ledgers.toml")["dates"]
    found = moment_of(cell, tuple(dates["times"]))
    if found is not None and not isinstance(cell, date):
        return found.time()
    found = moment_of(cell, tuple(dates["formats"]))
    return found.time() if found is not None and found.date().isoformat() == day else None


def yuan_of(cell: Any, heading: str) -> str:
    """Return an amount in yuan as text for `clean_value`; other text is returned unchanged.

    Units such as 万元 are applied whether in the cell or in the heading.
    """
    rules = read_toml("ledgers.toml")["money"]
    text = unicodedata.normalize("NFKC", plain_text(cell)).casefold().replace(" ", "")
    for sign in rules["signs"]:
        text = text.removeprefix(sign)
    factor = _factor(text.endswith, rules["units"])
    if factor is None:
        factor = _factor(unicodedata.normalize("NFKC", heading).__contains__, rules["units"]) or 1
    else:
        text = text[: -len(next(unit for unit in rules["units"] if text.endswith(unit)))]
    try:
        amount = Decimal(text.replace(",", "")) * factor
        return f"{amount.normalize():f}" if amount.is_finite() else text
    except InvalidOperation:
        return text


def _factor(test: Callable[[str], bool], units: Mapping[str, int]) -> int | None:
    return next((factor for unit, factor in units.items() if test(unit)), None)


class ColumnReader:
    """Reads the cells of one column of a ledger.

    Attributes:
        column: The profile's rule for the column.
        field: The target field.
    """

    def __init__(
        self, column: ColumnRule, heading: str, formats: tuple[str, ...], empty: frozenset[str]
    ) -> None:
        """Prepare the converter of the field."""
        self.column = column
        self.field = BY_ID.get(column.field) or Field(
            column.field, Kind.TEXT, mark("Archive number"), BY_ID["state"].group
        )
        self._heading = heading
        self._formats = formats
        self._empty = empty
        # Folding a long story costs more than all else that is done with it.
        self._longest = 2 * max(map(len, (*empty, *column.values)), default=0)

    def value(self, cell: Any) -> Any:
        """Return the stored value of ``cell``, None when it is empty, or a Refusal."""
        text = plain_text(cell)
        key = fold(text) if len(text) <= self._longest else text
        known = self.column.values.get(key)
        if known is not None:
            return self._cleaned(known)
        if key in self._empty:
            return None
        if self.field.id == "state":
            return self._not_understood(text)
        if self.field.kind in LISTED:
            return self._listed(cell, text)
        return self._cleaned(self._raw(cell, text))

    def _raw(self, cell: Any, text: str) -> Any:
        match self.field.kind:
            case Kind.DAY | Kind.MOMENT:
                return moment_of(cell, self._formats) or text
            case Kind.MONEY:
                return yuan_of(cell, self._heading)
            case _:
                return text

    def _listed(self, cell: Any, text: str) -> Any:
        raw = cell if isinstance(cell, bool) and self.field.kind is Kind.YES_NO else text
        try:
            return clean_value(self.field, raw)
        except Refusal:
            return self._not_understood(text)

    def _not_understood(self, text: str) -> Refusal:
        label, other = say(self.field.words), self.column.other
        if other:
            taken = code_list(self.field.codes).label(other)
            return TakenAsOther(field=self.field.id, label=label, value=text, taken=taken)
        return LeftEmpty(field=self.field.id, label=label, value=text)

    def _cleaned(self, raw: Any) -> Any:
        try:
            return clean_value(self.field, raw)
        except Refusal as refusal:
            return refusal if self.field.kind in STRICT else self._not_understood(str(raw))
