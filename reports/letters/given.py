"""Variables typed for one letter (those starting with "given."), and their labels."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final

from desk.base.errors import Refusal, need_names
from desk.base.resources import read_toml
from desk.base.words import in_language, mark, say
from desk.rules.case.fields import BY_ID
from desk.rules.forms.form_templates import (
    GIVEN,
    WORDS,
    alternatives,
    holes_in,
    names_of,
    variables_in,
)
from desk.rules.forms.word_templates import word_variables_in
from reports.letters.templates import Template
from reports.letters.values import NOTHING, Values

SHORT: Final = frozenset(
    {"until", "from", "body", "chair", "document", "document_no", "person", "term", "visitor"}
)  # one line is enough


class Recorded(Refusal):
    """Something is typed for a letter that the case says already."""

    text: ClassVar[str] = mark(
        "“{label}” is recorded in the case: {recorded}. It is printed as recorded, so leave it "
        "out here; if it is wrong, put it right in the case."
    )


def asked(template: Template, values: Values = NOTHING) -> dict[str, str]:
    """Return the variables to type for ``template``: name without "given.", and label.

    What a case says already is not asked. A variable of the office's own template is its own label.

    Args:
        template: The form.
        values: What the case says; nothing unless stated.
    """
    named = {name for hole in _holes(template) for name in _open(hole, values)}
    return {name.removeprefix(GIVEN): label_of(name) for name in sorted(named)}


def need_asked(template: Template, given: Mapping[str, str], values: Values) -> None:
    """Refuse what is typed for ``template`` and stands nowhere in it, or in the case already.

    Raises:
        UnknownName: There is some that stands nowhere; several come together.
        Recorded: The case says something else.
        BadTemplate: The Word file, which may ask for more, cannot be read.
    """
    known = list(asked(template))
    if template.word and not given.keys() <= set(known):
        inside = word_variables_in(f"{template.id}.docx", template.word)
        known += sorted(n.removeprefix(GIVEN) for n in inside if n.startswith(GIVEN))
    need_names(given, known)
    open_still = asked(template, values)
    for name, typed in values.given.items():
        recorded = values.text(hole_of(template, GIVEN + name))
        if name not in open_still and recorded not in ("", typed):
            raise Recorded(label=label_of(GIVEN + name), recorded=recorded)


def hole_of(template: Template, name: str) -> str:
    """Return the hole of ``template`` in which the variable ``name`` stands, else itself."""
    return next((h for h in sorted(holes_in(template.blocks)) if name in names_of([h])), name)


def _holes(template: Template) -> set[str]:
    """Return the holes of ``template``, and what it needs without printing it."""
    return holes_in(template.blocks) | set(template.needs) - variables_in(template.blocks)


def _is_given(name: str) -> bool:
    return name.startswith(GIVEN)


def _open(hole: str, values: Values) -> Iterator[str]:
    """Yield the variables of ``hole`` that are typed, unless the case says one before them."""
    for name, is_name in alternatives(hole):
        if is_name and _is_given(name):
            yield name
        elif not is_name or values.texts.get(name):
            return


def label_of(variable: str) -> str:
    """Return the label of ``variable``: a field of the case, or typed for a letter."""
    if variable in BY_ID:
        return say(BY_ID[variable].words)
    name = variable.removeprefix(GIVEN)
    labels = read_toml(WORDS)["given"]
    return in_language(labels[name]) if name in labels else name
