"""Choosing a form's template: head office's, else the office's own, else the shipped one."""

from dataclasses import dataclass, replace
from pathlib import Path

from desk.base.errors import Refusal
from desk.base.given_text import text_of
from desk.base.shapes import JsonObject
from desk.base.words import mark, say
from desk.office import Office
from desk.rules.forms.form_templates import FOLDER, form_id, known_forms
from desk.rules.forms.prescribed import Version, in_force
from reports.letters.templates import Template, prescribed_template, shipped_text, template_of


def own_folder(office: Office) -> Path:
    """Return where the office keeps templates of its own."""
    return Path(office.folder / FOLDER)


def template_for(office: Office, form: str) -> Template:
    """Return the form as ``office`` uses it today.

    An unusable prescription does not block the form: it
    is made without the prescription, and states the problem.

    Raises:
        NoForm: There is no such form.
        BadTemplate: The office's own template cannot be read.
    """
    form = form_id(form)
    version = in_force(office.templates.get(form, ()), office.clock.now().date())
    return _of_version(office, form, version)


def template_again(office: Office, form: str, prescribed: str) -> Template:
    """Return the form from which a letter was issued.

    Args:
        office: The open office.
        form: Which.
        prescribed: Id of head office's version that the letter was made by, or "".
    """
    versions = office.templates.get(form, ())
    return _of_version(office, form, next((one for one in versions if one.id == prescribed), None))


def _of_version(office: Office, form: str, version: Version | None) -> Template:
    if version is None:
        return template_of(form, own_folder(office))
    try:
        return prescribed_template(version)
    except Refusal as refusal:
        return _without(office, version, refusal)


def _without(office: Office, version: Version, refusal: Refusal) -> Template:
    """Return the form without the prescribed ``version``, with the problem stated."""
    words = mark("What {office} prescribed for {form} is not used. {why}")
    problem = say(words, office=version.office, form=version.form, why=str(refusal))
    return replace(template_of(version.form, own_folder(office)), problem=problem)


def proven(office: Office, template: Template) -> Template:
    """Return ``template``, or its replacement when its Word file cannot be filled in."""
    from reports.word import filled_word  # noqa: PLC0415 - python-docx costs start-up

    if template.version is None or template.word is None:
        return template
    try:
        filled_word(f"{template.id}.docx", template.word, lambda _name: "")
    except Refusal as refusal:
        return _without(office, template.version, refusal)
    return template


def text_for(office: Office, template: Template) -> str:
    """Return the text of the .toml of ``template``."""
    own = own_folder(office) / f"{template.id}.toml"
    if template.version is not None:
        return template.version.text or shipped_text(template.id)
    return text_of(own) if own.is_file() else shipped_text(template.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class FormLine:
    """A form in the list of forms.

    Attributes:
        form: "F01" to "F26".
        title: Its name in the office's language.
        source: Whose it is.
        is_prescribed: It is prescribed by head office.
        coming: Prescriptions for a future day, a sentence each.
        problem: Why a template is not used, or "".
    """

    form: str
    title: str
    source: str
    is_prescribed: bool
    coming: tuple[str, ...]
    problem: str


def form_lines(office: Office) -> list[FormLine]:
    """Return every form as ``office`` uses it; an unreadable own one states the problem."""
    return [_line(office, form) for form in known_forms()]


def _line(office: Office, form: str) -> FormLine:
    try:
        template, problem = template_for(office, form), ""
    except Refusal as refusal:
        template, problem = template_of(form, None), str(refusal)
    today = office.clock.now().date().isoformat()
    later = [one for one in office.templates.get(form, ()) if one.valid_from > today]
    return FormLine(
        form=form,
        title=template.title,
        source=source_of(template),
        is_prescribed=template.version is not None,
        coming=tuple(_coming(version) for version in later),
        problem=problem or template.problem,
    )


def _coming(version: Version) -> str:
    words = (
        mark("From {day} on: as this office has it, nothing is prescribed any more ({by})")
        if version.is_withdrawal
        else mark("From {day} on: another one, prescribed by {office} ({by})")
    )
    return say(words, day=version.valid_from, office=version.office, by=version.by)


def source_of(template: Template) -> str:
    """Return the label of a template's source."""
    version = template.version
    if version is not None:
        words = mark("Prescribed by {office} ({by}), holds from {day}")
        return say(words, office=version.office, by=version.by, day=version.valid_from)
    return say(mark("This office's own")) if template.is_own else say(mark("As it ships"))


def told_source(template: Template) -> JsonObject:
    """Return the id of a template's source, for scripts."""
    version = template.version
    return {
        "from": "head_office" if version else "own" if template.is_own else "shipped",
        "prescribed": version.told if version else None,
        "problem": template.problem,
    }
