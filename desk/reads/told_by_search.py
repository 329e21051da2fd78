"""What a search tells: only what the mask shows, or the whole of what it hides (domain.md 8.2).

The index holds texts in clear. Found cases are looked at again where a question could put a
hidden number or name together piece by piece: digits for everybody, since no screen shows them;
words and names in every case that the asker may not see in clear. Whoever may see anybody's data
finds a case by the whole of a hidden value, and that is counted: it goes on record.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple

import peewee as pw

from desk.base.shapes import Facts
from desk.rules.case.fields import BY_ID
from desk.rules.case.masks import MASKED, hidden_names, masked
from desk.rules.case.number_forms import joined_phones, phones_in
from desk.rules.case.pinyin import pinyin_of
from desk.rules.conditions import Condition, Contains, Ends, Sounds, letters_of
from desk.rules.looking_up import close_up, is_number
from desk.rules.people.rights import Person, Right
from desk.rules.people.sight import HANDLING, Purpose, Sight, leads_all, sight
from desk.rules.query import QueueFilter
from desk.rules.searching import LINE, folded, runs
from desk.store.db import Store, among
from desk.store.record.read_model import SEARCHED, from_column
from desk.store.tables import CaseRow

NAME: Final = "complainant.name"
PHONE: Final = "complainant.phone"
_TEXTS: Final = SEARCHED[1:]
_SIGHT: Final = ("kind", "state", "department", *HANDLING, "recused", "complained_staff")
_READ: Final = tuple(dict.fromkeys((*_TEXTS, *MASKED)))
_COLUMNS: Final = (*_READ, *_SIGHT, "merged_into")
_DIGIT: Final = re.compile(r"\d|[〇零○一二三四五六七八九幺]{2}")  # numbers are spoken, too
_LETTER: Final = re.compile("[a-z]")
_GIVEN: Final = 2  # the first character after a surname; the masks show no more than that


class _Word(NamedTuple):
    """A run of letters and digits that is searched, and the whole in which it was typed."""

    run: str
    whole: str

    @property
    def text(self) -> str:
        return self.run


_Ask = _Word | Contains | Ends | Sounds


class _Case(NamedTuple):
    """A case that was found, and whether the asker may see it in clear, or at all."""

    case_no: str
    facts: Facts
    sight: Sight


@dataclass(slots=True)
class Teller:
    """What a question may tell its asker.

    Attributes:
        store: The open database.
        want: The question.
        reader: Who asks.
        now: This moment, as stored.
        by_whole: How many cases were found by the whole of a hidden value, by field id.
    """

    store: Store
    want: QueueFilter
    reader: Person
    now: str
    by_whole: Counter[str] = field(default_factory=Counter)
    _asks: list[_Ask] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the question apart."""
        words = [
            _Word(run, close_up(part))
            for part in joined_phones(self.want.words).split()
            for run in runs(part)
        ]
        told = [one for one in self.want.conditions if isinstance(one, Contains | Ends | Sounds)]
        told = [one for one in told if any(_of_columns(one))]
        asks: list[_Ask] = [*words, *told]
        if leads_all(self.reader):  # she may see each case in clear; digits no list shows to her
            asks = [one for one in asks if _has_digits(one)]
        self._asks = asks

    @property
    def is_doubtful(self) -> bool:
        """Say whether hidden parts of a case could answer."""
        return bool(self._asks)

    @property
    def may_be_whole(self) -> bool:
        """Say whether the whole of a hidden value may be asked for."""
        return self.reader.may(Right.REVEAL) and any(
            _has_digits(one) or self._is_name(one.text) for one in self._asks
        )

    @property
    def is_probe(self) -> bool:
        """Say whether a whole number is asked for, whether or not it finds anybody."""
        wholes = (one.whole if isinstance(one, _Word) else one.text for one in self._asks)
        return self.reader.may(Right.REVEAL) and any(map(is_number, wholes))

    def _is_name(self, text: str) -> bool:
        sound = pinyin_of(text)
        named = CaseRow.select(CaseRow.id).where(CaseRow.name_sound == sound).limit(1)
        return bool(sound) and self.store.row(named) is not None

    def untold(self, ids: Sequence[int]) -> set[int]:
        """Return those of ``ids``, all found, of which the search may tell nothing.

        Some thousands at most. Those found by a whole value are counted.
        """
        which = among(CaseRow.id, ids)
        if not any(map(_has_digits, self._asks)):
            which &= self._suspicious()
        left = {own: one for own, one in self._cases(which).items() if not self._tells(one)}
        if not left:
            return set()
        numbers = [one.case_no for one in left.values()]
        merged = self._cases(CaseRow.merged_into.in_(numbers)).values()
        living = {
            one.facts.get("merged_into")
            for one in merged
            if one.sight >= Sight.MASKED and self._tells(one)
        }
        return {own for own, one in left.items() if one.case_no not in living}

    def _suspicious(self) -> Any:
        """Return the condition on cases that a hidden name or address could have answered.

        Letters may be an email's or a name's sound. Elsewhere only a name that shares a
        character with what is asked can have; her own cases are the asker's to see.
        """
        texts = [one.text for one in self._asks]
        if any(map(_LETTER.search, map(folded, texts))):
            return pw.SQL("1 = 1")
        if any(isinstance(one, Contains | Sounds) and _is_about_name(one) for one in self._asks):
            return pw.SQL("1 = 1")
        given = pw.fn.substr(CaseRow.complainant_name, _GIVEN)
        shared = [given.contains(one) for one in sorted(set("".join(texts)))]
        people = [CaseRow.agent.is_null(False), CaseRow.representatives.is_null(False)]  # noqa: FBT003
        return reduce(or_, [*shared, *people])

    def _cases(self, which: Any) -> dict[int, _Case]:
        columns = [getattr(CaseRow, BY_ID[name].column) for name in _COLUMNS]
        found = {}
        for own, no, *values in self.store.rows(
            CaseRow.select(CaseRow.id, CaseRow.case_no, *columns).where(which)
        ):
            facts = {
                name: from_column(BY_ID[name].kind, value)
                for name, value in zip(_COLUMNS, values, strict=True)
                if value is not None
            }
            found[own] = _Case(no, facts, sight(self.reader, facts, Purpose.PAGE, self.now))
        return found

    def _tells(self, case: _Case) -> bool:
        is_clear = case.sight is Sight.CLEAR
        asks = [one for one in self._asks if _has_digits(one) or not is_clear]
        told = _Told(case, has_whole=self.reader.may(Right.REVEAL))
        if not all(map(told.answers, asks)):
            return False
        self.by_whole.update(told.by_whole)
        return True


