"""What is typed for one letter: the variables that begin with "given.", and their labels."""

from typing import Final

from desk.base.resources import read_toml
from desk.base.words import in_language
from desk.rules.form_templates import GIVEN, variables_in
from reports.letters.form import WORDS
from reports.letters.templates import Template

SHORT: Final = frozenset(
    {"until", "from", "body", "chair", "document", "document_no", "person", "term", "visitor"}
)  # one line is enough


def asked(template: Template) -> dict[str, str]:
    """Return what ``template`` wants typed: its names without "given.", each with its label.

    A name that only a template of the office has stands for itself.
    """
    named = variables_in(template.blocks) | set(template.needs)
    labels = read_toml(WORDS)["given"]
    names = sorted(name.removeprefix(GIVEN) for name in named if name.startswith(GIVEN))
    return {name: in_language(labels[name]) if name in labels else name for name in names}
