"""Validation of form templates: blocks, lists, variables, lengths."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Final

from desk.base import resources
from desk.base.errors import Refusal
from desk.base.given_text import BadTextError, toml_in
from desk.base.shapes import JsonMapping, JsonObject
from desk.base.words import mark, say
from desk.rules.case import entries
from desk.rules.case.fields import BY_ID, Field

FOLDER: Final = "templates"
WORDS: Final = "templates.toml"
_NAME: Final = re.compile(r"[a-z_]+(?:\.[a-z_]+)?")
VARIABLE: Final = re.compile(rf"\{{({_NAME.pattern}(?:\|[^{{}}|]*)*)\}}")
ENDING: Final = re.compile(rf"{VARIABLE.pattern}(?P<stop>。?)")  # and a full stop behind it
STOPS: Final = ("。", "！", "？", "；", "：", "…", "!", "?")
OPTIONAL: Final = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
LISTS: Final = ("approvals", "contacts", "representatives", "contents")
WAYS: Final = ("head", "line", "row", "sign", "list")
SIDES: Final = ("left", "center", "right")
OFFICE: Final = {
    "office": "office_name",
    "office_code": "office_code",
    "superior_name": "superior_name",
    "superior_address": "superior_address",
    "complaint_phone": "complaint_phone",
    "complaint_address": "complaint_address",
    "person_in_charge": "person_in_charge",
    "retention_years": "retention_years",
}
DERIVED: Final = (
    "case_no",
    "state",
    "letter_no",
    "today",
    "today_long",
    "received_day",
    "due_on",
    "handler_name",
    "approved_name",
    "made_by",
    "due_before",
    "extension_kind",
    "review_to",
    "compensation_words",
    "extensions_told",
    "ended_because",
    "followed_up_by",
)
# Entries of a case as variables, e.g. {emergency.group}: the collection, and what the desk adds to
# what its form asks; the newest entry is meant unless another one is named.
ENTRY: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "extension": (entries.EXTENSIONS, ("at", "by", "until")),
    "appraisal": (entries.PAUSES, ("at", "by")),
    "payment": (entries.PAYMENTS, ("at", "by")),
    "emergency": (
        entries.EMERGENCIES,
        ("at", "by", "report_at", "report_by", "signed_at", "signed_by"),
    ),
    "major_report": (entries.MAJOR_REPORTS, ("at", "by")),
    "rectification": (
        entries.RECTIFICATIONS,
        ("at", "by", "unit", "verified_by", "verified_on", "effect_by", "effect_on"),
    ),
    "accountability": (entries.ACCOUNTABILITIES, ("at", "by")),
    "review": (entries.REVIEWS, ("at", "by")),
    "feedback": (entries.FEEDBACKS, ("at", "by")),
    "letter": (entries.LETTERS, ("title", "no")),
}
GIVEN: Final = "given."


class NoForm(Refusal):
    """A form that the desk does not have."""

    text: ClassVar[str] = mark("There is no form “{form}”. Use one of: {known}.")


class BadTemplate(Refusal):
    """A template that cannot be used."""

    text: ClassVar[str] = mark("The template {name} cannot be used: {reason}.")


class UnknownVariable(Refusal):
    """A template names a variable that does not exist."""

    text: ClassVar[str] = mark(
        "The template names “{name}”, which does not exist. Correct the template; "
        "the variables are listed in its documentation."
    )


def ended(text: str, stop: str) -> str:
    """Return ``text`` with the template's full stop, unless it ends its sentence itself."""
    return text if text.rstrip("”’」』）)").endswith(STOPS) else text + stop


def variable_names() -> list[str]:
    """Return the names of all variables except those typed for one letter."""
    fields = (name for name in BY_ID if name not in DERIVED)
    told = (f"{name}.{part}" for name in ENTRY for part in entry_parts(name))
    return [*DERIVED, *OFFICE, *fields, *told]


def entry_parts(name: str) -> dict[str, Field | None]:
    """Return the parts of an entry as variables; None where no form asks for them.

    Args:
        name: A key of ``ENTRY``.
    """
    collection, added = ENTRY[name]
    parts = {part.id: part for part in entries.ENTRIES.get(collection, ())}
    return {**parts, **dict.fromkeys(added)}


def alternatives(hole: str) -> list[tuple[str, bool]]:
    """Return what may stand in a hole, in order: each with whether it is a variable.

    ``{rectification.owner|given.person|（待定）}``: the first that says something is printed; what
    is no name of a variable is a text.
    """
    return [(part, bool(_NAME.fullmatch(part))) for part in hole.split("|")]


def holes_in(content: Any) -> set[str]:
    """Return the holes in ``content``: a text, a block or several."""
    if isinstance(content, str):
        return set(VARIABLE.findall(content))
    parts = content.values() if isinstance(content, Mapping) else content
    return set().union(*(holes_in(p) for p in parts if isinstance(p, str | list | tuple | dict)))


