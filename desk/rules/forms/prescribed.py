"""Form templates prescribed by head office: versions, each valid from a day."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.rules.forms.form_templates import (
    BadTemplate,
    known_forms,
    need_known,
    read_template,
    shipped,
    variables_in,
)
from desk.rules.forms.word_templates import word_variables_in
from desk.rules.record import subjects

TEMPLATE: Final = subjects.TEMPLATE
VERSIONS: Final = subjects.VERSIONS


class NothingPrescribed(Refusal):
    """Neither a form nor a Word file was given."""

    text: ClassVar[str] = mark(
        "Nothing was prescribed: choose a .toml (for paper and Word) or a .docx (for Word) file."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a form prescribed by head office.

    Attributes:
        id: Of the prescription.
        form: "F01" to "F26".
        valid_from: First day of validity, ISO.
        at: When it was prescribed.
        by: Name of who did.
        office: Name of her office.
        text: The .toml, or "" to keep the shipped form.
        packed: The .docx in base64, or "" when there is none.
    """

    id: str
    form: str
    valid_from: str
    at: str
    by: str
    office: str
    text: str = field(default="", repr=False)
    packed: str = field(default="", repr=False)

    @property
    def is_withdrawal(self) -> bool:
        """Say whether it withdraws the prescription."""
        return not self.text and not self.packed

    @property
    def facts(self) -> dict[str, str]:
        """Return its payload for the journal."""
        kept = ("valid_from", "at", "by", "office", "text", "packed")
        return {name: getattr(self, name) for name in kept}

    @property
    def told(self) -> dict[str, Any]:
        """Return the version's metadata, without its content."""
        kept = ("form", "valid_from", "at", "by", "office")
        parts = [part for part, has in (("toml", self.text), ("docx", self.packed)) if has]
        return {**{name: getattr(self, name) for name in kept}, "parts": parts}

    @property
    def word(self) -> bytes | None:
        """Return the .docx, or None.

        Raises:
            BadTemplate: It is damaged.
        """
        if not self.packed:
            return None
        try:
            return base64.b64decode(self.packed, validate=True)
        except (binascii.Error, ValueError) as error:
            reason = say(mark("it is no Word file"))
            raise BadTemplate(name=f"{self.form}.docx", reason=reason) from error


def packed(word: bytes | None) -> str:
    """Return a .docx in base64, as stored in the journal."""
    return base64.b64encode(word).decode("ascii") if word else ""


def versions_in(form: str, facts: Mapping[str, Any]) -> list[Version]:
    """Return the versions of ``form``, oldest first; invalid ones are left out."""
    found = []
    for entry in facts.get(VERSIONS, ()):
        kept = {name: entry.get(name, "") for name in Version.__dataclass_fields__}
        if all(isinstance(value, str) for value in kept.values()) and _is_day(kept["valid_from"]):
            found.append(Version(**{**kept, "form": form}))
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def in_force(versions: Iterable[Version], day: date) -> Version | None:
    """Return the version valid on ``day``: the latest that has begun.

    Of two with the same day the one prescribed last. None before the first, and when the
    latest is a withdrawal.
    """
    begun = [version for version in versions if version.valid_from <= day.isoformat()]
    latest = sorted(begun, key=lambda version: version.valid_from)[-1:]  # a stable order
    return next((version for version in latest if not version.is_withdrawal), None)


@lru_cache(maxsize=64)
def need_usable(version: Version) -> None:
    """Refuse a version from which no paper can be made.

    Raises:
        BadTemplate: A part is damaged, too large, or has forbidden content.
        UnknownVariable: It uses one that does not exist.
    """
    if version.form not in known_forms():
        raise BadTemplate(name=version.form, reason=version.form)
    if version.text:
        name = f"{version.form}.toml"
        data = read_template(name, version.text)
        need_known({*variables_in(data["blocks"]), *data.get("needs", ())})
        if data.get("in_clear") and not shipped(version.form).get("in_clear"):
            reason = say(mark("it would show personal data that the form masks (in_clear)"))
            raise BadTemplate(name=name, reason=reason)
    word = version.word
    if word is not None:
        need_known(word_variables_in(f"{version.form}.docx", word))


def problem_of(version: Version) -> str:
    """Return why no paper can be made from ``version``, or ""."""
    try:
        need_usable(version)
    except Refusal as refusal:
        return str(refusal)
    return ""
