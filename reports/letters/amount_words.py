"""Amounts of money in capital Chinese numerals (大写), for papers that promise a payment."""

from decimal import Decimal
from itertools import count
from typing import Final

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿")  # of four digits each


def in_capitals(yuan: Decimal) -> str:
    """Return ``yuan`` in capital numerals, without the currency: 1409.50 is 壹仟肆佰零玖元伍角.

    As the rules for filling in negotiable instruments have it (支付结算办法, annex 1): 整 after
    full yuan; 零 once for noughts in a row, and before the fen where there are no jiao; none
    between yuan and jiao, where the rules leave it open.

    Args:
        yuan: To the fen, from 0 and below 10**12, as the desk keeps amounts.
    """
    whole, fen = divmod(int(yuan * 100), 100)
    jiao, rest = divmod(fen, 10)
    told = f"{_whole(whole)}元" if whole or not fen else ""
    if not fen:
        return f"{told}整"
    if jiao:
        told += f"{_DIGITS[jiao]}角"
    elif told:
        told += _DIGITS[0]
    return f"{told}{_DIGITS[rest]}分" if rest else told


def _whole(yuan: int) -> str:
    """Return full yuan in capital numerals."""
    digits = str(yuan)
    told, is_after_nought, has_group = "", False, False
    for char, power in zip(digits, count(len(digits) - 1, -1), strict=False):
        group, place = divmod(power, len(_PLACES))
        if char == "0":
            is_after_nought = True
        else:
            nought = _DIGITS[0] if is_after_nought else ""
            told += f"{nought}{_DIGITS[int(char)]}{_PLACES[place]}"
            is_after_nought, has_group = False, True
        if place == 0 and has_group:
            told, has_group = told + _GROUPS[group], False
    return told or _DIGITS[0]
