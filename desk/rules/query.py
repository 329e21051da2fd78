"""Parsing the search box: plain words, and keys such as ``状态:调查``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import ClassVar, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import in_language, label_all, mark, shown
from desk.rules.case.codes import code_list, fold, near, near_first
from desk.rules.case.fields import BY_ID, Kind
from desk.rules.case.life import State
from desk.rules.conditions import (
    SPANS,
    Among,
    Condition,
    Contains,
    Ends,
    Sounds,
    letters_of,
    within,
)
from desk.rules.people.person_id import PEOPLE_FIELDS, person_id
from desk.rules.time.lights import Light
from desk.rules.time.rulebook import Track

# Where a key is answered that is not the column of its field.
COLUMNS: Final = {
    "state": ("state",),
    "light": (),
    "tail": ("complainant_phone", "account_tail", "contract_no"),
    "product_name": ("product",),
    "due": ("due_at",),
    "received_at": ("received_on",),
    "closed_at": ("closed_on",),
}
OF_OPEN: Final = (("due_at",), ("handler",))  # what is asked of these is asked of open cases
_SIGNS: Final = str.maketrans({"＜": "<", "＞": ">", "＝": "=", "≤": "<=", "≥": ">="})
_KEYED: Final = re.compile(
    r"""\s*(?P<key>[^\W\d_][\w-]*)(?P<gap>\s*)
        (?::\s*(?=[<>＜＞≤≥]))?(?P<sign>[<>＜＞][=＝]?|[≤≥=＝:])(?!//)\s*
        (?:["“](?P<exact>[^"”]*)["”]|(?P<value>[^\s"“]*))""",
    re.VERBOSE,
)
_WORD: Final = re.compile(r"""\s*(?P<word>["“][^"”]*["”]|\S*)""")


class Order(Enum):
    """The sort orders, each served by an index."""

    URGENCY = "urgency"
    NEWEST = "newest"
    RECEIVED = "received"


label_all(
    {
        Order.URGENCY: mark("most urgent first"),
        Order.NEWEST: mark("newest first"),
        Order.RECEIVED: mark("by day of receipt"),
    }
)


class UnknownValue(Refusal):
    """A key with a value that means nothing."""

    text: ClassVar[str] = mark("“{value}” is not known for “{key}”. Use one of: {known}.")


class UnknownPerson(Refusal):
    """Somebody who neither works here nor did."""

    text: ClassVar[str] = mark(
        "Nobody is called “{value}” here. Use one of: {known}. "
        'A name out of an old ledger stands in quotes, as in {key}:"{value}".'
    )


class UnknownKey(Refusal):
    """A key that the search box does not have."""

    text: ClassVar[str] = mark(
        "There is no condition “{key}”. Use one of: {known}. What stands in quotes is only words."
    )


class NoValue(Refusal):
    """A key with nothing after it."""

    text: ClassVar[str] = mark("Write after “{key}{sign}” what is to be found.")


class NotCompared(Refusal):
    """A sign of comparison after a key that has no order."""

    text: ClassVar[str] = mark("“{key}” takes no “{sign}”. Write it as “{key}:{value}”.")


class NotDigits(Refusal):
    """Last digits that are none."""

    text: ClassVar[str] = mark("“{value}” cannot be “{key}”. Write digits only.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which cases, in which order.

    Attributes:
        order: Sort order.
        is_all: Ended cases too; URGENCY shows open ones only.
        words: Text that must all be found.
        state: Only this state.
        handler: Only hers: a login of the own office, or "0102/chen".
        light: Only cases whose leading clock, or that of ``track``, has this light.
        track: Only cases with a running clock of this track.
        codes: Code by field id: channel, product_line, cause, grade …
        conditions: All else that must hold.
    """

    order: Order = Order.URGENCY
    is_all: bool = False
    words: str = ""
    state: State | None = None
    handler: str = ""
    light: Light | None = None
    track: Track | None = None
    codes: tuple[tuple[str, str], ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def reads_all(self) -> bool:
        """Say whether ended cases are among the answers."""
        ended = self.state in (State.CLOSED, State.ARCHIVED)
        has_light = self.light is not None or self.track is not None
        reaches = any(one.columns not in OF_OPEN for one in self.conditions)
        return (self.is_all or bool(self.words) or ended or reaches) and not has_light


@cache
def _table(name: str) -> dict[str, str]:
    table: Mapping[str, list[str]] = read_toml("query.toml")[name]
    return {fold(word): key for key, words in table.items() for word in (key, *words)}


class _Asked(NamedTuple):
    """One condition as it was typed."""

    name: str
    key: str
    sign: str
    value: str
    is_quoted: bool

    @property
    def kind(self) -> Kind:
        if self.name == "due":
            return Kind.DAY
        return BY_ID[self.name].kind if self.name in BY_ID else Kind.TEXT

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS[self.name] if self.name in COLUMNS else (BY_ID[self.name].column,)


def parse(
    typed: str, want: QueueFilter | None = None, names: Mapping[str, str] | None = None
) -> QueueFilter:
    """Return the filter for the search box's text, based on ``want``.

    Args:
        typed: Words, conditions such as ``金额>10000``, words in quotes.
        want: What is wanted anyway.
        names: Of the people by whom cases are handled, as shown, by login; without them
            people are taken as they are typed.

    Raises:
        UnknownKey: There is no such condition.
        UnknownValue: A key has a value that means nothing.
        UnknownPerson: ``names`` have nobody called so.
        NoValue: Nothing stands after a key.
        NotCompared: The key takes a colon only.
        NotDigits: Last digits are none.
        NotMoney: An amount is none. (Days: NotADate.)
    """
    found = want or QueueFilter()
    words = []
    for part in _parts(typed.replace("：", ":")):
        if isinstance(part, _Asked):
            found = _with(found, part, names)
        elif fold(part) in _table("lights"):
            found = replace(found, light=Light[_table("lights")[fold(part)].upper()])
        else:
            words.append(part)
    return replace(found, words=" ".join([found.words, *words]).strip())


def _parts(typed: str) -> Iterator[_Asked | str]:
    """Yield the conditions and the words that were typed, in order."""
    place = 0
    while place < len(typed):
        keyed = _KEYED.match(typed, place)
        name = _table("keys").get(fold(keyed["key"])) if keyed else None
        if keyed and (name or not keyed["gap"]):  # "a < b" is said of nothing that is known
            place = keyed.end()
            yield _asked(name, keyed)
        else:
            word = _WORD.match(typed, place)
            place = word.end() if word else len(typed)
            if word and word["word"]:
                yield word["word"]


def _asked(name: str | None, keyed: re.Match[str]) -> _Asked:
    key, sign = keyed["key"], keyed["sign"].translate(_SIGNS)
    if name is None:
        raise UnknownKey(key=key, known=near_first(key, known_keys()))
    value, sign = keyed["exact"] or keyed["value"] or "", ":" if sign == "=" else sign
    if not value.strip():
        raise NoValue(key=key, sign=sign)
    return _Asked(name, key, sign, value, keyed["exact"] is not None)


def _with(want: QueueFilter, asked: _Asked, names: Mapping[str, str] | None) -> QueueFilter:
    if asked.kind in SPANS:
        span = within(asked.kind, asked.columns, asked.key, asked.sign, asked.value)
        return _also(want, span)
    if asked.sign != ":":
        raise NotCompared(key=asked.key, sign=asked.sign, value=asked.value)
    if asked.name in PEOPLE_FIELDS:
        return _of_people(want, asked, names)
    return _READ.get(asked.name, _of_code if asked.kind is Kind.CODE else _holding)(want, asked)


def _also(want: QueueFilter, condition: Condition) -> QueueFilter:
    return replace(want, conditions=(*want.conditions, condition))


def _of_people(want: QueueFilter, asked: _Asked, names: Mapping[str, str] | None) -> QueueFilter:
    """Return ``want`` of those who bear the typed name or login; two may have one name."""
    value, told = fold(asked.value), names or {}
    logins = tuple(sorted(who for who in told if value in (fold(who), fold(told[who]))))
    is_whole = asked.is_quoted or person_id(asked.value).office
    if not logins and told and not is_whole:
        known = near(asked.value, told.values())
        raise UnknownPerson(key=asked.key, value=asked.value, known=known)
    logins = logins or (asked.value,)
    if asked.name == "handler" and len(logins) == 1:
        return replace(want, handler=logins[0])
    return _also(want, Among(asked.columns, logins))


def _in_state(want: QueueFilter, asked: _Asked) -> QueueFilter:
    return replace(want, state=State(_known("states", asked)))


def _with_light(want: QueueFilter, asked: _Asked) -> QueueFilter:
    return replace(want, light=Light[_known("lights", asked).upper()])


def _ending(want: QueueFilter, asked: _Asked) -> QueueFilter:
    if not (asked.value.isascii() and asked.value.isdigit()):
        raise NotDigits(key=asked.key, value=asked.value)
    return _also(want, Ends(asked.columns, asked.value))


def _called(want: QueueFilter, asked: _Asked) -> QueueFilter:
    is_sound = bool(letters_of(asked.value))
    return _also(want, (Sounds if is_sound else Contains)(asked.columns, asked.value))


def _of_product(want: QueueFilter, asked: _Asked) -> QueueFilter:
    """Return ``want`` of a product line where the value is one, else of a product by name."""
    line = code_list("product_line").find(asked.value)
    if line is None:
        return _holding(want, asked)
    return replace(want, codes=(*want.codes, ("product_line", line)))


def _of_code(want: QueueFilter, asked: _Asked) -> QueueFilter:
    codes = code_list(asked.name)
    code = codes.find(asked.value)
    if code is None:
        known = near(asked.value, map(str, codes.codes.values()))
        raise UnknownValue(key=asked.key, value=asked.value, known=known)
    return replace(want, codes=(*want.codes, (asked.name, code)))


def _holding(want: QueueFilter, asked: _Asked) -> QueueFilter:
    return _also(want, Contains(asked.columns, asked.value))


_READ: Final = {
    "state": _in_state,
    "light": _with_light,
    "tail": _ending,
    "complainant.name": _called,
    "product_name": _of_product,
}


def _known(table: str, asked: _Asked) -> str:
    found = _table(table).get(fold(asked.value))
    if found is None:
        known = near(asked.value, _labels(table))
        raise UnknownValue(key=asked.key, value=asked.value, known=known)
    return found


def known_keys() -> list[str]:
    """Return the keys that the search box understands, as people are told them."""
    return _labels("keys")


def _labels(table: str) -> list[str]:
    if table == "states":
        return [shown(state) for state in State]
    return [
        in_language({"zh": words[0], "en": words[-1]})
        for words in read_toml("query.toml")[table].values()
    ]
