"""Parsing the search box: plain words, and keys such as ``状态:调查``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import ClassVar

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import label_all, mark
from desk.rules.case.codes import code_list, fold
from desk.rules.case.life import State
from desk.rules.time.lights import Light
from desk.rules.time.rulebook import Track


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

    text: ClassVar[str] = mark("“{value}” is not known for “{key}”.")


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
        codes: Code by field id: channel, product_line, cause, grade.
    """

    order: Order = Order.URGENCY
    is_all: bool = False
    words: str = ""
    state: State | None = None
    handler: str = ""
    light: Light | None = None
    track: Track | None = None
    codes: tuple[tuple[str, str], ...] = ()

    @property
    def reads_all(self) -> bool:
        """Say whether ended cases are among the answers."""
        ended = self.state in (State.CLOSED, State.ARCHIVED)
        has_light = self.light is not None or self.track is not None
        return (self.is_all or bool(self.words) or ended) and not has_light


@cache
def _table(name: str) -> dict[str, str]:
    table: Mapping[str, list[str]] = read_toml("query.toml")[name]
    return {fold(word): key for key, words in table.items() for word in (key, *words)}


def parse(typed: str, want: QueueFilter | None = None) -> QueueFilter:
    """Return the filter for the search box's text, based on ``want``.

    Raises:
        UnknownValue: A known key has an unknown value.
    """
    found = want or QueueFilter()
    words = []
    for part in typed.replace("：", ":").split():
        key, is_keyed, value = part.partition(":")
        name = _table("keys").get(fold(key)) if is_keyed and value else None
        if name is not None:
            found = _with(found, name, key, value)
        elif fold(part) in _table("lights"):
            found = _with(found, "light", part, part)
        else:
            words.append(part)
    return replace(found, words=" ".join([found.words, *words]).strip())


def _with(want: QueueFilter, name: str, key: str, value: str) -> QueueFilter:
    match name:
        case "state":
            return replace(want, state=State(_known("states", key, value)))
        case "light":
            return replace(want, light=Light[_known("lights", key, value).upper()])
        case "handler":
            return replace(want, handler=value)
        case "tail":
            return replace(want, words=f"{want.words} {value}".strip())
        case _:
            code = code_list(name).find(value)
            if code is None:
                raise UnknownValue(key=key, value=value)
            return replace(want, codes=(*want.codes, (name, code)))


def _known(table: str, key: str, value: str) -> str:
    found: str | None = _table(table).get(fold(value))
    if found is None:
        raise UnknownValue(key=key, value=value)
    return str(found)
