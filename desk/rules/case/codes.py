"""Code lists: the values that a coded field may have.

They ship in ``resources/codes``. Lists that are *open*, on whose codes no rule rests, an office and
its head office change by tables of their own (`desk.rules.case.code_tables`); `use` says which of
those hold in this process (docs/decisions/0014).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

from desk.base.resources import names, read_toml
from desk.base.words import in_language

MOST_NEAR: Final = 5
ALIKE: Final = 0.5  # share of two words from which on one may be meant by the other
LEVELS: Final = 3  # 大类, 中类, 小类 (domain.md 5.1)
BETWEEN: Final = {"zh": "－", "en": ": "}  # a code and the one above it
_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,31}", re.ASCII)


class CodeOrigin(StrEnum):
    """Who set a code; values as ``codes list`` prints them."""

    SHIPPED = "shipped"
    HEAD_OFFICE = "head_office"
    OFFICE = "office"
    ELSEWHERE = "elsewhere"  # another office's own; its cases show it, nobody here enters it


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list.

    Attributes:
        id: As stored, exchanged and printed on sheets; never renamed.
        words: ``{"zh": …, "en": …}``.
        synonyms: Texts for it in former ledgers.
        valid_until: Last day of receipt of the cases that may get it, or None; others keep it.
        valid_from: First day of receipt of the cases that may get it, or None.
        parent: The code above it, or "".
        origin: Who set it.
        above: Words of the codes above it, the first level first.
    """

    id: str
    words: Mapping[str, str]
    synonyms: tuple[str, ...] = ()
    valid_until: date | None = None
    valid_from: date | None = None
    parent: str = ""
    origin: CodeOrigin = CodeOrigin.SHIPPED
    above: tuple[Mapping[str, str], ...] = ()

    def __str__(self) -> str:
        """Return the label in the office's language, after those of the codes above it."""
        return in_language(BETWEEN).join(in_language(one) for one in (*self.above, self.words))

    def is_offered(self, day: date) -> bool:
        """Say whether it holds for a case received on ``day``; both ends are included."""
        begins, ends = self.valid_from or day, self.valid_until or day
        return begins <= day <= ends

    def meets(self, other: "Code") -> bool:
        """Say whether there is a day on which both hold."""
        begins = max(self.valid_from or date.min, other.valid_from or date.min)
        return begins <= min(self.valid_until or date.max, other.valid_until or date.max)


@dataclass(frozen=True)
class CodeList:
    """The values of one coded field, in their order on forms.

    Attributes:
        id: The file's name.
        title: ``{"zh": …, "en": …}``.
        codes: By id.
        elsewhere: Codes of other offices' own, by id.
    """

    id: str
    title: dict[str, str]
    codes: Mapping[str, Code]
    _spoken: Mapping[str, str] = field(repr=False)
    elsewhere: Mapping[str, Code] = field(default_factory=dict, repr=False)

    def known(self, code: str) -> Code | None:
        """Return the code with this id, another office's own too, or None."""
        return self.codes.get(code) or self.elsewhere.get(code)

    def every(self) -> list[Code]:
        """Return all codes, other offices' own last."""
        return [*self.codes.values(), *self.elsewhere.values()]

    def label(self, code: str) -> str:
        """Return the label of ``code``; an unknown code is returned unchanged."""
        found = self.known(code)
        return str(found) if found else code

    def chain(self, own: str) -> list[Code]:
        """Return the code and those above it."""
        found = []
        while code := self.known(own):
            found.append(code)
            own = code.parent
        return found

    def is_offered(self, own: str, day: date) -> bool:
        """Say whether a case received on ``day`` may get the code: it and those above it hold."""
        return own in self.codes and all(code.is_offered(day) for code in self.chain(own))

    def offered(self, day: date) -> list[Code]:
        """Return the codes that a case received on ``day`` may get."""
        return [code for own, code in self.codes.items() if self.is_offered(own, day)]

    def find(self, text: str) -> str | None:
        """Return the code for ``text`` (an id, a label or a synonym), or None."""
        return self._spoken.get(fold(text))

    def counted(self, code: str) -> str:
        """Return the code of the first level under which reports count ``code``."""
        highest = self.chain(code)[-1:]
        return highest[0].parent or highest[0].id if highest else code


