"""Reply texts 常用语: what is often written, picked while a decision or a letter is written.

A text belongs to one place: a field of a case, a part of an entry, or what is typed for a letter.
Some ship with the desk; an office keeps its own, and head office prescribes some to its branches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.shapes import Facts, JsonObject
from desk.base.words import in_language, mark, say
from desk.rules.case.codes import code_list
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import BY_ID, Kind
from desk.rules.case.masks import discreet
from desk.rules.case.stored import Fits, is_day, is_text, is_told, is_yes_no
from desk.rules.forms.form_templates import GIVEN, WORDS, limit, need_known, variables_in

FILE: Final = "texts.toml"
LEARNT: Final = (  # of the case from which a text is kept: what it is about and why, how it ended
    *("product_line", "insurance_line", "phase"),
    *("cause", "dispute", "issue"),
    "outcome",
)

# What an act says of a text.
SAID: Final[Mapping[str, Fits]] = {
    **dict.fromkeys(("name", "where", "text", "at", "by", "office"), is_text),
    **dict.fromkeys(("valid_from", "retired_on"), is_day),
    "when": is_told,
    "begins": is_yes_no,
}


class NotTheBranches(Refusal):
    """A branch wants to prescribe a text."""

    text: ClassVar[str] = mark(
        "Only head office prescribes reply texts to branches. Keep it for this office alone."
    )


class TextTooLate(Refusal):
    """The day from which a text shall be offered is over."""

    text: ClassVar[str] = mark(
        "A text is offered from today ({today}) on or later, not from {day}."
    )


class NoPlace(Refusal):
    """A text for a place that takes none."""

    text: ClassVar[str] = mark("“{where}” takes no reply texts. Use one of: {known}.")


class TextTooLong(Refusal):
    """A text or its title says nothing, or too much."""

    text: ClassVar[str] = mark("{label}: 1 to {most} characters are wanted, not {length}.")


class NamesSomebody(Refusal):
    """A text for all cases with what belongs to one person."""

    text: ClassVar[str] = mark(
        "A reply text is for all cases and holds nobody's name, number or address; take out: "
        "{what}."
    )


class NoCondition(Refusal):
    """A condition of a text that cannot be asked."""

    text: ClassVar[str] = mark("“{name}” with {values} is no condition of a reply text.")


class NoText(Refusal):
    """No such text is kept here."""

    text: ClassVar[str] = mark(
        "There is no reply text “{name}” that this office keeps. Shipped texts and those of head "
        "office stay."
    )


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
        where: The place where it is offered: "decision.basis", "contacts.summary", "given.reason".
        title: What it is called.
        text: With variables.
        when: For which cases it is meant: values by field of the case or setting of the office.
        begins: A part of a decision begins with it.
        origin: Whose it is.
        source: Of a shipped one the law or the page behind it, else who kept it.
        valid_from: First day on which it is offered, ISO, or "".
        retired_on: First day on which it is not offered any more, ISO, or "".
    """

    id: str
    where: str
    title: str
    text: str
    when: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    begins: bool = False
    origin: TextOrigin = TextOrigin.SHIPPED
    source: str = ""
    valid_from: str = ""
    retired_on: str = ""

    def is_offered(self, day: date) -> bool:
        """Say whether it is offered on ``day``."""
        today = day.isoformat()
        return self.valid_from <= today and not (self.retired_on and self.retired_on <= today)

    @property
    def told(self) -> JsonObject:
        """Return it as the command line prints it."""
        told = {name: getattr(self, name) for name in ("id", "title", "text", "begins", "source")}
        told |= {"valid_from": self.valid_from or None, "retired_on": self.retired_on or None}
        return {**told, "field": self.where, "when": dict(self.when), "from": self.origin.value}

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


def places() -> list[str]:
    """Return where texts may be offered: long texts of cases and entries, and of letters."""
    fields = [name for name, field in BY_ID.items() if field.kind is Kind.STORY]
    parts = [
        f"{collection}.{part.id}"
        for collection, several in ENTRIES.items()
        for part in several
        if part.kind is Kind.STORY
    ]
    return [*fields, *parts, *(GIVEN + name for name in read_toml(WORDS)["given"])]


def need_keepable(text: ReplyText, names: Iterable[str] = ()) -> None:
    """Refuse a text that cannot be kept for all cases.

    Args:
        text: The text.
        names: People of the case from which it comes.

    Raises:
        NoPlace: Nothing is offered there.
        TextTooLong: It or its title is empty or too long.
        UnknownVariable: It uses one that does not exist.
        NamesSomebody: It holds personal data, or a variable for such.
        NoCondition: It is for cases that there cannot be.
    """
    if text.where not in places():
        raise NoPlace(where=text.where, known=places())
    for label, said, most in (
        (say(mark("Title of the text")), text.title, limit("title")),
        (say(mark("Text")), text.text, limit("text")),
    ):
        if not 0 < len(said.strip()) <= most:
            raise TextTooLong(label=label, most=most, length=len(said))
    used = variables_in(text.text)
    need_known(used)
    personal = [f"{{{name}}}" for name in sorted(used) if name.startswith(GIVEN) or _is_his(name)]
    personal += [name for name in names if name in text.text + text.title]
    if personal or discreet(text.text + text.title) != text.text + text.title:
        raise NamesSomebody(what=personal or [text.title])
    for name, values in text.when.items():
        if not _can_be(name, values):
            raise NoCondition(name=name, values=str(values))


def _is_his(name: str) -> bool:
    return name in BY_ID and BY_ID[name].mask is not None


def _can_be(name: str, values: Any) -> bool:
    codes = BY_ID[name].codes if name in BY_ID else ""
    is_some = bool(codes and values) and isinstance(values, list | tuple)
    return is_some and all(one in list(code_list(codes).codes) for one in values)
