"""Amounts as people write them: what can mean one sum only is that, all else is no amount."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from desk.base.resources import read_toml

FEN: Final = Decimal("0.01")
MOST: Final = 20  # digits of a number that may be one
DIGITS: Final = ".15g"  # as many as Excel keeps of a number
_GUARDS: Final = "'’‘`"
_PLAIN: Final = r"\d+(?:\.\d+)?|\.\d+"
# Thousands in threes by comma, blank or apostrophe; anything else between digits is a doubt.
_GROUPED: Final = r"\d{1,3}(?:[,'’ ]\d{3})+(?:\.\d+)?"
_DOTTED: Final = r"\d{1,3}(?:\.\d{3})+,\d{1,2}"  # 1.234,50 can mean nothing else
_FACTORS: Final = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "k": 1_000,
    "万": 10_000,
    "w": 10_000,
    "亿": 10**8,
}
_SCIENTIFIC: Final = re.compile(r"\d+(?:\.\d+)?e\+?\d{1,2}")
_NUMBER: Final = re.compile(
    rf"(?P<n>{_GROUPED}|{_DOTTED}|{_PLAIN})(?: ?(?P<f>[十百千k]?[万w]?亿?))"
)
_FULL_STOP: Final = re.compile(r"[元圆块](?:钱|整|正)?|整|正")
_CHINESE: Final = re.compile(r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億]+")
_TABLE_UNIT: Final = re.compile(r"单位[: ]*\(?((?:人民币)?[百千万亿]*元)")
_SMALL: Final = re.compile(r"(?:(?P<jiao>\S)角)?(?:零?(?P<fen>\S)分)?[整正]?")
_ONES: Final = {
    char: n
    for row in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖")
    for n, char in enumerate(row)
} | {"两": 2}
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000}
_ROUND: Final = frozenset("百佰千仟万萬亿億")
_MYRIADS: Final = {"万": 10_000, "萬": 10_000, "亿": 10**8, "億": 10**8}


def unit_in(text: str) -> int:
    """Return how many yuan the unit in a heading or title means, as (万元); 0 without one."""
    told, units = unicodedata.normalize("NFKC", text), read_toml("ledgers.toml")["money"]["units"]
    return next((factor for unit, factor in units.items() if unit in told), 0)


def unit_of_table(text: str) -> int:
    """Return the unit that a line above a table names, as 单位:万元; 0 when it names none."""
    found = re.search(
        r"单位[:： ]*\(?((?:人民币)?[百千万亿]*元)", unicodedata.normalize("NFKC", text)
    )
    return unit_in(found[1]) if found else 0


def yuan_of(cell: object, unit: int = 1) -> Decimal | None:
    """Return an amount in yuan, to the fen; None when it may be another, or is none.

    Args:
        cell: A number in ``unit``, or a text, which may name its own.
        unit: Yuan that the column's numbers mean, as its heading or title tells.
    """
    match cell:
        case bool():
            return None
        case float():
            return _in_fen(_decimal(format(cell, DIGITS)), unit)
        case int():
            return _in_fen(Decimal(cell), unit)
    text = unicodedata.normalize("NFKC", str(cell)).casefold().strip().strip(_GUARDS).strip()
    for sign in read_toml("ledgers.toml")["money"]["signs"]:
        text = text.removeprefix(sign).strip(" :")
    if _SCIENTIFIC.fullmatch(text):
        return _in_fen(_decimal(text), unit)
    found = _NUMBER.match(text)
    if found is None:
        return _in_words(text)
    return _in_figures(found, text[found.end() :].strip(), unit)


def _in_figures(found: re.Match[str], rest: str, unit: int) -> Decimal | None:
    """Return a sum in figures, behind which stands ``rest``: its unit, or what makes it none."""
    small, number = _small_money(rest), _decimal(_undotted(found["n"]))
    if small is None:
        return None
    for char in found["f"]:
        number *= _FACTORS[char]
    return _in_fen(number + small, 1 if rest or found["f"] else unit)


def _undotted(text: str) -> str:
    if re.fullmatch(_DOTTED, text):
        return text.replace(".", "").replace(",", ".")
    return re.sub(r"[,'’ ]", "", text)


def _small_money(rest: str) -> Decimal | None:
    """Return the jiao and fen behind a number's 元; None when it is followed by anything else."""
    if not rest:
        return Decimal(0)
    full = _FULL_STOP.match(rest)
    if full is None:
        return None
    small = _SMALL.fullmatch(rest[full.end() :])
    if small is None:
        return None
    value = Decimal(0)
    for name, worth in (("jiao", Decimal("0.1")), ("fen", FEN)):
        digit = small[name]
        if digit:
            known = _ONES.get(digit, int(digit) if digit.isdecimal() else None)
            if known is None:
                return None
            value += known * worth
    return value


def _in_words(text: str) -> Decimal | None:
    """Return a sum in Chinese numerals, as 伍仟元整; it needs its 元, or a unit."""
    found = _CHINESE.match(text)
    if found is None:
        return None
    small, number = _small_money(text[found.end() :]), _chinese(found[0])
    if small is None or number is None:
        return None
    return _in_fen(Decimal(number) + small, 1)


def _chinese(text: str) -> int | None:
    """Return a number in Chinese numerals; None when it is not well formed."""
    whole, part, digit, last = 0, 0, 0, 10**9
    for char in text:
        if char in _ONES:
            if digit:
                return None
            digit = _ONES[char]
        elif char in _TENS:
            worth = _TENS[char]
            if worth >= last or not (digit or worth == _TENS["十"]):
                return None
            part, digit, last = part + (digit or 1) * worth, 0, worth
        else:
            worth = _MYRIADS[char]
            grown = _grown(whole, part + digit, worth)
            if not grown:
                return None
            whole, part, digit, last = grown, 0, 0, 10**9
    if digit and text[-2:-1] in _ROUND:
        return None  # 三千五 is 3,500 to most, and 3,005 to some
    return whole + part + digit


def _grown(whole: int, small: int, worth: int) -> int | None:
    """Return ``whole`` with what stands before a 万 or 亿; None when they are not well formed.

    In 一亿二千万 the 万 is of the 二千 alone, in 三万亿 the 亿 is of all before it.
    """
    if not small or whole < worth:
        return (whole + small) * worth
    return None if whole % (worth * _MYRIADS["万"]) else whole + small * worth


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _in_fen(number: Decimal, unit: int) -> Decimal | None:
    """Return a number in yuan, a reckoned one rounded to the fen."""
    if not number.is_finite() or number.adjusted() > MOST:
        return None
    return (number * unit).quantize(FEN, ROUND_HALF_UP)
