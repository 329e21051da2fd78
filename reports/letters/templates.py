"""Templates of forms: TOML that ships with the desk, or the office's own in its place.

An office puts ``F11.toml`` (for PDF and Word) or ``F11.docx`` (for Word) into the
folder ``templates`` of its home. Variables stand in braces: ``{case_no}``.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final

from desk.base import resources
from desk.base.errors import Refusal
from desk.base.words import in_language, mark

FOLDER: Final = "templates"
VARIABLE: Final = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
LISTS: Final = ("approvals", "contacts", "representatives", "contents")
WAYS: Final = ("line", "row", "sign", "list")


class NoForm(Refusal):
    """A form that the desk does not have."""

    text: ClassVar[str] = mark("There is no form “{form}”. Use one of: {known}.")


class BadTemplate(Refusal):
    """A template of the office that cannot be used."""

    text: ClassVar[str] = mark("The template {name} cannot be used: {reason}.")


@dataclass(frozen=True, slots=True)
class Template:
    """One form.

    Attributes:
        id: "F01" to "F26".
        words: Its name, ``{"zh": …, "en": …}``.
        in_clear: The complainant's own data stands unmasked: it is his letter.
        needs: Variables without which it is not issued.
        blocks: Lines, rows, lists and signatures, as in the file.
        word: The office's own Word template, or None.
    """

    id: str
    words: dict[str, str]
    in_clear: bool
    needs: tuple[str, ...]
    blocks: Sequence[Mapping[str, Any]]
    word: Path | None = None

    @property
    def title(self) -> str:
        """Return its name as people read it."""
        return in_language(self.words)

    @property
    def heading(self) -> str:
        """Return what is printed over it: Chinese, as all of it, whoever prints it."""
        return self.words["zh"]


@cache
def known_forms() -> tuple[str, ...]:
    """Return the ids of the forms that ship with the desk."""
    return tuple(name.removesuffix(".toml") for name in resources.names(FOLDER, ".toml"))


def form_id(text: str) -> str:
    """Return the id that ``text`` means: "F11", "f11", "F1" or "F01".

    Raises:
        NoForm: There is no such form.
    """
    found = re.fullmatch(r"[Ff]?0*(\d{1,2})", text.strip())
    name = f"F{int(found[1]):02d}" if found else text
    if name not in known_forms():
        raise NoForm(form=text, known=list(known_forms()))
    return name


def template_of(name: str, own: Path | None) -> Template:
    """Return the form ``name``, the office's own from the folder ``own`` before ours.

    Raises:
        NoForm: There is no such form.
        BadTemplate: The office's own cannot be read.
    """
    name = form_id(name)
    word = own / f"{name}.docx" if own else None
    text = _own_text(own / f"{name}.toml") if own else None
    given_by = f"{name}.toml"
    try:
        data = tomllib.loads(text) if text else resources.read_toml(FOLDER, f"{name}.toml")
        _check(given_by, data)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadTemplate(name=given_by, reason=str(error)) from error
    return Template(
        name,
        data["title"],
        bool(data.get("in_clear")),
        tuple(data.get("needs", ())),
        data["blocks"],
        word if word and word.is_file() else None,
    )


def _own_text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BadTemplate(name=path.name, reason=str(error)) from error


def _check(name: str, data: Mapping[str, Any]) -> None:
    """Refuse blocks that nobody can set.

    Raises:
        BadTemplate: There is one.
        KeyError: Something is missing.
    """
    data["title"]["zh"], data["title"]["en"]
    for number, block in enumerate(data["blocks"], start=1):
        if not set(WAYS) & block.keys():
            reason = f"block {number}: {' | '.join(WAYS)}"
            raise BadTemplate(name=name, reason=reason)
        if "list" in block and block["list"] not in LISTS:
            raise BadTemplate(name=name, reason=f"block {number}: {' | '.join(LISTS)}")


def variables_in(content: Any) -> set[str]:
    """Return the variables that stand in ``content``: a text, a block, several."""
    if isinstance(content, str):
        return set(VARIABLE.findall(content))
    parts = content.values() if isinstance(content, Mapping) else content
    return set().union(
        *(variables_in(p) for p in parts if isinstance(p, str | list | tuple | dict))
    )
