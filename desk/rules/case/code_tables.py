"""Tables of codes that an office or its head office takes in: what they may change, and what not.

A code is retired, never deleted, and keeps its meaning as long as cases have it: figures of past
months rest on it. Source: domain.md 5 (JR/T 0169 and the desk's own lists), docs/decisions/0014.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal, refuse_all
from desk.base.shapes import Facts, JsonObject, Payload
from desk.base.words import mark
from desk.rules.case.codes import (
    ALIKE,
    LEVELS,
    Code,
    CodeBook,
    CodeList,
    CodeOrigin,
    Tables,
    code_list,
    fold,
    is_code,
    laid_over,
    near_first,
    open_lists,
)

TABLE: Final = "codes"  # among the settings: the collection of what was taken in
LONGEST: Final = 60  # characters of a code's words
PARTS: Final = ("list", "code", "zh", "en", "parent", "valid_from", "valid_until", "origin")
_DAYS: Final = ("valid_from", "valid_until")


class NoSuchList(Refusal):
    """A list that offices do not change."""

    text: ClassVar[str] = mark(
        "There is no list “{name}” that an office changes. Use one of: {known}."
    )


class BadCode(Refusal):
    """A row whose code is formed like none."""

    text: ClassVar[str] = mark(
        "Line {line}: “{code}” cannot be a code. Write 1 to 32 letters, digits, dots, dashes."
    )


class CodeTwice(Refusal):
    """Two rows with the same code."""

    text: ClassVar[str] = mark("Line {line}: the code {code} stands in line {first} already.")


class CodeDeleted(Refusal):
    """A row that would take the words of a code away."""

    text: ClassVar[str] = mark(
        "Line {line}: {code} has no words any more. Codes are not deleted: keep “{words}” and "
        "state its last day as valid_until."
    )


class NoWords(Refusal):
    """A new code without words."""

    text: ClassVar[str] = mark("Line {line}: the code {code} has no Chinese words.")


class WordsTooLong(Refusal):
    """Words that no form has room for."""

    text: ClassVar[str] = mark(
        "Line {line}: the words of {code} must fit one line of at most {most} characters."
    )


class WordsTwice(Refusal):
    """Two codes in the same place that are called the same."""

    text: ClassVar[str] = mark(
        "Line {line}: “{words}” is what {other} is called already. Call {code} something else."
    )


class BadCodeDay(Refusal):
    """A first or last day that is none."""

    text: ClassVar[str] = mark("Line {line}: “{value}” is not a date. Write it like 2026-11-22.")


class CodeEndsEarly(Refusal):
    """A code that ends before it begins."""

    text: ClassVar[str] = mark("Line {line}: {code} ends before it begins.")


class NoParent(Refusal):
    """A code below one that does not exist."""

    text: ClassVar[str] = mark(
        "Line {line}: {code} stands below “{parent}”, which is neither in the list nor in the file."
    )


class CodeCycle(Refusal):
    """A code that stands below itself."""

    text: ClassVar[str] = mark("Line {line}: {code} stands below itself ({way}).")


class TooDeep(Refusal):
    """A code on a fourth level."""

    text: ClassVar[str] = mark(
        "Line {line}: {code} would stand on level {level}; a list has {most}."
    )


class OtherMeaning(Refusal):
    """A row that gives a code another meaning than the cases that have it."""

    text: ClassVar[str] = mark(
        "Line {line}: {code} is “{was}” in {count} cases; “{words}” means something else. "
        "State the last day of {code} and give the new one a code of its own."
    )


class CodeMoved(Refusal):
    """A row that puts a code below another one, and so moves past figures."""

    text: ClassVar[str] = mark(
        "Line {line}: {code} would be counted elsewhere (below “{parent}”, not “{was}”). "
        "State its last day and give the new one a code of its own."
    )


class CodePrescribed(Refusal):
    """A branch wants to change what head office prescribes."""

    text: ClassVar[str] = mark(
        "Line {line}: {code} is prescribed by head office; only head office changes it."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """A line of a table of codes, as written.

    Attributes:
        line: Its number in the file.
        valid_from: First day of receipt of cases that may get it, or "".
        valid_until: Last day, or "".
    """

    line: int
    code: str
    zh: str
    en: str = ""
    parent: str = ""
    valid_from: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeChange:
    """A code that changes.

    Attributes:
        was: Its words before, or "" where these stay.
        until: Its last day where it is retired, or None.
        cases: Numbers of the cases that have it.
    """

    code: str
    words: str
    was: str = ""
    until: date | None = None
    cases: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesTaken:
    """What a table changes in a list.

    Attributes:
        list: Which list.
        new: Codes that were not there.
        retired: Codes that get a last day.
        renamed: Codes whose words change.
        changed: Codes of which something else changes.
        left: Codes that the table does not name; they stay as they are.
        payload: What is written, by entry of the settings.
    """

    list: str
    new: Sequence[CodeChange]
    retired: Sequence[CodeChange]
    renamed: Sequence[CodeChange]
    changed: Sequence[CodeChange]
    left: Sequence[str]
    payload: Payload = field(default_factory=dict, repr=False)

    @property
    def told(self) -> JsonObject:
        """Return it as the command line prints it."""
        names = ("new", "retired", "renamed", "changed")
        several = {name: [asdict(one) for one in getattr(self, name)] for name in names}
        return {"list": self.list, **several, "left": list(self.left)}


def need_open(name: str) -> None:
    """Refuse a list that offices do not change.

    Raises:
        NoSuchList: ``name`` is none of those.
    """
    if name not in open_lists():
        raise NoSuchList(field="list", name=name, known=near_first(name, open_lists()))


def taken(
    name: str, rows: Sequence[CodeRow], used: Mapping[str, Sequence[str]], origin: CodeOrigin
) -> CodesTaken:
    """Return what ``rows`` change in the list ``name``.

    Args:
        name: The list.
        rows: The table; codes that it does not name stay as they are.
        used: Numbers of the cases that have a code, by code.
        origin: Who takes it in: the office, or head office for all its branches.

    Raises:
        NoSuchList: Offices do not change this list.
        Refusal: Rows that cannot be taken; all of them at once, each with its line.
    """
    need_open(name)
    known = code_list(name)
    problems = [one for row in rows for one in _badly_written(row, known)]
    first = {row.code: row.line for row in reversed(rows)}
    problems += [
        CodeTwice(line=row.line, code=row.code, first=first[row.code])
        for row in rows
        if first[row.code] != row.line
    ]
    refuse_all(problems)
    new = {row.code: _code(row, known.codes.get(row.code), origin) for row in rows}
    whole = {**known.codes, **new}
    for row in rows:
        problems += _badly_placed(row, whole)
        problems += _changed_meaning(row, known.codes.get(row.code), used.get(row.code, ()), origin)
    refuse_all(problems)
    changes = {own: code for own, code in new.items() if not _is_same(code, known.codes.get(own))}
    return _told(name, known, changes, used, [own for own in known.codes if own not in new])


def _badly_written(row: CodeRow, known: CodeList) -> Iterable[Refusal]:
    if not is_code(row.code):
        yield BadCode(line=row.line, code=row.code)
        return
    was = known.codes.get(row.code)
    if not row.zh and was:
        yield CodeDeleted(line=row.line, code=row.code, words=was.words["zh"])
    elif not row.zh:
        yield NoWords(line=row.line, code=row.code)
    if any(len(text) > LONGEST or not text.isprintable() for text in (row.zh, row.en)):
        yield WordsTooLong(line=row.line, code=row.code, most=LONGEST)
    days = [getattr(row, name) for name in _DAYS]
    wrong = [day for day in days if day and not _is_day(day)]
    yield from (BadCodeDay(line=row.line, value=day) for day in wrong)
    if not wrong and all(days) and days[1] < days[0]:
        yield CodeEndsEarly(line=row.line, code=row.code)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _badly_placed(row: CodeRow, whole: Mapping[str, Code]) -> Iterable[Refusal]:
    """Yield what is wrong with the place of a row among all codes."""
    way = [row.code]
    while (parent := whole[way[-1]].parent) in whole and parent not in way:
        way.append(parent)
    if parent in way:
        yield CodeCycle(line=row.line, code=row.code, way=" → ".join([*way, parent]))
    elif parent:
        yield NoParent(line=row.line, code=way[-1], parent=parent)
    elif len(way) > LEVELS:
        yield TooDeep(line=row.line, code=row.code, level=len(way), most=LEVELS)
    own = whole[row.code]
    for other in whole.values():
        if other.id != own.id and other.parent == own.parent and _clash(own, other):
            words = own.words["zh"]
            yield WordsTwice(line=row.line, code=row.code, words=words, other=other.id)
            return


def _clash(one: Code, other: Code) -> bool:
    """Say whether two codes are called the same on one day."""
    return one.meets(other) and fold(one.words["zh"]) == fold(other.words["zh"])


def _changed_meaning(
    row: CodeRow, was: Code | None, cases: Sequence[str], origin: CodeOrigin
) -> Iterable[Refusal]:
    if was is None:
        return
    if was.origin is CodeOrigin.HEAD_OFFICE is not origin:
        yield CodePrescribed(line=row.line, code=row.code)
        return
    if row.parent != was.parent and (cases or was.origin is CodeOrigin.SHIPPED):
        yield CodeMoved(
            line=row.line, code=row.code, parent=row.parent or "—", was=was.parent or "—"
        )
    before, after = was.words["zh"], row.zh
    if cases and not _mean_the_same(before, after):
        count = len(cases)
        yield OtherMeaning(line=row.line, code=row.code, was=before, words=after, count=count)


def _mean_the_same(before: str, after: str) -> bool:
    """Say whether words are so much alike that a code is called better, not something else."""
    one, other = fold(before), fold(after)
    is_part = bool(one and other) and (one in other or other in one)
    return is_part or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _code(row: CodeRow, was: Code | None, origin: CodeOrigin) -> Code:
    english = row.en or (was.words["en"] if was else "") or row.zh
    begins, ends = (
        date.fromisoformat(day) if day else None for day in (row.valid_from, row.valid_until)
    )
    return Code(
        row.code,
        {"zh": row.zh, "en": english},
        was.synonyms if was else (),
        ends,
        begins,
        row.parent,
        origin,
    )


def _is_same(code: Code, was: Code | None) -> bool:
    return was is not None and replace(was, origin=code.origin, above=code.above) == code


def _told(
    name: str,
    known: CodeList,
    changes: Mapping[str, Code],
    used: Mapping[str, Sequence[str]],
    left: Sequence[str],
) -> CodesTaken:
    found: dict[str, list[CodeChange]] = {n: [] for n in ("new", "retired", "renamed", "changed")}
    placed = laid_over({**known.codes, **changes}, {})
    for own, code in changes.items():
        was, cases, words = known.codes.get(own), tuple(used.get(own, ())), str(placed[own])
        if was is None:
            found["new"].append(CodeChange(code=own, words=words))
            continue
        kinds = [
            *(["retired"] if code.valid_until and code.valid_until != was.valid_until else []),
            *(["renamed"] if code.words != was.words else []),
        ]
        for kind in kinds or ["changed"]:
            told = {"was": str(was)} if kind == "renamed" else {}
            until = code.valid_until if kind == "retired" else None
            found[kind].append(CodeChange(code=own, words=words, until=until, cases=cases, **told))
    return CodesTaken(
        list=name,
        left=left,
        payload={_entry(name, code): _facts(name, code) for code in changes.values()},
        **found,
    )


def _entry(name: str, code: Code) -> str:
    """Return the entry of the settings: head office's does not overwrite the office's own."""
    return f"{TABLE}/{code.origin}:{name}:{code.id}"


def _facts(name: str, code: Code) -> dict[str, str]:
    begins, ends = (day.isoformat() if day else "" for day in (code.valid_from, code.valid_until))
    values = (name, code.id, code.words["zh"], code.words["en"], code.parent, begins, ends)
    return dict(zip(PARTS, (*values, code.origin.value), strict=True))


def is_table_entry(value: Any) -> bool:
    """Say whether ``value`` can be an entry of a table of codes."""
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(part), str) for part in PARTS)
        and is_code(value["code"])
        and all(not value[name] or _is_day(value[name]) for name in _DAYS)
        and value["origin"] in (CodeOrigin.HEAD_OFFICE, CodeOrigin.OFFICE)
    )


def tables_of(values: Facts) -> Tables:
    """Return the codes taken in among the settings ``values``; head office's stand first."""
    found: dict[str, dict[str, Code]] = {}
    entries = [one for one in values.get(TABLE, ()) if is_table_entry(one)]
    for one in sorted(entries, key=lambda one: one["origin"] == CodeOrigin.HEAD_OFFICE):
        found.setdefault(one["list"], {})[one["code"]] = _read(one)
    return found


