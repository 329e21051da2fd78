"""One form for telephones and identity numbers, however they are written; and for names.

Registration, ledgers, search, "same person" and the handing out of a person's data all go by it,
so that one number in three writings is one.
"""

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
# ="…" around any text; an apostrophe only before what is a number or a code.
_GUARD: Final = re.compile(
    r"=\s*[\"“”'](.*)[\"“”']|['’‘`]+([A-Za-z0-9(+][A-Za-z0-9+()./:@ -]*)", re.DOTALL
)
_APART: Final = re.compile(r"(\s*[/,;、]\s*)")
_COUNTRY: Final = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$)")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_LANDLINE: Final = re.compile(r"(?:\+?86|0086)?(?:\(?(0(?:10|2\d|[3-9]\d{2}))\)?)-?(\d{7,8})")
_TYPED: Final = re.compile(
    r"(?<![\w.-])(?:(?:\+|00)?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?![\w.-])"
)
_HAN: Final = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_PARTS: Final = re.compile(rf"[{_HAN}]+(?:\s+[{_HAN}]+)+")
_DOTS: Final = re.compile(rf"(?<=[{_HAN}])\s*[·•・‧∙⋅●．.]\s*(?=[{_HAN}])")


def unguarded(text: str) -> str:
    """Return a text without what exports put around it to keep Excel from changing it."""
    found = _GUARD.fullmatch(text.strip())
    return text if found is None else (found[1] if found[1] is not None else found[2]).strip()


def normal_phone(text: str) -> str:
    """Return a telephone number in one form: a mobile's 11 digits, a landline as 010-88880000.

    Several numbers stay apart as they are written; what is none stays as it is.
    """
    told = unguarded(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip())
    return "".join(
        _one_phone(part) if n % 2 == 0 else part for n, part in enumerate(_APART.split(told))
    )


def phones_in(text: str) -> list[str]:
    """Return the telephone numbers in a text that may hold several, each in its one form."""
    return _APART.split(normal_phone(text))[::2]


def _one_phone(text: str) -> str:
    digits = re.sub(r"[\s\u2010-\u2015()-]", "", text.removesuffix(".0"))
    mobile = _COUNTRY.sub("", digits)
    if _MOBILE.fullmatch(mobile):
        return mobile
    landline = _LANDLINE.fullmatch(digits)
    return f"{landline[1]}-{landline[2]}" if landline else text.strip()


def normal_id(text: str) -> str:
    """Return the number of a document in one form: no blanks or dashes between digits, upper case.

    Words before it, as 护照, stay.
    """
    told = unguarded(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip())
    joined = re.sub(r"[\s\u2010-\u2015-]", "", told)
    return joined.upper() if joined.isascii() and joined.isalnum() else told


def normal_name(text: str) -> str:
    """Return a name in one form: 李　四 is 李四, and a dot between Han parts is always ·.

    张三 李四 stay two people: only a part of one character shows that the gap is for the looks.
    """
    told = _DOTS.sub("·", _INVISIBLE.sub("", text).strip())
    parts = told.split()
    if _HAN_PARTS.fullmatch(told) and min(map(len, parts)) == 1:
        return "".join(parts)
    return told


def joined_phones(words: str) -> str:
    """Return typed words with the mobile numbers among them in their one form."""
    return _TYPED.sub(r"\1\2\3", words)
