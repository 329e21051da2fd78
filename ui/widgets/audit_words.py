"""Sentences for the lines of the audit log; an unknown kind is shown as such."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from desk.base.shapes import JsonMapping
from desk.base.words import mark, say
from desk.reads.audit_search import CaseLine
from desk.rules.case.fields import BY_ID
from desk.rules.forms.prints import PAPERS
from desk.rules.people.rights import Right, Role, right_label, role_label
from desk.rules.record.subjects import CASE
from desk.rules.settings import settings_known
from desk.rules.steps.act_kind import ActKind
from desk.rules.steps.act_words import deed
from desk.rules.steps.kinds import KINDS, OFFICE_SET, PERSON_CHANGED, TEMPLATE_SET

PEOPLE_WORDS: Final = {
    "name": mark("name"),
    "role": mark("role"),
    "department": mark("department"),
    "active": mark("works here or not"),
    "verify_key": mark("signing key"),
}


def sentence(found: CaseLine) -> str:
    """Return what an act did, without who and when."""
    line = found.line
    kind = KINDS.get(line.kind)
    if kind is None:
        return line.kind
    if kind.about == CASE:
        case_no = found.case_no or line.subject
        return say(mark("{case_no}: {what}"), case_no=case_no, what=deed(kind.id))
    text = kind.words
    subject = line.subject.partition(":")[2]
    told = {name: _word(name, value) for name, value in line.told.items()}
    names = _names(kind, line.told)
    told |= {"subject": subject, "names": names}
    if kind is TEMPLATE_SET:
        text, told["at"] = _prescribed(line.told)
    return say(text, **{name: told.get(name) or NOTHING for name in HOLES})


def _prescribed(told: JsonMapping) -> tuple[str, str]:
    """Return the sentence about a prescription of a form."""
    other = mark("prescribes no form {subject} from {at} on")
    return TEMPLATE_SET.words if told.get("parts") else other, str(told.get("valid_from", ""))


HOLES: Final = (
    *("login", "at", "right", "fields", "reason", "what", "count", "full", "purpose"),
    *("generation", "name", "why", "cases", "findings", "parts", "case_no", "origin"),
    *("subject", "names", "role", "about", "copy"),
)
NOTHING: Final = "—"


def _names(kind: ActKind, told: JsonMapping) -> str:
    known: Mapping[str, str] = {}
    if kind is OFFICE_SET:
        known = {name: one.title for name, one in settings_known().items()}
    elif kind is PERSON_CHANGED:
        known = {name: say(words) for name, words in PEOPLE_WORDS.items()}
    return say(mark(", ")).join(known.get(name, name) for name in sorted(told))


_WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "right": lambda value: right_label(Right(value)) if value in set(Right) else str(value),
    "role": lambda value: role_label(Role(value)) if value in set(Role) else str(value),
    "full": lambda value: say(mark("unmasked")) if value else say(mark("personal data masked")),
    "what": lambda value: say(PAPERS[value]) if value in PAPERS else str(value),
    "at": lambda value: str(value).replace("T", " "),
    "fields": lambda value: (
        say(mark(", ")).join(
            say(BY_ID[name].words) if name in BY_ID else str(name) for name in value
        )
        or say(mark("a number"))
    ),
    "parts": lambda value: say(mark(", ")).join(map(str, value)),
}


def _word(name: str, value: object) -> str:
    return _WORDS.get(name, str)(value)