def _read(entry: Mapping[str, str]) -> Code:
    begins, ends = (date.fromisoformat(entry[name]) if entry[name] else None for name in _DAYS)
    return Code(
        entry["code"],
        {"zh": entry["zh"], "en": entry["en"]},
        (),
        ends,
        begins,
        entry["parent"],
        CodeOrigin(entry["origin"]),
    )


def book_of(values: Facts, others: Iterable[Facts]) -> CodeBook:
    """Return the codes beside those that ship.

    Args:
        values: The office's settings.
        others: The same of each other office, as far as packets told. A code that two of them
            use with different words or in different places stays without words here.
    """
    several: dict[str, dict[str, list[Code]]] = {}
    for other in others:
        for name, table in tables_of(other).items():
            for code in table.values():
                several.setdefault(name, {}).setdefault(code.id, []).append(code)
    elsewhere = {
        name: {
            own: replace(codes[0], origin=CodeOrigin.ELSEWHERE)
            for own, codes in table.items()
            if all((one.words, one.parent) == (codes[0].words, codes[0].parent) for one in codes)
        }
        for name, table in several.items()
    }
    return CodeBook(tables_of(values), elsewhere)


def code_json(name: str, code: Code) -> JsonObject:
    """Return a code as ``codes list`` prints it."""
    begins, ends = (day.isoformat() if day else None for day in (code.valid_from, code.valid_until))
    return {
        "list": name,
        "code": code.id,
        "words": str(code),
        "parent": code.parent or None,
        "valid_from": begins,
        "valid_until": ends,
        "origin": code.origin.value,
    }
