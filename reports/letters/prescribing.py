"""Prescribing a form from files: read, tried as PDF and Word, then sent as a command."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from desk.actions.prescribe_template import PrescribeTemplate
from desk.base.errors import Refusal
from desk.base.system_trouble import reason_of
from desk.base.words import mark
from desk.office import Office
from desk.rules.forms.form_templates import BadTemplate, form_id, limit
from desk.rules.forms.prescribed import Version, packed
from reports.letters.form import template_paper
from reports.letters.templates import prescribed_template
from reports.paper import pdf_of
from reports.places import making_of

TEXT, WORD = ".toml", ".docx"


class NotATemplateFile(Refusal):
    """A file of another kind."""

    text: ClassVar[str] = mark(
        "{name} is no template. Choose at most one .toml (for paper and Word) and one .docx file."
    )


def prescribe(
    office: Office,
    form: str,
    paths: Sequence[Path],
    valid_from: date | None = None,
    *,
    is_withdrawal: bool = False,
) -> Version:
    """Prescribe ``form`` to the office and its branches; return what was prescribed.

    Args:
        office: Head office.
        form: "F01" to "F26".
        paths: A .toml, a .docx, or both.
        valid_from: First day on which it is used; None is today.
        is_withdrawal: Withdraw the prescription; no files then.

    Raises:
        NotATemplateFile: A file is of another kind, or there are two of one.
        BadTemplate: A file cannot be read, or no paper can be made from it.
        Refusal: As `PrescribeTemplate`.
    """
    office.need(PrescribeTemplate.right)
    form = form_id(form)
    files = _files(paths)
    text, word = _text(files.get(TEXT)), _word(files.get(WORD))
    if text or word:
        _try(
            office,
            Version(
                id="",
                form=form,
                valid_from="",
                at="",
                by="",
                office="",
                text=text,
                packed=packed(word),
            ),
        )
    command = PrescribeTemplate(
        form=form, text=text, word=word, valid_from=valid_from, is_withdrawal=is_withdrawal
    )
    return office.do(command).result


def _files(paths: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in paths:
        kind = path.suffix.lower()
        if kind not in (TEXT, WORD) or kind in found:
            raise NotATemplateFile(name=path.name)
        found[kind] = path
    return found


def _text(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return _read(path, limit("text_bytes")).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTemplate(name=path.name, reason=str(error)) from error


def _word(path: Path | None) -> bytes | None:
    return None if path is None else _read(path, limit("word_bytes"))


def _read(path: Path, most: int) -> bytes:
    """Return a file's content, at most one byte above the limit, which the rule then refuses."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise BadTemplate(name=path.name, reason=reason_of(error)) from error


def _try(office: Office, version: Version) -> None:
    """Make both papers with unfilled variables; failures must not reach a branch."""
    from reports.word import filled_word  # noqa: PLC0415 - python-docx costs start-up

    template = prescribed_template(version)
    pdf_of(template_paper(template, making_of(office)))
    if template.word is not None:
        filled_word(f"{template.id}.docx", template.word, lambda _name: "")
