"""The four ways out for text that people typed: screen, Excel, PDF, file name.

Nothing a person typed reaches Qt, openpyxl, reportlab or the file system by
another way; each function has the hostile corpus as its test.
"""

import html
import re
import unicodedata
from typing import Final
from xml.sax.saxutils import escape

EXCEL_CELL: Final = 32_767  # characters; Excel cuts silently what is longer
FILE_NAME: Final = 60  # characters; 180 bytes in UTF-8, and ext4 allows 255

_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BIDI: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\s]+')
_RESERVED: Final = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")


def clean(text: str) -> str:
    r"""Return ``text`` without what no screen, sheet or paper can carry.

    Control characters, lone surrogates and non-characters become U+FFFD, so
    that a loss stays visible; ``\r\n`` and ``\r`` become ``\n``.
    """
    return _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(text: str, *, mnemonic: bool = False, rich: bool = False) -> str:
    """Return ``text`` for a Qt widget that shows plain text.

    Args:
        text: What a person typed.
        mnemonic: For buttons, menus and tabs, where ``&`` marks a key: doubled.
        rich: For the few places that Qt reads as HTML (tool tips): escaped.
    """
    shown = clean(text)
    if mnemonic:
        shown = shown.replace("&", "&&")
    return html.escape(shown).replace("\n", "<br>") if rich else shown


def xlsx_text(text: str) -> str:
    """Return ``text`` for an Excel cell whose ``data_type`` is set to "s".

    Control characters become U+FFFD; what Excel would cut silently is cut
    here, with "…" as its last character.
    """
    shown = clean(text)
    return shown if len(shown) <= EXCEL_CELL else shown[: EXCEL_CELL - 1] + "…"


def para(text: str) -> str:
    """Return ``text`` as reportlab paragraph markup: nothing in it acts as markup."""
    return escape(_BIDI.sub("", clean(text))).replace("\n", "<br/>")


def filename(*parts: str, suffix: str = "") -> str:
    """Return a file name from ``parts``, joined by ``_``, safe on Windows and Linux.

    Forbidden characters and white space become ``-``; reserved names get a
    ``_``; the whole is at most 60 characters before ``suffix`` (".pdf").
    """
    clean_parts = []
    for part in parts:
        text = unicodedata.normalize("NFC", _BIDI.sub("", _CONTROLS.sub("", part)))
        clean_parts.append(_FORBIDDEN.sub("-", text).strip("-. "))
    name = "_".join(part for part in clean_parts if part)[:FILE_NAME].rstrip("-_. ") or "_"
    return ("_" + name if _RESERVED.match(name) else name) + suffix
