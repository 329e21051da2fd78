"""Code lists: the values that a coded field may have, read from ``resources/codes``."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Final

from desk.base.resources import read_toml
from desk.base.words import in_language

MOST_NEAR: Final = 5
ALIKE: Final = 0.5  # share of two words from which on one may be meant by the other


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list.

    Attributes:
        id: As stored, exchanged and printed on sheets; never renamed.
        words: ``{"zh": …, "en": …}``.
        synonyms: Texts for it in former ledgers.
        valid_until: Last day for new entries, or None; old entries keep it.
    """

    id: str
    words: dict[str, str]
    synonyms: tuple[str, ...] = ()
    valid_until: date | None = None

    def __str__(self) -> str:
        """Return the label in the office's language."""
        return in_language(self.words)

    def is_offered(self, today: date) -> bool:
        """Say whether a new entry of ``today`` may have it."""
        return self.valid_until is None or today <= self.valid_until


@dataclass(frozen=True)
class CodeList:
    """The values of one coded field, in their order on forms.

    Attributes:
        id: The file's name.
        title: ``{"zh": …, "en": …}``.
        codes: By id.
    """

    id: str
    title: dict[str, str]
    codes: dict[str, Code]
    _spoken: dict[str, str] = field(repr=False)

    def label(self, code: str) -> str:
        """Return the label of ``code``; an unknown code is returned unchanged."""
        found = self.codes.get(code)
        return str(found) if found else code

    def offered(self, today: date) -> list[Code]:
        """Return the codes that a new entry of ``today`` may have."""
        return [code for code in self.codes.values() if code.is_offered(today)]

    def find(self, text: str) -> str | None:
        """Return the code for ``text`` (an id, a label or a synonym), or None."""
        return self._spoken.get(fold(text))


def fold(text: str) -> str:
    """Normalise ``text`` for comparison: NFKC, case folded, no white space, no dashes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if not char.isspace() and char not in "-－_")


def near(text: str, known: Iterable[str]) -> list[str]:
    """Return those of ``known`` that are much like ``text``, the nearest first; else them all."""
    wanted, spoken = fold(text), {fold(one): one for one in known}
    close = get_close_matches(wanted, spoken, MOST_NEAR, ALIKE)
    inside = [one for one in spoken if wanted and (wanted in one or one in wanted)]
    found = list(dict.fromkeys([*close, *inside]))[:MOST_NEAR]
    return [spoken[one] for one in found or spoken]


def near_first(text: str, known: Iterable[str]) -> list[str]:
    """Return all that are ``known``, those that are much like ``text`` first."""
    every = list(known)
    return list(dict.fromkeys([*near(text, every), *every]))


@cache
def code_list(name: str) -> CodeList:
    """Return the list ``name`` (a file in ``resources/codes``)."""
    data = read_toml("codes", f"{name}.toml")
    codes: dict[str, Code] = {}
    spoken: dict[str, str] = {}
    for entry in data["codes"]:
        code = Code(
            entry["id"],
            {"zh": entry["zh"], "en": entry["en"]},
            tuple(entry.get("synonyms", ())),
            entry.get("valid_until"),
        )
        codes[code.id] = code
    for code in codes.values():
        for text in (code.id, *code.words.values(), *code.synonyms):
            spoken.setdefault(fold(text), code.id)
    return CodeList(name, data["title"], codes, spoken)


def table_title(table: str) -> str:
    """Return the title of a report's table: the kind of its cases, or whose complaints they are."""
    kinds = code_list("kind").codes
    return code_label("kind" if table in kinds else "party_type", table)


def code_label(name: str, code: str) -> str:
    """Return the label of ``code`` in the list ``name``; "" stays ""."""
    return code_list(name).label(code) if code else ""
