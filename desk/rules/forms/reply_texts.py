"""Reply texts 常用语: what is often written, picked while a decision or a letter is written.

A text belongs to one place: a field of a case, a part of an entry, or what is typed for a letter.
Some ship with the desk; an office keeps its own, and head office prescribes some to its branches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from desk.base.resources import read_toml
from desk.base.shapes import Facts
from desk.base.words import in_language

FILE: Final = "texts.toml"


class TextOrigin(Enum):
    """Whose a text is."""

    HEAD_OFFICE = "head_office"
    OWN = "own"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyText:
    """One text.

    Attributes:
        id: Of a shipped one its name, else that of its act.
        where: The place where it is offered: "decision.basis", "summary", "given.reason".
        title: What it is called.
        text: With variables.
        when: For which cases it is meant: values by field of the case or setting of the office.
        begins: A part of a decision begins with it.
        origin: Whose it is.
        source: Of a shipped one the law or the page behind it, else who kept it.
    """

    id: str
    where: str
    title: str
    text: str
    when: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    begins: bool = False
    origin: TextOrigin = TextOrigin.SHIPPED
    source: str = ""

    def fit(self, facts: Facts) -> tuple[int, int]:
        """Return how ill it fits ``facts``: conditions that fail, and those that hold, negated."""
        held = [_holds(facts.get(name), values) for name, values in self.when.items()]
        return held.count(False), -held.count(True)


def shipped_texts() -> list[ReplyText]:
    """Return the texts that ship with the desk."""
    return [
        ReplyText(
            id=told["id"],
            where=told["field"],
            title=in_language(told["title"]),
            text=told["text"],
            when=told.get("when", {}),
            begins=told.get("begins", False),
            source=told["source"],
        )
        for told in read_toml(FILE)["texts"]
    ]


def by_fit(texts: Iterable[ReplyText], facts: Facts) -> list[ReplyText]:
    """Return ``texts`` by their fit to a case: fewest failing conditions, then most that hold.

    Of equals head office's come first, then the office's own.
    """
    origins = list(TextOrigin)
    return sorted(texts, key=lambda one: (*one.fit(facts), origins.index(one.origin)))


def beginning(texts: Iterable[ReplyText], name: str, facts: Facts) -> ReplyText | None:
    """Return the text with which the field ``name`` begins: the one that fits best and whole."""
    meant = [one for one in texts if one.where == name and one.begins and not one.fit(facts)[0]]
    return next(iter(by_fit(meant, facts)), None)


def _holds(value: Any, wanted: Sequence[Any]) -> bool:
    return any(one in wanted for one in value) if isinstance(value, list) else value in wanted
