"""Converting ledger cells to stored values: dates, amounts, codes, text."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.ledgers.amounts import DIGITS, yuan_of
from desk.ledgers.moments import PLAIN, DayStyle, moment_of
from desk.ledgers.profiles import ColumnRule
from desk.rules.case.codes import code_list, fold
from desk.rules.case.fields import BY_ID, Field, Kind
from desk.rules.case.identity import birth_day
from desk.rules.case.number_forms import unguarded
from desk.rules.case.values import clean_value

LISTED: Final = (Kind.CODE, Kind.CODES, Kind.YES_NO)
# Deadlines run from them: a row is refused rather than one of them guessed.
NEEDED: Final = frozenset({"received_at", "regulator_received_at"})
# What names a person, a case or an account: digits that Excel has cut name nobody.
NUMBERS: Final = frozenset(
    {"source_no", "forward_no", "archive_no", "contract_no", "account_tail"}
    | {"complainant.id_no", "complainant.phone"}
)
KEPT: Final = 15  # digits that Excel keeps of a number
LONGEST_KEPT: Final = 10**KEPT
RESIDENT_DIGITS: Final = 18
_SCIENTIFIC: Final = re.compile(r"([0-9]\.[0-9]+)[eE]\+([0-9]{1,2})")


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


class NeededNotRead(Refusal):
    """A moment from which a deadline runs, and that may be another, or none."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” is no day that can be only one. Write it like 2026-03-05 09:05; where "
        "Excel shows a day but a number stands here, give the column a date format and save."
    )


class CutByExcel(Refusal):
    """A long number whose last digits Excel has thrown away."""

    text: ClassVar[str] = mark(
        "{label}: Excel has cut “{value}”, a number of more than 15 digits, and its end is lost. "
        "It was left empty: take it from the original, in a column formatted as text."
    )


class OrderShown(Refusal):
    """A day whose order of day and month another cell of its column shows."""

    text: ClassVar[str] = mark(
        "{label}: days here can be read in two ways; they were read as “{value}” in line {line} "
        "must be, which can be read in one only."
    )


def plain_text(cell: object) -> str:
    """Return a cell as text, as Excel shows it: integers without ".0", dates in ISO form."""
    if isinstance(cell, str):
        return unguarded(cell.replace("\r\n", "\n").replace("\r", "\n").strip())
    if isinstance(cell, float):
        text = f"{cell:{DIGITS}}"
        return f"{Decimal(text):f}" if cell.is_integer() else text
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)


def _whole_number(field: Field, cell: object, text: str) -> str | Refusal:
    """Return the text of a number that names something, unless Excel has cut it.

    Excel keeps 15 digits: of longer ones it shows zeros at the end, or 1.10101E+17.
    """
    number = abs(cell) if isinstance(cell, float) else 0
    is_cut = number >= LONGEST_KEPT
    told = _SCIENTIFIC.fullmatch(text)
    if told is not None:
        digits, power = told[1].replace(".", ""), int(told[2])
        is_cut = len(digits) <= power or power >= KEPT
        text = f"{Decimal(text):f}"
    if field.id == "complainant.id_no" and text.endswith("000") and len(text) == RESIDENT_DIGITS:
        is_cut = birth_day(text) is None
    if is_cut:
        return CutByExcel(field=field.id, label=say(field.words), value=plain_text(cell))
    return text


class ColumnReader:
    """Reads the cells of one column of a ledger.

    Attributes:
        column: The profile's rule for the column.
        field: The target field.
    """

    def __init__(
        self,
        column: ColumnRule,
        empty: frozenset[str],
        style: DayStyle = PLAIN,
        unit: int = 1,
    ) -> None:
        """Prepare the converter of the field, whose amounts count in ``unit`` yuan."""
        self.column = column
        self.field = BY_ID.get(column.field) or Field(
            column.field, Kind.TEXT, mark("Archive number"), BY_ID["state"].group
        )
        self._style = style
        self._unit = unit
        self._empty = empty
        # Folding a long story costs more than all else that is done with it.
        self._longest = 2 * max(map(len, (*empty, *column.values)), default=0)

    def value(self, cell: object) -> Any:
        """Return the stored value of ``cell``, None when it is empty, or a Refusal."""
        text = plain_text(cell)
        key = fold(text) if len(text) <= self._longest else text
        known = self.column.values.get(key)
        if known is not None:
            return self._cleaned(known, text)
        if key in self._empty:
            return None
        if self.field.id == "state":
            return self._not_understood(text)
        if self.field.kind in LISTED:
            return self._listed(cell, text)
        raw = self._raw(cell, text)
        return raw if isinstance(raw, Refusal) else self._cleaned(raw, text)

    def _raw(self, cell: object, text: str) -> Any:
        match self.field.kind:
            case Kind.DAY | Kind.MOMENT:
                return moment_of(cell, self._style) or text
            case Kind.MONEY:
                amount = yuan_of(cell, self._unit)
                return self._not_understood(text) if amount is None else str(amount)
            case _ if self.field.id in NUMBERS:
                return _whole_number(self.field, cell, text)
            case _:
                return text

    def _listed(self, cell: object, text: str) -> Any:
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

    def _cleaned(self, raw: object, text: str) -> Any:
        try:
            return clean_value(self.field, raw)
        except Refusal:
            if self.field.id in NEEDED:
                label = say(self.field.words)
                return NeededNotRead(field=self.field.id, label=label, value=text)
            return self._not_understood(text)
