"""Templates of forms: head office's, or the office's own, or the one that ships with the desk.

An office puts ``F11.toml`` (for PDF and Word) or ``F11.docx`` (for Word) into the
folder ``templates`` of its home. Variables stand in braces: ``{case_no}``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.base import resources
from desk.base.given_text import BadTextError, text_of
from desk.base.shapes import JsonMapping
from desk.base.system_trouble import reason_of
from desk.base.words import in_language
from desk.rules.forms.form_templates import (
    FOLDER,
    BadTemplate,
    form_id,
    limit,
    read_template,
    shipped,
)
from desk.rules.forms.prescribed import Version, need_usable
from desk.rules.forms.word_templates import word_variables_in


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """One form.

    Attributes:
        id: "F01" to "F26".
        words: Its name, ``{"zh": …, "en": …}``.
        in_clear: The complainant's own data is unmasked, as the letter is for him.
        needs: Variables required for issuing it.
        blocks: Lines, rows, lists and signatures, as in the file.
        word: The Word template replacing ours, or None.
        is_own: A part of it is from the office's own folder.
        version: Head office's version, if it is prescribed.
        problem: Why head office's version is not used, or "".
    """

    id: str
    words: dict[str, str]
    in_clear: bool
    needs: tuple[str, ...]
    blocks: Sequence[JsonMapping]
    word: bytes | None = None
    is_own: bool = False
    version: Version | None = None
    problem: str = ""

    @property
    def title(self) -> str:
        """Return its name in the office's language."""
        return in_language(self.words)

    @property
    def heading(self) -> str:
        """Return its heading, which is always Chinese."""
        return self.words["zh"]


def template_of(name: str, own: Path | None) -> Template:
    """Return the form ``name``, preferring the office's own in the folder ``own``.

    Raises:
        NoForm: There is no such form.
        BadTemplate: The office's own template cannot be read.
    """
    name = form_id(name)
    word = _own_word(own / f"{name}.docx") if own else None
    text = _own_text(own / f"{name}.toml") if own else None
    data = read_template(f"{name}.toml", text) if text else shipped(name)
    return Template(
        id=name,
        words=data["title"],
        in_clear=bool(data.get("in_clear")),
        needs=tuple(data.get("needs", ())),
        blocks=data["blocks"],
        word=word,
        is_own=bool(text) or word is not None,
    )


def prescribed_template(version: Version) -> Template:
    """Return the form prescribed by head office.

    Legally required variables stay: it may require more than ours, never less.

    Raises:
        BadTemplate: No paper can be made from it.
        UnknownVariable: It uses one that this program does not know.
    """
    need_usable(version)
    ours = shipped(version.form)
    data = read_template(f"{version.form}.toml", version.text) if version.text else ours
    needs = dict.fromkeys([*ours.get("needs", ()), *data.get("needs", ())])
    return Template(
        id=version.form,
        words=data["title"],
        in_clear=bool(data.get("in_clear")),
        needs=tuple(needs),
        blocks=data["blocks"],
        word=version.word,
        version=version,
    )


def shipped_text(form: str) -> str:
    """Return the shipped .toml of a form, for customising."""
    return resources.read_text(FOLDER, f"{form}.toml")


def _own_text(path: Path) -> str | None:
    try:
        return text_of(path)
    except FileNotFoundError:
        return None
    except (OSError, BadTextError) as error:
        raise BadTemplate(name=path.name, reason=str(error)) from error


def _own_word(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(limit("own_word_bytes") + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadTemplate(name=path.name, reason=reason_of(error)) from error
    word_variables_in(path.name, content, limit("own_word_bytes"))
    return content
