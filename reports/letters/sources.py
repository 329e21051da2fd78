"""Which template a form is made of: head office's before the office's own, that before ours."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.office import Office
from desk.rules.form_templates import FOLDER, form_id
from desk.rules.prescribed import Version, in_force
from reports.letters.templates import Template, prescribed_template, shipped_text, template_of


def own_folder(office: Office) -> Path:
    """Return where the office keeps templates of its own."""
    return Path(office.folder / FOLDER)


def template_for(office: Office, form: str) -> Template:
    """Return the form as ``office`` uses it today.

    What head office prescribed and nobody can use does not stop the paper: the form
    is made as if nothing were prescribed, and says why.

    Raises:
        NoForm: There is no such form.
        BadTemplate: The office's own cannot be read.
    """
    form = form_id(form)
    version = in_force(office.templates.get(form, ()), office.clock.now().date())
    return _of_version(office, form, version)


def template_again(office: Office, form: str, prescribed: str) -> Template:
    """Return the form by which a letter was issued.

    Args:
        office: Where it is printed again.
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
    """Return the form as if ``version`` were not prescribed; it says why."""
    words = mark("What {office} prescribed for {form} is not used. {why}")
    problem = say(words, office=version.office, form=version.form, why=str(refusal))
    return replace(template_of(version.form, own_folder(office)), problem=problem)


def proven(office: Office, template: Template) -> Template:
    """Return ``template``, or what is used in its place when its Word file cannot be filled in."""
    from reports.word import filled_word  # noqa: PLC0415 - python-docx costs start-up

    if template.version is None or template.word is None:
        return template
    try:
        filled_word(f"{template.id}.docx", template.word, lambda _name: "")
    except Refusal as refusal:
        return _without(office, template.version, refusal)
    return template


def text_for(office: Office, template: Template) -> str:
    """Return the file that the paper of ``template`` is made of."""
    own = own_folder(office) / f"{template.id}.toml"
    if template.version is not None:
        return template.version.text or shipped_text(template.id)
    return own.read_text(encoding="utf-8-sig") if own.is_file() else shipped_text(template.id)


def source_of(template: Template) -> str:
    """Return whose template it is, as people read it."""
    version = template.version
    if version is not None:
        words = mark("Prescribed by {office} ({by}), holds from {day}")
        return say(words, office=version.office, by=version.by, day=version.valid_from)
    return say(mark("This office's own")) if template.is_own else say(mark("As it ships"))


def told_source(template: Template) -> dict[str, Any]:
    """Return whose template it is, for scripts."""
    version = template.version
    return {
        "from": "head_office" if version else "own" if template.is_own else "shipped",
        "prescribed": version.told if version else None,
        "problem": template.problem,
    }
