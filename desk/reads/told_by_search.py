"""What a search tells: only what the mask shows, or the whole of what it hides (domain.md 8.2).

The index holds texts in clear. Found cases are looked at again where a question could put a
hidden number or name together piece by piece: whatever has digits for everybody, each word for
whoever may see nobody's data in clear.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from desk.base.shapes import Facts
from desk.rules.case.fields import BY_ID
from desk.rules.case.masks import MASKED, masked
from desk.rules.case.pinyin import pinyin_of
from desk.rules.conditions import Contains, Ends, Sounds, letters_of
from desk.rules.people.rights import Person, Right
from desk.rules.query import QueueFilter
from desk.rules.searching import LINE, folded, runs
from desk.store.db import Store
from desk.store.record.read_model import SEARCHED, from_column
from desk.store.tables import CaseRow

NAME: Final = "complainant.name"
_READ: Final = tuple(dict.fromkeys((*SEARCHED[1:], *MASKED)))
_DIGIT: Final = re.compile(r"\d")
_BETWEEN: Final = re.compile(r"[\s()-]")


class _Word(NamedTuple):
    """A run of letters and digits that is searched, and the whole in which it was typed."""

    run: str
    whole: str


def is_doubtful(want: QueueFilter, reader: Person | None) -> bool:
    """Say whether hidden parts of a case could answer what ``reader`` asks."""
    return reader is not None and bool(_asks(want, reader))


def untold(store: Store, want: QueueFilter, reader: Person, ids: Sequence[int]) -> set[int]:
    """Return those of ``ids``, all found by ``want``, of which the search may tell nothing.

    Args:
        store: The open database.
        want: The question.
        reader: Who asks.
        ids: Some hundreds at most.
    """
    asks = _asks(want, reader)
    rows = _cases(store, CaseRow.id.in_(list(ids)))
    left = {own: no for own, (no, facts) in rows.items() if not _tells(no, facts, asks, reader)}
    if not left:
        return set()
    merged = _cases(store, CaseRow.merged_into.in_(list(left.values())))
    living = {
        facts.get("merged_into") for no, facts in merged.values() if _tells(no, facts, asks, reader)
    }
    return {own for own, no in left.items() if no not in living}


def _asks(want: QueueFilter, reader: Person) -> list[Any]:
    """Return what of the question may be answered by hidden parts: runs, and conditions."""
    sees = reader.may(Right.REVEAL)
    words = [
        _Word(run, _BETWEEN.sub("", folded(part)))
        for part in want.words.split()
        for run in runs(part)
        if _DIGIT.search(run) or not sees
    ]
    named = [] if sees else [one for one in want.conditions if _is_about_name(one)]
    return [*words, *(one for one in want.conditions if isinstance(one, Ends)), *named]


def _is_about_name(condition: object) -> bool:
    return isinstance(condition, Contains | Sounds) and condition.columns == (BY_ID[NAME].column,)


def _cases(store: Store, which: Any) -> dict[int, tuple[str, Facts]]:
    names = (*_READ, "merged_into")
    columns = [getattr(CaseRow, BY_ID[name].column) for name in names]
    query = CaseRow.select(CaseRow.id, CaseRow.case_no, *columns).where(which)
    return {
        own: (
            no,
            {
                name: from_column(BY_ID[name].kind, value)
                for name, value in zip(names, values, strict=True)
                if value is not None
            },
        )
        for own, no, *values in store.rows(query)
    }


def _tells(case_no: str, facts: Facts, asks: Iterable[Any], reader: Person) -> bool:
    shown = masked(facts)
    text = folded(LINE.join([case_no, *(str(shown[name]) for name in _READ if shown.get(name))]))
    whole = _whole(facts) if reader.may(Right.REVEAL) else frozenset[str]()
    return all(_answers(one, text, shown, whole) for one in asks)


def _whole(facts: Facts) -> frozenset[str]:
    """Return the hidden values as they are typed whole."""
    told = (value for name in MASKED if isinstance(value := facts.get(name), str))
    return frozenset(_BETWEEN.sub("", folded(value)) for value in told)


def _answers(asked: Any, text: str, shown: Mapping[str, Any], whole: frozenset[str]) -> bool:
    if isinstance(asked, _Word):
        if asked.run in text or asked.whole in whole:
            return True
        return bool(letters_of(asked.run)) and pinyin_of(_surname(shown)).startswith(asked.run)
    typed = folded(asked.text)
    if isinstance(asked, Ends):
        ends = (str(shown.get(name) or "") for name in _READ if BY_ID[name].column in asked.columns)
        return typed in whole or any(end.endswith(typed) for end in ends)
    surname = _surname(shown)
    if isinstance(asked, Sounds):
        return pinyin_of(surname).startswith(typed)
    return typed in folded(surname)


def _surname(shown: Mapping[str, Any]) -> str:
    return str(shown.get(NAME) or "").rstrip("*")