@cache
def _known() -> frozenset[str]:
    return frozenset(variable_names())


def need_known(names: Iterable[str]) -> None:
    """Refuse unknown variables.

    Raises:
        UnknownVariable: ``names`` has one.
    """
    for name in sorted(set(names)):
        if not name.startswith(GIVEN) and name not in _known():
            raise UnknownVariable(name=name)


@cache
def known_forms() -> tuple[str, ...]:
    """Return the ids of the forms that ship with the desk."""
    return tuple(name.removesuffix(".toml") for name in resources.names(FOLDER, ".toml"))


def form_id(text: str) -> str:
    """Return the form id for ``text``: "F11", "f11", "F1" or "F01".

    Raises:
        NoForm: There is no such form.
    """
    found = re.fullmatch(r"[Ff]?0*(\d{1,2})", text.strip())
    name = f"F{int(found[1]):02d}" if found else text
    if name not in known_forms():
        raise NoForm(form=text, known=list(known_forms()))
    return name


def shipped(form: str) -> JsonObject:
    """Return the shipped form ``form``."""
    return resources.read_toml(FOLDER, f"{form}.toml")


def limit(name: str) -> int:
    """Return a limit of ``resources/templates.toml``."""
    return int(resources.read_toml(WORDS)["limits"][name])


def variables_in(content: Any) -> set[str]:
    """Return the variables used in ``content``: a text, a block or several."""
    return names_of(holes_in(content))


def names_of(holes: Iterable[str]) -> set[str]:
    """Return the variables in these holes."""
    return {name for hole in holes for name, is_name in alternatives(hole) if is_name}


def read_template(name: str, text: str) -> JsonObject:
    """Parse and validate the template in ``text`` (TOML).

    Whether its variables exist is checked by `need_known`, or when they are filled in.

    Args:
        name: Of the file, for the refusal.
        text: Its content.

    Raises:
        BadTemplate: It is not a valid template, or too long.
    """
    if len(text.encode("utf-8", "replace")) > limit("text_bytes"):
        reason = say(mark("it is larger than {most} KB"), most=limit("text_bytes") // 1024)
        raise BadTemplate(name=name, reason=reason)
    try:
        data = toml_in(text)
        blocks, needs = data["blocks"], data.get("needs", [])
        titles = [data["title"]["zh"], data["title"]["en"]]
    except (BadTextError, KeyError, TypeError) as error:
        raise BadTemplate(name=name, reason=str(error)) from error
    if not all(_is_text(title, "title") and title.strip() for title in titles):
        raise BadTemplate(name=name, reason="title")
    if not _are_texts(needs, "blocks"):
        raise BadTemplate(name=name, reason="needs")
    if not isinstance(blocks, list) or not 0 < len(blocks) <= limit("blocks"):
        raise BadTemplate(name=name, reason="blocks")
    for number, block in enumerate(blocks, start=1):
        wrong = _wrong(block)
        if wrong:
            raise BadTemplate(name=name, reason=f"block {number}: {wrong}")
    return data


def _wrong(block: Any) -> str:
    """Return what is wrong with a block, or ""."""
    found = [way for way in WAYS if isinstance(block, dict) and way in block]
    if not found:
        return " | ".join(WAYS)
    way = found[0]
    if way == "list" and block["list"] not in LISTS:
        return " | ".join(LISTS)
    return "" if _FITS[way](block) else way


def _head(block: JsonMapping) -> bool:
    return _is_text(block["head"], "title")


def _line(block: JsonMapping) -> bool:
    return _is_text(block["line"], "text") and block.get("side", "left") in SIDES


def _row(block: JsonMapping) -> bool:
    pairs, lines = block["row"], block.get("lines", 1)
    is_some = isinstance(pairs, list) and 0 < len(pairs) <= limit("row_pairs")
    has_lines = type(lines) is int and 0 < lines <= limit("row_lines")
    return is_some and has_lines and all(_is_pair(pair) for pair in pairs)


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and _are_texts(pair, "blocks")  # noqa: PLR2004


def _sign(block: JsonMapping) -> bool:
    return bool(block["sign"]) and _are_texts(block["sign"], "signatures")


_FITS: Final[Mapping[str, Callable[[JsonMapping], bool]]] = {
    "head": _head,
    "line": _line,
    "row": _row,
    "sign": _sign,
    "list": lambda _block: True,
}


def _is_text(value: object, most: str) -> bool:
    return isinstance(value, str) and len(value) <= limit(most)


def _are_texts(values: Any, most: str) -> bool:
    is_list = isinstance(values, list) and len(values) <= limit(most)
    return is_list and all(_is_text(value, "text") for value in values)
