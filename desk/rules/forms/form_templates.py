"""Validation of form templates: blocks, lists, variables, lengths."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Final

from desk.base import resources
from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.rules.case.fields import BY_ID

FOLDER: Final = "templates"
WORDS: Final = "templates.toml"
VARIABLE: Final = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
LISTS: Final = ("approvals", "contacts", "representatives", "contents")
WAYS: Final = ("line", "row", "sign", "list")
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
)
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


def variable_names() -> list[str]:
    """Return the names of all variables except those typed for one letter."""
    return [*DERIVED, *OFFICE, *(name for name in BY_ID if BY_ID[name].id not in DERIVED)]


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


def shipped(form: str) -> dict[str, Any]:
    """Return the shipped form ``form``."""
    return resources.read_toml(FOLDER, f"{form}.toml")


def limit(name: str) -> int:
    """Return a limit of ``resources/templates.toml``."""
    return int(resources.read_toml(WORDS)["limits"][name])


def variables_in(content: Any) -> set[str]:
    """Return the variables used in ``content``: a text, a block or several."""
    if isinstance(content, str):
        return set(VARIABLE.findall(content))
    parts = content.values() if isinstance(content, Mapping) else content
    return set().union(
        *(variables_in(p) for p in parts if isinstance(p, str | list | tuple | dict))
    )


def read_template(name: str, text: str) -> dict[str, Any]:
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
        data = tomllib.loads(text)
        blocks, needs = data["blocks"], data.get("needs", [])
        titles = [data["title"]["zh"], data["title"]["en"]]
    except (tomllib.TOMLDecodeError, KeyError, RecursionError, TypeError) as error:
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


def _line(block: Mapping[str, Any]) -> bool:
    return _is_text(block["line"], "text") and block.get("side", "left") in SIDES


def _row(block: Mapping[str, Any]) -> bool:
    pairs, lines = block["row"], block.get("lines", 1)
    is_some = isinstance(pairs, list) and 0 < len(pairs) <= limit("row_pairs")
    has_lines = type(lines) is int and 0 < lines <= limit("row_lines")
    return is_some and has_lines and all(_is_pair(pair) for pair in pairs)


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and _are_texts(pair, "blocks")  # noqa: PLR2004


def _sign(block: Mapping[str, Any]) -> bool:
    return bool(block["sign"]) and _are_texts(block["sign"], "signatures")


_FITS: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "line": _line,
    "row": _row,
    "sign": _sign,
    "list": lambda _block: True,
}


def _is_text(value: Any, most: str) -> bool:
    return isinstance(value, str) and len(value) <= limit(most)


def _are_texts(values: Any, most: str) -> bool:
    is_list = isinstance(values, list) and len(values) <= limit(most)
    return is_list and all(_is_text(value, "text") for value in values)