def is_code(value: object) -> bool:
    """Say whether ``value`` is formed like a code; which ones there are differs by office."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


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


Tables: TypeAlias = Mapping[str, Mapping[str, Code]]  # codes by list, by id


class CodeBook(NamedTuple):
    """The codes beside those that ship with the program.

    Attributes:
        tables: The office's own and head office's, which take the place of shipped ones.
        elsewhere: Other offices' own, for their words alone.
    """

    tables: Tables
    elsewhere: Tables


SHIPPED_ALONE: Final = CodeBook({}, {})
_book = SHIPPED_ALONE


def use(book: CodeBook) -> None:
    """Set the codes that hold in this process beside those that ship."""
    global _book
    if book is not _book:
        is_other, _book = book != _book, book
        if is_other:
            code_list.cache_clear()


def in_use() -> CodeBook:
    """Return what `use` was told last, for a process of its own."""
    return _book


@cache
def code_list(name: str) -> CodeList:
    """Return the list ``name``: a file in ``resources/codes`` with what was taken in beside it."""
    codes = laid_over(shipped_codes(name), _book.tables.get(name, {}))
    every = laid_over({**_book.elsewhere.get(name, {}), **codes}, {})
    elsewhere = {own: code for own, code in every.items() if own not in codes}
    return CodeList(name, _file(name)["title"], codes, _spoken(codes.values()), elsewhere)


def _file(name: str) -> Mapping[str, Any]:
    return read_toml("codes", f"{name}.toml")


@cache
def open_lists() -> tuple[str, ...]:
    """Return the lists that offices change: those on whose codes no rule rests."""
    every = (name.removesuffix(".toml") for name in names("codes", ".toml"))
    return tuple(name for name in every if _file(name).get("open"))


@cache
def shipped_codes(name: str) -> dict[str, Code]:
    """Return the codes of the list ``name`` that ship with the program, by id."""
    return {
        entry["id"]: Code(
            entry["id"],
            {"zh": entry["zh"], "en": entry["en"]},
            tuple(entry.get("synonyms", ())),
            entry.get("valid_until"),
            entry.get("valid_from"),
            entry.get("parent", ""),
        )
        for entry in _file(name)["codes"]
    }


def laid_over(codes: Mapping[str, Code], table: Mapping[str, Code]) -> dict[str, Code]:
    """Return ``codes`` with those of ``table``, each after the one above it and with its words.

    The synonyms of a code that is there already stay.
    """
    whole = dict(codes)
    for own, code in table.items():
        known = whole.get(own)
        whole[own] = replace(code, synonyms=known.synonyms) if known else code
    children: dict[str, list[Code]] = {}
    for code in whole.values():
        children.setdefault(code.parent if code.parent in whole else "", []).append(code)
    return {code.id: code for code in _in_order("", (), children)}


def _in_order(
    parent: str, above: tuple[Mapping[str, str], ...], children: Mapping[str, Sequence[Code]]
) -> Iterator[Code]:
    for code in children.get(parent, ()):
        yield replace(code, above=above)
        yield from _in_order(code.id, (*above, code.words), children)


def _spoken(codes: Iterable[Code]) -> dict[str, str]:
    """Return the code by each text for it; of several the highest, then the one in use last.

    A text of several codes that hold on the same day says none of them: 其他 stands below many.
    """
    found: dict[str, Code | None] = {}
    every = sorted(
        codes, key=lambda code: (len(code.above), -(code.valid_from or date.min).toordinal())
    )
    for code in every:
        labels = ["".join(one[key] for one in (*code.above, code.words)) for key in BETWEEN]
        for text in {fold(one) for one in (*labels, *code.words.values(), *code.synonyms)}:
            known = found.setdefault(text, code)
            if (
                known
                and known is not code
                and len(known.above) == len(code.above)
                and known.meets(code)
            ):
                found[text] = None
    found |= {fold(code.id): code for code in every}
    return {text: code.id for text, code in found.items() if text and code}


def counted_code(name: str, code: str | None) -> str | None:
    """Return the code of the list ``name`` under which reports count ``code``; None stays None."""
    return code_list(name).counted(code) if code else code


def table_title(table: str) -> str:
    """Return the title of a report's table: the kind of its cases, or whose complaints they are."""
    kinds = code_list("kind").codes
    return code_label("kind" if table in kinds else "party_type", table)


def code_label(name: str, code: str) -> str:
    """Return the label of ``code`` in the list ``name``; "" stays ""."""
    return code_list(name).label(code) if code else ""
