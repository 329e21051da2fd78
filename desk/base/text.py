"""Making typed text safe for its four outputs: screen, Excel, PDF, file name.

Nothing a person typed reaches Qt, openpyxl, reportlab or the file system by
another way; each function is tested with the corpus of hostile texts.
"""

import html
import re
import unicodedata
from typing import Final

EXCEL_CELL: Final = 32_767  # characters; Excel cuts silently what is longer
FILE_NAME: Final = 60  # characters; 180 bytes in UTF-8, and ext4 allows 255

_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_EXCEL_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as "A"
_BIDI: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\s]+')
_RESERVED: Final = re.compile(
    r"(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)"
)


def clean(text: str) -> str:
    r"""Return ``text`` with unprintable characters replaced.

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

    Control characters become U+FFFD; what Excel would read as an escape stays
    what was typed; what it would cut silently is cut here, "…" as its last character.
    """
    shown = _EXCEL_ESCAPE.sub("_x005F_", clean(text))
    if _units(shown) <= EXCEL_CELL:
        return shown
    cut = shown[: EXCEL_CELL - 1]
    while _units(cut) >= EXCEL_CELL:
        cut = cut[: len(cut) - max((_units(cut) - EXCEL_CELL) // 2, 1)]
    return cut + "…"


def _units(text: str) -> int:
    """Return the length of ``text`` as Excel counts it, in UTF-16 units."""
    return len(text) + sum(1 for char in text if char > "\uffff")


def para(text: str) -> str:
    """Return ``text`` as reportlab paragraph markup: nothing in it acts as markup."""
    return html.escape(_BIDI.sub("", clean(text)), quote=False).replace("\n", "<br/>")


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