class _Told:
    """What one case tells, masked; and which whole values have answered."""

    def __init__(self, case: _Case, *, has_whole: bool) -> None:
        self._case, self._has_whole = case, has_whole
        self._shown: Mapping[str, Any] | None = None
        self.by_whole: set[str] = set()

    @property
    def shown(self) -> Mapping[str, Any]:
        if self._shown is None:
            self._shown = masked(self._case.facts)
        return self._shown

    def answers(self, asked: _Ask) -> bool:
        if isinstance(asked, _Word):
            return self._says(asked.run) or self._is_whole(asked.whole)
        typed = folded(asked.text)
        if isinstance(asked, Sounds):
            return pinyin_of(self._surname()).startswith(typed) or self._is_whole(typed)
        if _is_about_name(asked):
            return typed in folded(self._surname()) or self._is_whole(typed)
        texts = [folded(str(self.shown.get(name) or "")) for name in _of_columns(asked)]
        if isinstance(asked, Ends):
            return any(one.endswith(typed) for one in texts) or self._is_whole(typed)
        return any(typed in one for one in texts)

    def _says(self, run: str) -> bool:
        if run in folded(self._case.case_no) or self._says_plainly(run):
            return True
        told = (str(self.shown[name]) for name in _READ if self.shown.get(name))
        if run in folded(LINE.join(told)):
            return True
        return bool(letters_of(run)) and pinyin_of(self._surname()).startswith(run)

    def _says_plainly(self, run: str) -> bool:
        """Say whether a text holds ``run`` where no mask can have hidden it; quick."""
        if run.isascii() or _DIGIT.search(run):
            return False
        names = folded("".join(hidden_names(self._case.facts)))
        if not set(run).isdisjoint(names):
            return False
        texts = (self._case.facts.get(name) for name in _TEXTS if name not in MASKED)
        return any(run in folded(text) for text in texts if text)

    def _is_whole(self, typed: str) -> bool:
        if not self._has_whole:
            return False
        for name in MASKED:
            value = self._case.facts.get(name)
            if isinstance(value, str) and close_up(typed) in _writings(name, value):
                self.by_whole.add(name)
                return True
        sound = pinyin_of(str(self._case.facts.get(NAME) or ""))
        if letters_of(typed) and typed == sound:
            self.by_whole.add(NAME)
            return True
        return False

    def _surname(self) -> str:
        return str(self.shown.get(NAME) or "").rstrip("*")


def _writings(name: str, value: str) -> set[str]:
    """Return a hidden value as it is typed whole; a field may hold several telephones."""
    return set(map(close_up, [value, *(phones_in(value) if name == PHONE else ())]))


def _has_digits(asked: _Ask) -> bool:
    return isinstance(asked, Ends) or _DIGIT.search(folded(asked.text)) is not None


def _is_about_name(asked: Condition | _Word) -> bool:
    return isinstance(asked, Contains | Sounds) and asked.columns == (BY_ID[NAME].column,)


def _of_columns(asked: Contains | Ends | Sounds) -> Iterable[str]:
    return (name for name in _READ if BY_ID[name].column in asked.columns)
