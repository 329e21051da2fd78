"""Variables typed for one letter (those starting with "given."), and their labels."""

from collections.abc import Mapping
from typing import Final

from desk.base.errors import need_names
from desk.base.resources import read_toml
from desk.base.words import in_language, say
from desk.rules.case.fields import BY_ID
from desk.rules.forms.form_templates import GIVEN, WORDS, variables_in
from desk.rules.forms.word_templates import word_variables_in
from reports.letters.templates import Template

SHORT: Final = frozenset(
    {"until", "from", "body", "chair", "document", "document_no", "person", "term", "visitor"}
)  # one line is enough


def asked(template: Template) -> dict[str, str]:
    """Return the variables to type for ``template``: name without "given.", and label.

    A variable of the office's own template is its own label.
    """
    named = variables_in(template.blocks) | set(template.needs)
    names = sorted(name for name in named if name.startswith(GIVEN))
    return {name.removeprefix(GIVEN): label_of(name) for name in names}


def need_asked(template: Template, given: Mapping[str, str]) -> None:
    """Refuse what is typed for ``template`` and stands nowhere in it.

    Raises:
        UnknownName: There is some; several come together.
        BadTemplate: The Word file, which may ask for more, cannot be read.
    """
    known = list(asked(template))
    if template.word and not given.keys() <= set(known):
        inside = word_variables_in(f"{template.id}.docx", template.word)
        known += sorted(n.removeprefix(GIVEN) for n in inside if n.startswith(GIVEN))
    need_names(given, known)


def label_of(variable: str) -> str:
    """Return the label of ``variable``: a field of the case, or typed for a letter."""
    if variable in BY_ID:
        return say(BY_ID[variable].words)
    name = variable.removeprefix(GIVEN)
    labels = read_toml(WORDS)["given"]
    return in_language(labels[name]) if name in labels else name
